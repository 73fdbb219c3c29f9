"""What the desk decides about the end of a day: deposit rates (存款利率), and what a difference is (差错说明)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.currencies import EXPONENTS
from kernel.money import format_minor
from kernel.text import Text
from workflows.desk import about, night
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content

_PERCENT: Final = re.compile(r"(0|[1-9][0-9]?|100)(?:\.([0-9]{1,4}))?", re.ASCII)
_DECIMALS: Final = 4
_BAD_RATE: Final = Text("年利率写作百分数，如 0.05，最多四位小数", "Write the yearly rate in per cent, such as 0.05, with four decimals at most")  # fmt: skip
_HOUR: Final = re.compile(r"(?:1[89]|2[0-3]|0[0-4]):[0-5][0-9]", re.ASCII)
_BAD_HOUR: Final = Text("写作 23:00：当晚 18:00 至次日 04:59，之后入账属下一营业日", "Write it as 23:00: from 18:00 to 04:59 of the morning after; what is booked later is of the next day")  # fmt: skip
TODAYS: Final = "day"
USUAL_CUT_OVER: Final = "00:05"
_BAD_DAY: Final = Text("请填写明天或以后的日期", "Give a day from tomorrow on")
_PASSED: Final = Text("生效日已过，请重新提交", "That day has begun; ask for it anew")
_TAKEN: Final = Text("该日已有利率", "There is a rate from that day on already")
_NONE: Final = Text("无", "None")
_SETTLED: Final = Text("该差错已有说明或已消除", "It is explained, or gone, by now")


def percent(rate_e6: int) -> str:
    """A rate in millionths as people write it: 500 is 0.05%."""
    whole, part = divmod(rate_e6, 10**_DECIMALS)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".") + "%"


class RateKind(PlainKind):
    """The rate of demand deposits from a day on; what counted before stays in the history."""

    code: ClassVar[str] = "rate"
    title: ClassVar[Text] = Text("活期存款利率", "Rate of demand deposits")
    duty: ClassVar[Duty] = Duty.PARAMETERS
    labels: ClassVar[Mapping[str, Text]] = {
        "rate": Text("年利率", "Yearly rate"),
        "from_on": Text("生效日", "From"),
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Which currency, how much, from when."""
        now = night.rate_on(ctx, target, bank_today(ctx.world.clock))
        currencies = tuple((one, Text(one, one)) for one in sorted(EXPONENTS, key=_usual))
        return (
            Field("currency", Text("币种", "Currency"), target if target in EXPONENTS else "CNY", "select", currencies),
            Field("rate", Text("年利率（%）", "Yearly rate (%)"), percent(now).rstrip("%") if now is not None else "", hint=_BAD_RATE),
            Field("from_on", self.labels["from_on"], sort="date", hint=_BAD_DAY),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - the form says it all
        """The rate as it shall be."""
        reader = Reader(typed)
        currency = reader.choice("currency", EXPONENTS)
        written = _PERCENT.fullmatch(typed.get("rate", "").strip().rstrip("%"))
        rate = _millionths(written) if written else -1
        if not 0 <= rate <= 10**6:
            reader.wrong("rate", _BAD_RATE)
        from_on = _day(typed.get("from_on", ""))
        if from_on <= bank_today(ctx.world.clock):
            reader.wrong("from_on", _BAD_DAY)
        reader.done()
        after = {"currency": currency, "rate": percent(rate), "from_on": from_on.isoformat()}
        title = Text(
            f"{currency} 活期年利率 {after['rate']}，{from_on} 起",
            f"{currency} demand deposits at {after['rate']} from {from_on}",
        )
        return Wish(f"{currency}/{from_on}", after, title)

    def present(self, ctx: Context, target: str) -> Content:
        """The rate that would count on that day."""
        currency, _, on = target.partition("/")
        rate = night.rate_on(ctx, currency, _day(on))
        return {"rate": "" if rate is None else percent(rate)}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        return super().said(ctx, name, value) if value else _NONE

    def apply(self, ctx: Context, change: Change) -> None:
        """Add it to the history; a day that has begun keeps the rate it began with."""
        from_on = _day(change.after["from_on"])
        if from_on <= max(bank_today(ctx.world.clock), night.open_on(ctx) or date.min):
            raise CannotTake(reason=_PASSED)
        written = _PERCENT.fullmatch(change.after["rate"].rstrip("%"))
        if written is None or not night.add_rate(
            ctx, change.after["currency"], from_on, _millionths(written)
        ):
            raise CannotTake(reason=_TAKEN)


class CutOverKind(PlainKind):
    """The hour at which the bank's days end (日切时间)."""

    code: ClassVar[str] = "cut_over"
    title: ClassVar[Text] = Text("日切时间", "Hour of the cut-over")
    duty: ClassVar[Duty] = Duty.PARAMETERS
    labels: ClassVar[Mapping[str, Text]] = {"hour": Text("日切时间", "Hour of the cut-over")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:  # noqa: ARG002 - there is one
        """The hour."""
        now = self.present(ctx, TODAYS)["hour"]
        return (Field("hour", self.labels["hour"], now, hint=_BAD_HOUR),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - the same
        """The hour as it shall be."""
        reader = Reader(typed)
        hour = reader.text("hour", most=5)
        if hour and _HOUR.fullmatch(hour) is None:
            reader.wrong("hour", _BAD_HOUR)
        reader.done()
        return Wish(TODAYS, {"hour": hour}, Text(f"日切时间：{hour}", f"Cut-over at {hour}"))

    def present(self, ctx: Context, target: str) -> Content:  # noqa: ARG002 - the same
        """As it is."""
        return {"hour": night.cut_over(ctx) or USUAL_CUT_OVER}

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts for the day that is open now."""
        night.set_cut_over(ctx, change.after["hour"])


class DifferenceKind(PlainKind):
    """What is behind a difference that a day's end found and could not explain itself."""

    code: ClassVar[str] = "difference"
    title: ClassVar[Text] = Text("差错说明", "Explain a difference")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {"said": Text("查实情况", "What was found out")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """What was found out."""
        night.difference(ctx, target)
        return (Field("said", self.labels["said"], sort="area"),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The explanation."""
        row, reader = night.difference(ctx, target), Reader(typed)
        after = {"said": reader.text("said", most=300)}
        reader.done()
        if row["status"] != "open":
            raise CannotTake(reason=_SETTLED)
        currency = row["currency"]
        gap = f"{format_minor(row['ours_minor'] - row['theirs_minor'], currency)} {currency}"
        title = Text(
            f"差错 {target}：{row['on_date']} {row['rail']} {gap}",
            f"Difference {target}: {row['on_date']} {row['rail']} {gap}",
        )
        return Wish(target, after, title)

    def about(self, ctx: Context, target: str) -> about.Told:
        """Both sides of it."""
        return about.difference(night.difference(ctx, target))

    def present(self, ctx: Context, target: str) -> Content:
        """Whether it still needs one."""
        return {"status": night.difference(ctx, target)["status"]}

    def apply(self, ctx: Context, change: Change) -> None:
        """Write it beside the difference."""
        if not night.explain(ctx, change.target, change.after["said"]):
            raise CannotTake(reason=_SETTLED)


def _usual(currency: str) -> tuple[bool, str]:
    """The country's own first."""
    return currency != "CNY", currency


def _millionths(written: re.Match[str]) -> int:
    return int(written[1]) * 10**_DECIMALS + int((written[2] or "").ljust(_DECIMALS, "0"))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return date.min
