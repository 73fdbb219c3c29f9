"""What the desk decides about money whose way nobody told: unknown outcomes and suspense (可疑、挂账).

Two people agree upon it; the worker carries it out, over the same paths as an answer of clearing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.errors import Faulty, YinqiError
from kernel.identifiers import parse_account_number
from kernel.money import Money
from kernel.text import Text
from workflows.desk import about, worklists
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import Credits, Rulings
from workflows.mandates.kinds import Change, Content

_OUTCOMES: Final = {
    "settled": Text("已清算（款项已到对方）", "Settled (the money is across)"),
    "refused": Text("未成功（款项退回可用余额）", "Refused (the money is available again)"),
}
_CONTRADICTS: Final = Text(
    "清算已另有结果，以清算为准", "Clearing has said otherwise meanwhile, and that counts"
)
_MATCHES: Final = {
    "release": Text("入账到指定账户", "Book it to an account"),
    "give_back": Text("退回付款人", "Send it back to the payer"),
}
_NOT_SUSPENDED: Final = Text("该笔已不在挂账", "It is no longer in suspense")
_BAD_ACCOUNT: Final = Text("请填写正确的账号", "Give a right account number")


class RulingKind(PlainKind):
    """The outcome of a payment that is unknown, with the evidence for it (可疑交易核实)."""

    code: ClassVar[str] = "ruling"
    title: ClassVar[Text] = Text("可疑交易核实", "Settle an unknown outcome")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "status": Text("结果", "Outcome"),
        "reference": Text("清算查询回执号", "Reference of clearing"),
        "evidence": Text("核实依据", "Evidence"),
    }

    def __init__(self, rulings: Rulings | None) -> None:
        self._rulings = rulings

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """What was found out, and how."""
        worklists.submission(ctx, target)
        return (
            Field("status", self.labels["status"], sort="select", options=tuple(_OUTCOMES.items())),
            Field("reference", self.labels["reference"]),
            Field("evidence", self.labels["evidence"], sort="area", hint=Text("如：查询报文、对方行书面答复", "Such as an enquiry's answer or the other bank's letter")),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The outcome."""
        row, reader = worklists.submission(ctx, target), Reader(typed)
        after = {
            "status": reader.choice("status", _OUTCOMES),
            "reference": reader.text("reference", most=60),
            "evidence": reader.text("evidence", most=500),
        }
        reader.done()
        if row["status"] != "unknown":
            raise CannotTake(reason=_CONTRADICTS)
        amount = Money(row["amount_minor"], row["currency"]).wire() if row["number"] else ""
        what = f"{row['number'] or target} {amount} {row['payee_name'] or ''}".strip()
        return Wish(
            target,
            after,
            Text(f"可疑交易：{what}", f"Unknown outcome: {what}"),
            row["enterprise_id"],
        )

    def about(self, ctx: Context, target: str) -> about.Told:
        """The payment, and how often clearing was asked."""
        return about.submission(worklists.submission(ctx, target))

    def present(self, ctx: Context, target: str) -> Content:
        """What is known."""
        return {"status": worklists.submission(ctx, target)["status"]}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "status":
            return _OUTCOMES.get(value, Text("结果未知", "Unknown"))
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Take it in like an answer of clearing; what clearing said meanwhile wins."""
        if self._rulings is None:
            message = "rulings are carried out by the worker"
            raise LookupError(message)
        row = worklists.submission(ctx, change.target)
        if not self._rulings.rule(ctx, row["id"], change.after):
            raise CannotTake(reason=_CONTRADICTS)


class SuspenseKind(PlainKind):
    """Money in suspense: whose it is, or that it goes back (挂账处理)."""

    code: ClassVar[str] = "suspense"
    title: ClassVar[Text] = Text("挂账处理", "Clear a suspended credit")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "status": Text("处理", "What becomes of it"),
        "account": Text("入账账户", "Account"),
        "why": Text("依据", "Grounds"),
    }

    def __init__(self, desk: Credits | None) -> None:
        self._credits = desk

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Match it or send it back."""
        row = worklists.credit(ctx, target)
        return (
            Field("status", self.labels["status"], sort="select", options=tuple(_MATCHES.items())),
            Field("account", self.labels["account"], row["payee_account"], optional=True, hint=Text("退回时不填", "Not for a return")),
            Field("why", self.labels["why"], sort="area"),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """What becomes of it."""
        row, reader = worklists.credit(ctx, target), Reader(typed)
        after = {
            "status": reader.choice("status", _MATCHES),
            "why": reader.text("why", most=300),
            "account": "",
        }
        if after["status"] == "release":
            after["account"] = _account(reader, typed)
        reader.done()
        if row["status"] != "suspended":
            raise CannotTake(reason=_NOT_SUSPENDED)
        amount = Money(row["amount_minor"], row["currency"]).wire()
        what = f"{target} {amount} {row['payer_name']}"
        return Wish(target, after, Text(f"挂账：{what}", f"Suspense: {what}"))

    def about(self, ctx: Context, target: str) -> about.Told:
        """What came in, for whom, and why it waits."""
        return about.credit(worklists.credit(ctx, target))

    def present(self, ctx: Context, target: str) -> Content:
        """Where it is."""
        return {"status": worklists.credit(ctx, target)["status"]}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "status":
            return _MATCHES.get(value, Text("挂账", "In suspense"))
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Book it where it belongs, or send it back."""
        if self._credits is None:
            message = "credits are dealt with by the worker"
            raise LookupError(message)
        if change.before.get("status") != "suspended":
            raise CannotTake(reason=_NOT_SUSPENDED)
        after = change.after
        if after["status"] == "release":
            self._credits.release(ctx, change.target, after["account"], after["why"])
        else:
            self._credits.give_back(ctx, change.target, after["why"])


def _account(reader: Reader, typed: Typed) -> str:
    try:
        return str(parse_account_number(typed.get("account", "")))
    except (YinqiError, Faulty):
        reader.wrong("account", _BAD_ACCOUNT)
        return ""
