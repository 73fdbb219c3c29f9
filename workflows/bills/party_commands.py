"""What is asked about the other sides of bills, and what is answered (常用对方)."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ListParties:
    """The other sides this enterprise named before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownParty:
    """Somebody who was named: whose four facts need not be typed again, and the request that has them."""

    number: str = spec(Text("申请编号", "Request number"), max_bytes=40)
    name: str = spec(Text("名称", "Name"), max_bytes=180, sensitivity=Sensitivity.PERSONAL)
    code: str = spec(Text("统一社会信用代码", "Unified social credit code"), max_bytes=18)
    account: str = spec(Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    bank: str = spec(Text("开户行行号", "Code of the bank"), max_bytes=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownParties:
    """Each once, the last named first."""

    parties: tuple[KnownParty, ...] = spec(
        Text("对方", "Other sides"), Kind.GROUP, group=KnownParty, default=()
    )
