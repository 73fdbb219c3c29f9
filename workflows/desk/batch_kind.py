"""How an account is debited for batches (批量扣款方式): one debit of the total, or one for each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.text import Text
from workflows.desk import about, customers, parameters
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content

_DEBITS: Final = {
    "total": Text("一笔扣总额", "One debit of the total"),
    "each": Text("逐笔扣款", "A debit for each row"),
}


class BatchDebitKind(PlainKind):
    """As the customer's agreement has it; batches that are drafts already keep what they were opened with."""

    code: ClassVar[str] = "batch_debit"
    title: ClassVar[Text] = Text("批量扣款方式", "How batches are debited")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {"debit": Text("扣款方式", "Debited")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """As it is; the target is the account number."""
        now = self.present(ctx, target)["debit"]
        return (Field("debit", self.labels["debit"], now, "select", tuple(_DEBITS.items())),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """As it shall be."""
        owner, reader = customers.account(ctx, target), Reader(typed)
        after = {"debit": reader.choice("debit", _DEBITS)}
        reader.done()
        name, tail = owner["name"], target[-4:]
        title = Text(f"批量扣款方式：{name} 尾号 {tail}", f"Batches of {name}, account …{tail}")
        return Wish(target, after, title, owner["enterprise_id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """The account."""
        return about.account(ctx, target)

    def present(self, ctx: Context, target: str) -> Content:
        """As it is set up; in total where nothing was said."""
        owner = customers.account(ctx, target)
        return {"debit": parameters.batch_debit(ctx, owner["enterprise_id"], target) or "total"}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        return _DEBITS[value] if name == "debit" else super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts for the next batch that is opened."""
        owner = customers.account(ctx, change.target)
        debit = change.after["debit"]
        parameters.set_batch_debit(ctx, owner["enterprise_id"], change.target, debit)
