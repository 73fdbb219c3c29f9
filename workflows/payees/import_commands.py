"""Many payees at once, as the doors say them."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.payees.classes import PayeeClass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPayee:
    """One row of a list of payees."""

    account: str = spec(
        Text("账号", "Account"), max_bytes=42, sensitivity=Sensitivity.ACCOUNT,
        example="6222021001112223334",
    )  # fmt: skip
    name: str = spec(Text("户名", "Name"), max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    bank_code: str = spec(
        Text("开户行行号", "Bank code"), max_bytes=12, default="",
        hint=Text("本行留空", "empty: this bank"),
    )  # fmt: skip
    payee_class: PayeeClass = spec(
        Text("类别", "Class"), Kind.CHOICE, choices=PayeeClass, default=PayeeClass.ORDINARY
    )
    note: str = spec(Text("备注", "Note"), max_bytes=240, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPayees:
    """Entries as they shall be; accounts that are not named stay as they are."""

    rows: tuple[ImportedPayee, ...] = spec(
        Text("收款人", "Payees"), Kind.GROUP, group=ImportedPayee
    )
    reason: str = spec(Text("变更原因", "Reason"), max_bytes=300, default="")
