"""To whom and how fees are invoiced, as two administrators change it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import Faulty, NotFound
from kernel.identifiers import parse_uscc
from kernel.text import Text
from workflows.invoices import queries, repository, rules
from workflows.invoices.words import InvoiceKind, Mode
from workflows.mandates.kinds import Change, Content, Line

BUYER: Final = "invoice_buyer"
ALL: Final = "buyer"
"""The one target: an enterprise has one."""
FIELDS: Final = (
    "name", "tax_number", "address", "phone", "bank_name", "bank_account", "kind", "mode",
)  # fmt: skip
_WHAT: Final = Text("该设置", "The setting")


class BuyerKind:
    """The buyer's data (开票信息)."""

    code: str = BUYER
    operation: str = "invoices.change_buyer"

    def present(self, ctx: Context, target: str) -> Content:
        """What is set now; raises NotFound for anything but the one target."""
        if target != ALL:
            raise NotFound(_WHAT)
        row = queries.buyer(ctx)
        return {name: row[name] for name in FIELDS} if row else {}

    def checked(self, ctx: Context, change: Change) -> Content:
        """The data in one spelling; raises Faulty."""
        del ctx
        found = rules.buyer_faults(change.after)
        if found:
            raise Faulty(found)
        spelled = {name: str(change.after[name]).strip() for name in FIELDS}
        return {**spelled, "tax_number": parse_uscc(spelled["tax_number"])}

    def title(self, ctx: Context, change: Change) -> Text:
        """Always the same."""
        del ctx, change
        return Text("变更开票信息", "Change to whom fees are invoiced")

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Every difference in words."""
        del ctx
        was, becomes = _said(change.before), _said(change.after)
        return tuple(
            Line(label, was[label], becomes[label])
            for label in becomes
            if was[label] != becomes[label]
        )

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """It is about the enterprise."""
        del ctx, change
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """From the next invoice on."""
        next_on = rules.next_month(bank_today(ctx.world.clock))
        repository.set_buyer(ctx, dict(change.after), next_on)


def _said(content: Content) -> dict[Text, Text]:
    return {label: _value(content, name) for name, label in _LABELS.items()}


def _value(content: Content, name: str) -> Text:
    value: Any = content.get(name, "")
    if not value:
        return Text("", "")
    if name == "kind":
        return InvoiceKind(value).label
    return Mode(value).label if name == "mode" else Text(value, value)


_LABELS: Final = {
    "name": Text("购买方名称", "Buyer"),
    "tax_number": Text("纳税人识别号", "Taxpayer number"),
    "address": Text("地址", "Address"),
    "phone": Text("电话", "Phone"),
    "bank_name": Text("开户银行", "Bank"),
    "bank_account": Text("银行账号", "Bank account"),
    "kind": Text("票种", "Kind"),
    "mode": Text("开票方式", "When"),
}
