"""What the desk decides about single bills: requests to the bank, and what becomes of what it holds (票据审批).

Two people agree; the worker carries it out, for margin, proceeds and the exchange are its business.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.bills.acts import Act
from kernel.bills.records import Bill
from kernel.bills.rules import liable
from kernel.context import Context
from kernel.money import Money
from kernel.text import NO_TEXT, Text
from workflows.desk import bills
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import BankBills
from workflows.mandates.kinds import Change, Content

_ANSWERS: Final = {
    "agree": Text("同意", "Agree"),
    "refuse": Text("拒绝", "Refuse"),
}
_ENDED: Final = Text("该申请已不再等待处理", "The request waits no more")
_WAITS: Final = Text("待处理", "Waiting")
_AGAIN: Final = "present"
_RECOURSE: Final = "recourse:"
_TAKES: Final = Text("追索 {code}", "Recourse to {code}")


class BillAnswerKind(PlainKind):
    """A request to the bank that rules alone do not answer (承兑、贴现等审批)."""

    code: ClassVar[str] = "bill_answer"
    title: ClassVar[Text] = Text("票据业务审批", "Answer a request about a bill")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "status": Text("处理", "Answer"),
        "why": Text("拒绝说明", "Why it is refused"),
    }

    def __init__(self, orders: BankBills | None) -> None:
        self._orders = orders

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Yes or no; a no says why."""
        bills.request(ctx, target)
        hint = Text("拒绝时必填，申请人会看到", "For a refusal: who asked reads it")
        return (
            Field("status", self.labels["status"], sort="select", options=tuple(_ANSWERS.items())),
            Field("why", self.labels["why"], sort="area", optional=True, hint=hint),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The answer as it shall be."""
        row, reader = bills.request(ctx, target), Reader(typed)
        status = reader.choice("status", _ANSWERS)
        why = reader.text("why", most=200) if status == "refuse" else ""
        reader.done()
        if row["status"] != "waiting":
            raise CannotTake(reason=_ENDED)
        act, money = Act(row["act"]).label, _amount(row)
        by = row["asked"]["to"]["name"]
        what = f"{row['bill_number']} {row['starts_at']}-{row['ends_at']}"
        title = Text(f"{act.zh}：{by} {money} {what}", f"{act.en}: {by} {money} {what}")
        return Wish(target, {"status": status, "why": why}, title)

    def present(self, ctx: Context, target: str) -> Content:
        """Whether it waits."""
        return {"status": bills.request(ctx, target)["status"]}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "status":
            return _ANSWERS.get(value, _WAITS)
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Answer it, by the bank's line, price and the books."""
        agrees = change.after["status"] == "agree"
        _of(self._orders).decide(ctx, change.target, agrees=agrees, why=change.after["why"])


class BillCollectKind(PlainKind):
    """What becomes of a bill the bank holds (托收与追索): presented again, or recourse taken."""

    code: ClassVar[str] = "bill_collect"
    title: ClassVar[Text] = Text("票据托收与追索", "Collect a bill the bank holds")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {"act": Text("办理", "What to do")}

    def __init__(self, orders: BankBills | None) -> None:
        self._orders = orders

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Present it, or name who is liable."""
        choices = tuple(_choices(ctx, target).items())
        return (Field("act", self.labels["act"], sort="select", options=choices),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """What is to be done."""
        reader = Reader(typed)
        choices = _choices(ctx, target)
        act = reader.choice("act", choices)
        reader.done()
        row, name = _piece(ctx, target), choices[act]
        what = f"{row['number']} {row['starts_at']}-{row['ends_at']} {_amount(row)}"
        return Wish(target, {"act": act}, Text(f"{name.zh}：{what}", f"{name.en}: {what}"))

    def said(self, ctx: Context, name: str, value: Any) -> Text:  # noqa: ARG002 - one field
        """A value in words."""
        if value == _AGAIN:
            return Act.PRESENT.label
        code = str(value or "").removeprefix(_RECOURSE)
        return _TAKES.fill(code=code) if code else NO_TEXT

    def apply(self, ctx: Context, change: Change) -> None:
        """Ask the exchange for it."""
        number, start = _place(change.target)
        act, _, debtor = change.after["act"].partition(":")
        _of(self._orders).collect(ctx, number, start, act, debtor)


def _choices(ctx: Context, target: str) -> dict[str, Text]:
    row = _piece(ctx, target)
    bill = Bill.of({**row["face"], "pieces": [row["said"]], "version": 1})
    made = {_AGAIN: Act.PRESENT.label}
    for party in liable(bill, bill.pieces[0]):
        made[f"{_RECOURSE}{party.code}"] = Text(f"追索 {party.name}", f"Recourse to {party.name}")
    return made


def _piece(ctx: Context, target: str) -> Mapping[str, Any]:
    return bills.piece(ctx, *_place(target))


def _place(target: str) -> tuple[str, int]:
    number, _, start = target.partition("/")
    return number, int(start) if start.isascii() and start.isdigit() else 0


def _amount(row: Mapping[str, Any]) -> str:
    return Money(row["ends_at"] - row["starts_at"] + 1, "CNY").wire()


def _of(orders: BankBills | None) -> BankBills:
    if orders is None:
        message = "bills are dealt with by the worker"
        raise LookupError(message)
    return orders
