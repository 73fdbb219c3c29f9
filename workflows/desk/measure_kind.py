"""Freeze, stop or hold (冻结、止付、金额冻结), and the end of each; the books refuse from that moment on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import Conflict, Invalid, NotFound, YinqiError
from kernel.money import Money
from kernel.text import Text
from workflows.desk import about, customers, measures, queries
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.measures import Measure
from workflows.desk.ports import Keeping
from workflows.mandates.kinds import Change, Content

_MEASURE: Final = Text("该管制措施", "The measure")
_SORT: Final = Text("措施", "Measure")
_AMOUNT: Final = Text("冻结金额", "Amount held")
_AUTHORITY: Final = Text("有权机关", "Authority")
_DOCUMENT: Final = Text("文书号", "Document")
_REASON: Final = Text("事由", "Grounds")
_UNTIL: Final = Text("截止日", "Last day")
_BAD_DATE: Final = Text("截止日不能早于今天", "The last day is today or later")
_CLOSED: Final = Text("账户已销户", "The account is closed")
_NO_HOLD: Final = Text(
    "账户已冻结或止付，须先解除再做金额冻结",
    "The account is frozen or stopped; lift that before holding an amount",
)


class MeasureKind(PlainKind):
    """A measure to be taken on an account."""

    code: ClassVar[str] = "measure"
    title: ClassVar[Text] = Text("账户管制", "Measure on an account")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "sort": _SORT,
        "amount": _AMOUNT,
        "authority": _AUTHORITY,
        "document": _DOCUMENT,
        "reason": _REASON,
        "until_on": _UNTIL,
    }

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Which measure, on whose order; the target is the account."""
        customers.account(ctx, target)
        sorts = tuple((one.value, one.label) for one in Measure)
        return (
            Field("sort", _SORT, sort="select", options=sorts),
            Field("amount", _AMOUNT, sort="amount", optional=True, hint=_ONLY_HOLD),
            Field("authority", _AUTHORITY, hint=Text("如：某某市中级人民法院", "Such as a court or the police")),
            Field("document", _DOCUMENT),
            Field("reason", _REASON, sort="area"),
            Field("until_on", _UNTIL, sort="date", optional=True, hint=_STOP_ENDS),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """One measure, under a number of its own."""
        found, reader = customers.account(ctx, target), Reader(typed)
        sort = reader.choice("sort", {one.value for one in Measure})
        after: dict[str, Any] = {
            "account": target, "sort": sort, "currency": found["currency"],
            "authority": reader.text("authority"), "document": reader.text("document", most=64),
            "reason": reader.text("reason", most=300), "until_on": _until(ctx, reader, typed),
        }  # fmt: skip
        if sort == Measure.HOLD:
            after["amount"] = reader.amount("amount", found["currency"])
        reader.done()
        title = Text(
            f"{Measure(sort).label.zh}：{target}（{found['name']}）",
            f"{Measure(sort).label.en}: {target} ({found['name']})",
        )
        number = ctx.world.ids.number("J")
        return Wish(number, after, title, found["enterprise_id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """The account as it stands; of a change that waits the target is the measure's own number."""
        return about.account(ctx, queries.asked(ctx, self.code, target).get("account", target))

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "sort" and value:
            return Measure(value).label
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Tell the books first: they refuse from now on."""
        after = change.after
        owner = customers.account(ctx, after["account"])
        hold_id = None
        money = Money.parse(after["amount"], after["currency"]) if "amount" in after else None
        status = self._keeping.status(ctx, after["account"])
        if status == "closed":
            raise CannotTake(reason=_CLOSED)
        if money is not None:
            hold_id = self._held(ctx, after, money, status)
        measures.add(
            ctx,
            {
                "enterprise": owner["enterprise_id"], "number": change.target, "account": after["account"],
                "sort": after["sort"], "amount": money.minor if money else None, "currency": after["currency"],
                "authority": after["authority"], "document": after["document"], "reason": after["reason"],
                "until_on": date.fromisoformat(after["until_on"]) if after["until_on"] else None,
                "hold_id": hold_id,
            },
        )  # fmt: skip
        follow(ctx, self._keeping, after["account"])

    def _held(self, ctx: Context, after: Content, money: Money, status: str) -> Any:
        if status != "open":
            raise CannotTake(reason=_NO_HOLD)
        try:
            return self._keeping.hold(ctx, after["account"], money, f"desk:{after['document']}")
        except (Conflict, Invalid) as refusal:
            raise CannotTake(reason=refusal.message) from refusal


class LiftKind(PlainKind):
    """A measure to be lifted (解冻); on whose order is kept with the change."""

    code: ClassVar[str] = "lift"
    title: ClassVar[Text] = Text("解除管制", "Lift a measure")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "sort": _SORT, "amount": _AMOUNT, "authority": _AUTHORITY, "document": _DOCUMENT,
        "lifted_by": Text("解除依据", "Lifted on"),
    }  # fmt: skip

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """On what grounds; the target is the measure's number."""
        _found(ctx, target)
        return (Field("lifted_by", Text("解除文书号及依据", "Document and grounds")),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The measure gone."""
        row, reader = _found(ctx, target), Reader(typed)
        said = reader.text("lifted_by", most=300)
        reader.done()
        label = Measure(row["sort"]).label
        title = Text(
            f"解除{label.zh}：{row['account_number']}", f"Lift: {label.en}, {row['account_number']}"
        )
        return Wish(target, {"lifted_by": said}, title, row["enterprise_id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """The order as it was given."""
        return about.measure(_found(ctx, target))

    def present(self, ctx: Context, target: str) -> Content:
        """The measure while it counts."""
        row = measures.by_number(ctx, target)
        if row is None or not row["live"]:
            return {}
        money = Money(row["amount_minor"], row["currency"]).wire() if row["amount_minor"] else ""
        return {
            "sort": row["sort"], "amount": money, "authority": row["authority"], "document": row["document"],
        }  # fmt: skip

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "sort" and value:
            return Measure(value).label
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """End it; the account stays as shut as its other measures keep it."""
        lift(ctx, self._keeping, _found(ctx, change.target), change.after["lifted_by"])


def lift(ctx: Context, keeping: Keeping, measure: Mapping[str, Any], lifted_by: str) -> None:
    """End one measure and let the account follow those that remain; raises CannotTake."""
    if not measures.end(ctx, dict(measure), lifted_by):
        raise CannotTake(reason=Text("该措施已解除", "It was lifted before"))
    if measure["hold_id"] is not None:
        try:
            keeping.release(ctx, measure["hold_id"])
        except YinqiError as refusal:
            raise CannotTake(reason=refusal.message) from refusal
    follow(ctx, keeping, measure["account_number"])


def lift_due(ctx: Context, keeping: Keeping) -> int:
    """End what was to end by itself (worker); returns how many."""
    found = measures.due(ctx, bank_today(ctx.world.clock))
    for measure in found:
        lift(ctx, keeping, measure, _BY_ITSELF)
    return len(found)


def follow(ctx: Context, keeping: Keeping, account: str) -> None:
    """Let the books know what all of an account's measures together make of it."""
    if keeping.status(ctx, account) != "closed":
        keeping.set_status(ctx, account, measures.state_under(measures.live(ctx, account)))


def _found(ctx: Context, number: str) -> dict[str, Any]:
    row = measures.by_number(ctx, number)
    if row is None or not row["live"]:
        raise NotFound(_MEASURE)
    return row


def _until(ctx: Context, reader: Reader, typed: Typed) -> str:
    """The last day, if one was given; an emergency stop without one has its hours."""
    today = bank_today(ctx.world.clock)
    written = typed.get("until_on", "").strip()
    if not written:
        return ""
    try:
        last = date.fromisoformat(written)
    except ValueError:
        last = date.min
    if last < today:
        reader.wrong("until_on", _BAD_DATE)
    return last.isoformat()


_BY_ITSELF: Final = "期限届满，自动解除"
_ONLY_HOLD: Final = Text("仅金额冻结填写", "For a hold only")
_STOP_ENDS: Final = Text(
    "紧急止付不填则 48 小时后自动解除",
    "An emergency stop ends after 48 hours unless another day is given",
)
