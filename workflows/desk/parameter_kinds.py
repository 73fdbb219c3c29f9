"""What the system administrators set: rails with caps and hours, the calendar, switches of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.calendar import RailHours, bank_today
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.money import Money
from kernel.operation import Door
from kernel.text import Text
from workflows.desk import customers, parameters
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content

EVERY: Final = "*"
_RAIL: Final = Text("该汇路", "The rail")
_ON_OFF: Final = (("on", Text("开通", "On")), ("off", Text("停用", "Off")))
_BAD_HOURS: Final = Text(
    "时段写作 09:00-17:00、20:30(-1)-17:15 或 7x24", "Write hours as 09:00-17:00, 20:30(-1)-17:15 or 7x24"
)  # fmt: skip
_BAD_AMOUNT: Final = Text("金额有误；不限额请留空", "This is no amount; leave it empty for none")
_BAD_DATE: Final = Text("请填写今天或以后的日期", "Give a day from today on")
_EVERYONE: Final = Text("全部企业", "Every enterprise")
_ALL_DOORS: Final = Text("全部渠道", "Every door")
_ALL_OPERATIONS: Final = Text("全部功能", "Every function")
_DOORS: Final = (Door.WEB, Door.PHONE, Door.DIRECT_LINK)

Titles = Callable[[], Mapping[str, Text]]
"""The operations of the catalogue by code."""


class RailKind(PlainKind):
    """A rail's switch, cap and hours (清算参数)."""

    code: ClassVar[str] = "rail"
    title: ClassVar[Text] = Text("清算参数", "Clearing parameters")
    duty: ClassVar[Duty] = Duty.PARAMETERS
    labels: ClassVar[Mapping[str, Text]] = {
        "state": Text("状态", "State"),
        "cap": Text("单笔上限", "Cap of one payment"),
        "hours": Text("开放时段（截止即日切）", "Hours; their end is the cut-off"),
    }

    def __init__(self, forget: Callable[[], None]) -> None:
        self._forget = forget

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """As it is; the target is the rail's code."""
        now = self.present(ctx, target)
        return (
            Field("state", self.labels["state"], now["state"], "select", _ON_OFF),
            Field("cap", self.labels["cap"], now["cap"], "amount", optional=True),
            Field("hours", self.labels["hours"], now["hours"], hint=_BAD_HOURS),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """As it shall be."""
        row, reader = _rail(ctx, target), Reader(typed)
        after = {"state": reader.choice("state", dict(_ON_OFF)), "cap": "", "hours": ""}
        try:
            after["hours"] = RailHours.parse(typed.get("hours", "").strip()).wire()
        except YinqiError:
            reader.wrong("hours", _BAD_HOURS)
        written = typed.get("cap", "").replace(",", "").strip()
        if written:
            try:
                after["cap"] = Money.parse(written, row["currency"]).wire()
            except YinqiError:
                reader.wrong("cap", _BAD_AMOUNT)
        reader.done()
        return Wish(target, after, Text(f"清算参数：{target}", f"Clearing parameters: {target}"))

    def present(self, ctx: Context, target: str) -> Content:
        """As it is set."""
        row = _rail(ctx, target)
        cap = row["cap_minor"]
        return {
            "state": "on" if row["enabled"] else "off",
            "cap": Money(cap, row["currency"]).wire() if cap is not None else "",
            "hours": row["hours"]["open"],
        }

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "state":
            return dict(_ON_OFF)[value]
        if name == "cap" and not value:
            return Text("不限", "None")
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts for whoever reads the bank's profile next, within seconds."""
        row, after = _rail(ctx, change.target), change.after
        cap = Money.parse(after["cap"], row["currency"]).minor if after["cap"] else None
        on = after["state"] == "on"
        parameters.set_rail(ctx, change.target, enabled=on, cap_minor=cap, hours=after["hours"])
        ctx.uow.after_commit(self._forget)


class CalendarKind(PlainKind):
    """A day the bank works, or does not, against the country's calendar (银行日历)."""

    code: ClassVar[str] = "calendar"
    title: ClassVar[Text] = Text("银行日历", "Bank calendar")
    duty: ClassVar[Duty] = Duty.PARAMETERS
    labels: ClassVar[Mapping[str, Text]] = {
        "day": Text("该日", "That day"),
        "note": Text("说明", "Note"),
    }
    _choices: ClassVar[tuple[tuple[str, Text], ...]] = (
        ("work", Text("工作日", "Bank day")),
        ("rest", Text("非工作日", "No bank day")),
    )

    def __init__(self, forget: Callable[[], None]) -> None:
        self._forget = forget

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:  # noqa: ARG002 - the day is asked for
        """Which day, and what it is."""
        return (
            Field("on", Text("日期", "Day"), target if target != "new" else "", "date"),
            Field("day", self.labels["day"], sort="select", options=self._choices),
            Field("note", self.labels["note"]),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - the same
        """The day as it shall be."""
        reader = Reader(typed)
        after = {
            "day": reader.choice("day", dict(self._choices)), "note": reader.text("note", most=60),
        }  # fmt: skip
        on = typed.get("on", "").strip()
        try:
            day = date.fromisoformat(on)
        except ValueError:
            day = date.min
        if day < bank_today(ctx.world.clock):
            reader.wrong("on", _BAD_DATE)
        reader.done()
        return Wish(day.isoformat(), after, Text(f"银行日历：{on}", f"Bank calendar: {on}"))

    def present(self, ctx: Context, target: str) -> Content:
        """What the bank has entered for that day."""
        on = date.fromisoformat(target)
        found = [row for row in parameters.days(ctx, on) if row["on_date"] == on]
        if not found:
            return {}
        return {"day": "work" if found[0]["is_bank_day"] else "rest", "note": found[0]["note"]}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "day":
            return dict(self._choices).get(
                value, Text("按国家日历", "As the country's calendar says")
            )
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Enter it."""
        on, after = date.fromisoformat(change.target), change.after
        parameters.set_day(ctx, on, is_bank_day=after["day"] == "work", note=after["note"])
        ctx.uow.after_commit(self._forget)


class SwitchKind(PlainKind):
    """A function off, or on again, for all or one, at every door or one (功能开关)."""

    code: ClassVar[str] = "switch"
    title: ClassVar[Text] = Text("功能开关", "Function switches")
    duty: ClassVar[Duty] = Duty.PARAMETERS
    labels: ClassVar[Mapping[str, Text]] = {
        "state": Text("状态", "State"),
        "share": Text("先开放的企业比例", "Share of enterprises that has it"),
        "zh": Text("告知客户（中文）", "What customers read in Chinese"),
        "en": Text("告知客户（英文）", "What customers read in English"),
    }

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Which function, whose, where; a target is filled in where it is one that is off already."""
        holder, operation, door = _parts(target)
        now = parameters.switch(ctx, *_key(ctx, holder, operation, door)) or {}
        doors = ((EVERY, _ALL_DOORS), *((one.value, one.label) for one in _DOORS))
        named = sorted(self._titles().items(), key=lambda one: one[1].zh)
        operations = ((EVERY, _ALL_OPERATIONS), *named)
        return (
            Field(
                "holder", Text("企业客户号（* 为全部）", "Customer number (* is every one)"), holder
            ),
            Field("operation", Text("功能", "Function"), operation, "select", operations),
            Field("door", Text("渠道", "Door"), door, "select", doors),
            Field("state", self.labels["state"], "off" if not now else "on", "select", _ON_OFF),
            Field(
                "share", self.labels["share"], str(now.get("share", 0)), hint=_SHARE, optional=True
            ),
            Field("zh", self.labels["zh"], now.get("zh", ""), "area", hint=_SAY, optional=True),
            Field("en", self.labels["en"], now.get("en", ""), "area", optional=True),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - the form says it all
        """The switch as it shall be."""
        reader, doors = Reader(typed), {EVERY, *(one.value for one in _DOORS)}
        holder = reader.text("holder", most=20)
        operation = reader.choice("operation", {EVERY, *self._titles()})
        door = reader.choice("door", doors)
        state = reader.choice("state", dict(_ON_OFF))
        after = {"state": state, "share": "0", "zh": "", "en": ""}
        if state == "off":
            after |= {name: reader.text(name, most=200) for name in ("zh", "en")}
            after["share"] = _share(reader, typed, staged=holder == EVERY)
        owner = None
        if holder and holder != EVERY:
            owner = customers.by_number(ctx, holder)
        reader.done()
        whose = Text(owner["name"], owner["name"]) if owner else _EVERYONE
        what = self._titles().get(operation, _ALL_OPERATIONS)
        where = Door(door).label if door != EVERY else _ALL_DOORS
        title = Text(
            f"功能开关：{what.zh}，{whose.zh}，{where.zh}",
            f"Switch: {what.en}, {whose.en}, {where.en}",
        )
        wanted = f"{holder}/{operation}/{door}"
        return Wish(wanted, after, title, owner["id"] if owner else None)

    def present(self, ctx: Context, target: str) -> Content:
        """On, or off with a sentence."""
        now = parameters.switch(ctx, *_key(ctx, *_parts(target)))
        if now is None:
            return {"state": "on", "share": "0", "zh": "", "en": ""}
        return {"state": "off", "share": str(now["share"]), "zh": now["zh"], "en": now["en"]}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "state":
            return dict(_ON_OFF)[value]
        if name == "share":
            return Text(f"{value}%", f"{value} %")
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts on the next request, at every door it names."""
        holder, operation, door = _parts(change.target)
        owner = None if holder == EVERY else customers.by_number(ctx, holder)["id"]
        after = change.after
        sentence = {"zh": after["zh"], "en": after["en"]}
        key = _key(ctx, holder, operation, door)
        off, share = after["state"] == "off", int(after.get("share", "0"))
        parameters.set_switch(ctx, owner, key, sentence, off=off, share=share)


def _share(reader: Reader, typed: Typed, *, staged: bool) -> str:
    """The share that was typed; only what is off for every enterprise is opened to some of them."""
    written = typed.get("share", "").strip().removesuffix("%") or "0"
    if not written.isascii() or not written.isdigit() or int(written) > _SHARE_MAX:
        reader.wrong("share", _SHARE)
        return "0"
    if written != "0" and not staged:
        reader.wrong("share", _SHARE_OF_ALL)
    return str(int(written))


def _rail(ctx: Context, code: str) -> Mapping[str, Any]:
    for row in parameters.rails(ctx):
        if row["code"] == code:
            return row
    raise NotFound(_RAIL)


def _parts(target: str) -> tuple[str, str, str]:
    """A switch's key as it is written: customer number, operation, door; `new` is nothing yet."""
    parts = target.split("/")
    return (
        (parts[0], parts[1], parts[2]) if len(parts) == len(("", "", "")) else (EVERY, EVERY, EVERY)
    )


def _key(ctx: Context, holder: str, operation: str, door: str) -> tuple[str, str, str]:
    """The same as the table has it: by the enterprise's id."""
    owner = EVERY if holder == EVERY else str(customers.by_number(ctx, holder)["id"])
    return owner, operation, door


_SHARE_MAX: Final = 99
_SHARE: Final = Text(
    "灰度开放：填 0 至 99；按企业固定分组，已开放的企业不会因调高比例而关闭",
    "Staged release: 0 to 99 percent; whoever has it keeps it while the share grows",
)
_SHARE_OF_ALL: Final = Text(
    "灰度开放仅用于全部企业", "A share is of every enterprise: leave the number at *"
)
_SAY: Final = Text(
    "停用时填写，客户办理时看到的就是这句话", "For off: what a customer reads who tries"
)
