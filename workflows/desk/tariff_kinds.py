"""What payments cost, in force from a day on, and what one customer is spared of it (资费与优惠)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, ClassVar, Final

from corporate.banks.tariff import ANY, Band
from corporate.staff.roles import Duty
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.money import Money
from kernel.text import Text
from workflows.desk import about, customers, parameters, tariffs
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content, Line

INTERNAL: Final = "INTERNAL"
_RAIL: Final = Text("该汇路", "The rail")
_NAMES: Final = {
    INTERNAL: Text("行内转账", "Own-bank transfer"), "HVPS": Text("大额支付", "HVPS (large value)"),
    "BEPS": Text("小额支付", "BEPS (batch)"), "IBPS": Text("网银互联", "IBPS (real time)"),
    "CORRESPONDENT": Text("代理行汇款", "Correspondent transfer"),
}  # fmt: skip
_BANDS_MAX: Final = 8
_PARTS: Final = (2, 3, 4, 5)
_PERCENT_MAX: Final = 100
_E4: Final = 10_000
_NONE: Final = "-"
_HOW: Final = Text(
    "每行一档：起点金额 固定费 费率% 最低 最高（后三项可省，- 为不限）。首行起点为 0，逐行递增。例：0 5.00 换行 100000 0 0.02 5 200",
    "A line for each band: from-amount, fixed fee, percent, least, most (the last three may be left out, - is none)."
    " The first begins at 0. Such as: 0 5.00, then 100000 0 0.02 5 200",
)  # fmt: skip
_BAD_BAND: Final = Text("第 {line} 行有误：{text}", "Line {line} is wrong: {text}")
_TOO_MANY: Final = Text("最多 {most} 档", "{most} bands at most")
_ORDER: Final = Text(
    "首行起点为 0，其后逐行递增", "The first band begins at 0, each further one higher"
)
_LATER: Final = Text("资费自明天或以后的某日起生效", "A tariff begins tomorrow or later")
_FROM_TODAY: Final = Text("请填写今天或以后的日期", "Give a day from today on")
_END: Final = Text("截止日不能早于起始日", "The end is not before the beginning")
_PERCENT: Final = Text("请填写 0 至 100；0 为取消优惠", "0 to 100 percent; 0 ends it")
_OVER: Final = Text("生效日期已过，请另提变更", "The day has passed; ask for it anew")


class TariffKind(PlainKind):
    """The bands of one rail and currency, from a day on (资费)."""

    code: ClassVar[str] = "tariff"
    title: ClassVar[Text] = Text("资费", "Tariff")
    duty: ClassVar[Duty] = Duty.PARAMETERS
    labels: ClassVar[Mapping[str, Text]] = {"bands": Text("资费档次", "Bands")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """As it is; the target is rail and currency."""
        rail, currency, on = _named(ctx, target)
        now = _written(tariffs.in_force(ctx, rail, currency, on), currency)
        return (
            Field("from_on", Text("生效日期", "In force from"), sort="date", hint=_LATER),
            Field("bands", self.labels["bands"], now, "area", hint=_HOW),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The bands as they shall be from that day on."""
        rail, currency, _ = _named(ctx, target)
        reader = Reader(typed)
        from_on = _day(reader, typed, "from_on", _LATER)
        if from_on is not None and from_on <= bank_today(ctx.world.clock):
            reader.wrong("from_on", _LATER)
        bands = _bands(reader, typed.get("bands", ""), currency)
        reader.done()
        day = from_on.isoformat() if from_on else ""
        title = Text(
            f"资费：{_NAMES[rail].zh} {currency}，{day} 起", f"Tariff of {_NAMES[rail].en}, {currency}, from {day}"
        )  # fmt: skip
        return Wish(f"{rail}/{currency}/{day}", {"bands": _written(bands, currency)}, title)

    def present(self, ctx: Context, target: str) -> Content:
        """What would count on that day without the change."""
        rail, currency, on = _named(ctx, target)
        return {"bands": _written(tariffs.in_force(ctx, rail, currency, on), currency)}

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """What counts until then, and what after it, each band as a sentence."""
        _, currency, on = _named(ctx, change.target)
        was, becomes = (str(one["bands"]) for one in (change.before, change.after))
        if was == becomes:
            return ()
        label = Text(f"资费，{on.isoformat()} 起", f"Tariff from {on.isoformat()}")
        return (Line(label, _said(was, currency), _said(becomes, currency)),)

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts from its day on; what was quoted before stays as it was quoted."""
        rail, currency, on = _named(ctx, change.target)
        if on <= bank_today(ctx.world.clock):
            raise CannotTake(reason=_OVER)
        lines = str(change.after["bands"]).splitlines()
        tariffs.put(ctx, rail, currency, on, [_band(line, currency) for line in lines])


class DiscountKind(PlainKind):
    """What one customer is spared of the tariff, from a day on (资费优惠)."""

    code: ClassVar[str] = "discount"
    title: ClassVar[Text] = Text("资费优惠", "Discount")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "percent": Text("优惠比例", "Percent spared"),
        "until": Text("截止日期", "Until"),
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Of which rail, how much, from when; the target is the customer number."""
        customers.by_number(ctx, target.split("/", maxsplit=1)[0])
        rails = ((ANY, Text("全部汇路", "Every rail")), *_NAMES.items())
        return (
            Field("rail", Text("汇路", "Rail"), sort="select", options=rails),
            Field("percent", self.labels["percent"], hint=_PERCENT),
            Field("from_on", Text("起始日期", "From"), sort="date", hint=_FROM_TODAY),
            Field("until_on", self.labels["until"], sort="date", optional=True),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The discount as it shall be."""
        number = target.split("/", maxsplit=1)[0]
        row, reader = customers.by_number(ctx, number), Reader(typed)
        rail = reader.choice("rail", {ANY, *_NAMES})
        percent = typed.get("percent", "").strip().removesuffix("%")
        if not (percent.isascii() and percent.isdigit() and int(percent) <= _PERCENT_MAX):
            reader.wrong("percent", _PERCENT)
            percent = "0"
        from_on = _day(reader, typed, "from_on", _FROM_TODAY)
        until = _day(reader, typed, "until_on", _END) if typed.get("until_on") else None
        if from_on is not None and from_on < bank_today(ctx.world.clock):
            reader.wrong("from_on", _FROM_TODAY)
        if from_on is not None and until is not None and until < from_on:
            reader.wrong("until_on", _END)
        reader.done()
        day = from_on.isoformat() if from_on else ""
        what = _NAMES.get(rail, Text("全部汇路", "every rail"))
        title = Text(
            f"资费优惠：{row['name']} {what.zh}，{day} 起",
            f"Discount of {row['name']}: {what.en}, from {day}",
        )
        after = {"percent": str(int(percent)), "until": until.isoformat() if until else ""}
        return Wish(f"{number}/{rail}/{day}", after, title, row["id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """Whose it is."""
        return about.enterprise(ctx, target.split("/", maxsplit=1)[0])

    def present(self, ctx: Context, target: str) -> Content:
        """What begins on that day already; empty where nothing does."""
        number, rail, day = target.split("/")
        owner = customers.by_number(ctx, number)["id"]
        found = tariffs.discount(ctx, owner, rail, date.fromisoformat(day))
        if found is None:
            return {}
        until = found["until_on"]
        return {"percent": str(found["percent"]), "until": until.isoformat() if until else ""}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "percent" and value:
            return Text(f"{value}%", f"{value} %")
        if name == "until" and not value:
            return Text("长期", "For good")
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts from the next payment on, or from its day."""
        number, rail, day = change.target.split("/")
        from_on, until = date.fromisoformat(day), change.after["until"]
        if from_on < bank_today(ctx.world.clock):
            raise CannotTake(reason=_OVER)
        owner = customers.by_number(ctx, number)["id"]
        days = (from_on, date.fromisoformat(until) if until else None)
        tariffs.spare(ctx, owner, rail, days, int(change.after["percent"]))


def _said(written: str, currency: str) -> Text:
    """Bands in words."""
    said = [sentence(_band(line, currency), currency) for line in written.splitlines()]
    if not said:
        return Text("按汇路固定费用", "The rail's own fee")
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))


def sentence(band: Band, currency: str) -> Text:
    """A band in words: from which amount, how much."""

    def worth(minor: int) -> str:
        return Money(minor, currency).display()

    zh, en = [], []
    if band.fixed_minor or not band.per_million:
        free = not band.fixed_minor and not band.per_million
        zh.append("免费" if free else f"每笔 {worth(band.fixed_minor)}")
        en.append("free" if free else f"{worth(band.fixed_minor)} each")
    if band.per_million:
        rate = _rate(band.per_million)
        zh.append(f"按金额 {rate}%")
        en.append(f"{rate} % of the amount")
    if band.least_minor:
        zh.append(f"最低 {worth(band.least_minor)}")
        en.append(f"{worth(band.least_minor)} at least")
    if band.most_minor is not None:
        zh.append(f"最高 {worth(band.most_minor)}")
        en.append(f"{worth(band.most_minor)} at most")
    above = worth(band.above_minor)
    head = Text(f"{above} 以上 ", f"above {above}: ") if band.above_minor else Text("", "")
    return Text(head.zh + "，".join(zh), head.en + ", ".join(en))


def rail_name(rail: str) -> Text:
    """A rail as people call it; `*` is every one."""
    return _NAMES.get(rail, Text("全部汇路", "Every rail"))


def _named(ctx: Context, target: str) -> tuple[str, str, date]:
    """Rail, currency and day of a target; of one without a day, today. Raises NotFound."""
    rail, _, rest = target.partition("/")
    currency, _, day = rest.partition("/")
    known = {(row["code"], row["currency"]) for row in parameters.rails(ctx)} | {(INTERNAL, "CNY")}
    if rail not in _NAMES or (rail, currency) not in known:
        raise NotFound(_RAIL)
    return rail, currency, date.fromisoformat(day) if day else bank_today(ctx.world.clock)


def _day(reader: Reader, typed: Typed, name: str, wrong: Text) -> date | None:
    try:
        return date.fromisoformat(typed.get(name, "").strip())
    except ValueError:
        reader.wrong(name, wrong)
        return None


def _bands(reader: Reader, written: str, currency: str) -> list[Band]:
    """Every band that was typed, all faults noted."""
    found: list[Band] = []
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    for place, line in enumerate(lines, 1):
        try:
            found.append(_band(line, currency))
        except (YinqiError, ValueError, InvalidOperation):
            reader.wrong("bands", _BAD_BAND.fill(line=place, text=line[:40]))
            return []
    starts = [band.above_minor for band in found]
    if not starts or starts[0] != 0 or any(a >= b for a, b in pairwise(starts)):
        reader.wrong("bands", _ORDER)
    elif len(found) > _BANDS_MAX:
        reader.wrong("bands", _TOO_MANY.fill(most=_BANDS_MAX))
    return found


def _band(line: str, currency: str) -> Band:
    """One band as it is written. Raises ValueError, InvalidOperation or an AmountFault."""
    parts = line.replace(",", "").split()
    if len(parts) not in _PARTS:
        raise ValueError(line)
    above, fixed, rate, least, most = (*parts, *("0", "0", _NONE)[len(parts) - 2 :])
    scaled = Decimal(rate.removesuffix("%")) * _E4
    if scaled != scaled.to_integral_value() or not 0 <= scaled <= _PERCENT_MAX * _E4:
        raise ValueError(line)
    top = None if most == _NONE else _minor(most, currency)
    low = 0 if least == _NONE else _minor(least, currency)
    if top is not None and top < low:
        raise ValueError(line)
    return Band(_minor(above, currency), _minor(fixed, currency), int(scaled), low, top)


def _minor(written: str, currency: str) -> int:
    amount = Money(0, currency) if Decimal(written) == 0 else Money.parse(written, currency)
    if amount.minor < 0:
        raise ValueError(written)
    return amount.minor


def _written(bands: Sequence[Band], currency: str) -> str:
    """Bands as `_band` reads them, a line each."""
    return "\n".join(_lines(bands, currency))


def _lines(bands: Sequence[Band], currency: str) -> Iterator[str]:
    for band in bands:
        above, fixed, least = (
            Money(minor, currency).wire() for minor in (band.above_minor, band.fixed_minor, band.least_minor)
        )  # fmt: skip
        most = Money(band.most_minor, currency).wire() if band.most_minor is not None else _NONE
        yield f"{above} {fixed} {_rate(band.per_million)} {least} {most}"


def _rate(per_million: int) -> str:
    """Percent without what says nothing: 200 per million is `0.02`."""
    whole, part = divmod(per_million, _E4)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")
