"""The end of each day as staff read it (日终): steps, positions, differences with their reasons, and who has read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response

from corporate.staff import Area, Duty
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter import rows
from corporate.web.counter.pages import Counter, CounterPages, Shown
from corporate.web.parts.basics import Tone
from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money, format_minor
from kernel.records import audit
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.day_end import queries, repository
from workflows.day_end.states import STEP_LABELS, Cause, DayEndStatus, DifferenceStatus
from workflows.desk import night

pages = CounterPages("night")

_WAITING: Final = {
    "clearing_day": Text("待清算日结束", "Clearing's day is not over"),
    "clearing_silent": Text(
        "清算未答复，将自动重试", "Clearing does not answer; it is asked again"
    ),
}
_TONES: Final[dict[str, Tone]] = {"open": "stop", "explained": "warn", "cleared": "ok"}
_SORTS: Final = {
    "item": Text("清算逐笔", "Items with clearing"),
    "balance": Text("账户余额", "Balances"),
    "statement": Text("对账单", "Statements"),
    "holds": Text("冻结金额", "Amounts held"),
    "fee": Text("手续费", "Fees"),
}
_INTEREST: Final = {
    "due": Text("待付", "Due"), "parked": Text("挂应付利息", "Parked"), "paid": Text("已入账", "Paid"),
}  # fmt: skip


@pages.page("/day-ends", Area.WORK)
def listed(here: Counter) -> Shown:
    """The last days, and the alarms of the books."""

    def read(ctx: Context) -> dict[str, Any]:
        return {
            "days": [_day(row) for row in queries.days(ctx)],
            "alarms": [_alarm(row) for row in night.alarms(ctx)],
            "makes": Duty.BUSINESS in MAKES[here.session.role],
        }

    return Shown("desk/day_ends.html", here.do(read))


@pages.page("/day-ends/<on>", Area.WORK)
def shown(here: Counter, on: str) -> Shown:
    """The report of one day."""
    day = _date(on)
    makes = Duty.BUSINESS in MAKES[here.session.role]

    def read(ctx: Context) -> dict[str, Any]:
        row = queries.day(ctx, day)
        steps = queries.steps(ctx, day)
        notes = {step["trigger"]: step["note"] for step in steps}
        readers = queries.readers(ctx, day)
        return {
            "on": on, "status": _status(row), "waiting": _WAITING.get(row["waiting"], NO_TEXT),
            "steps": [_step(step) for step in steps],
            "positions": [_position(one) for one in notes.get("reconcile", {}).get("positions", ())],
            "absent": notes.get("reconcile", {}).get("absent", False),
            "interest": [_interest(one) for one in notes.get("pay_interest", {}).get("totals", ())],
            "differences": [_difference(one, makes=makes) for one in queries.differences(ctx, day)],
            "readers": readers, "read_by_me": any(one["name"] == here.session.name for one in readers),
            "is_over": row["status"] == DayEndStatus.CLOSED,
        }  # fmt: skip

    return Shown("desk/day_end.html", here.do(read))


@pages.page("/day-ends/<on>/read", Area.WORK, methods=("POST",))
def read(here: Counter, on: str) -> Response:
    """Somebody has read the report, and says so."""
    day = _date(on)

    def work(ctx: Context) -> None:
        queries.day(ctx, day)
        repository.read(ctx, day)
        audit.write(ctx, "desk.read_day_end", "bank_day", on)

    here.do(work)
    return redirect(url_for("night.shown", on=on), code=303)


@pages.page("/day-ends/alarms/<alarm_id>", Area.WORK, methods=("POST",))
def looked_into(here: Counter, alarm_id: str) -> Response:
    """An alarm that was looked into ends; if what it says still holds, the checker raises it again."""

    def work(ctx: Context) -> None:
        night.end_alarm(ctx, _id(alarm_id))
        audit.write(ctx, "desk.end_alarm", "alarm", alarm_id)

    here.do(work)
    return redirect(url_for("night.listed"), code=303)


def alarm_notes(ctx: Context) -> list[p.Note]:
    """What the overview says about the books: alarms, and differences nobody has explained."""
    found = [
        p.Note(one["said"], _subject(one), "stop", "alert-circle", url_for("night.listed"))
        for one in map(_alarm, night.alarms(ctx))
    ]
    waiting = queries.open_differences(ctx)
    if waiting["differences"]:
        what = _UNEXPLAINED.fill(count=waiting["differences"])
        found.append(p.Note(what, _EXPLAIN, "warn", "clock", url_for("night.listed")))
    return found


_UNEXPLAINED: Final = Text(
    "日终对账有 {count} 笔差错待查", "{count} differences of day ends are unexplained"
)
_EXPLAIN: Final = Text(
    "请查明并由两人确认说明。", "Find out what is behind them; two people confirm it."
)
_FROZEN: Final = Text("{subject}，账户已冻结", "{subject}; the account is frozen")


def _subject(alarm: Mapping[str, Any]) -> Text:
    plain = Text(alarm["subject"], alarm["subject"])
    return _FROZEN.fill(subject=plain) if alarm["measure"] else plain


def _alarm(row: Row) -> dict[str, Any]:
    figures = dict(row["facts"])
    currency = figures.pop("currency").strip()
    facts = [
        label.fill(sum=f"{format_minor(int(figures[name]), currency)} {currency}")
        for name, label in _FIGURES.items()
        if name in figures and figures[name] != "None"
    ]
    return {
        "id": row["id"], "said": rows.text_of(row["said"]), "subject": row["subject"], "facts": facts,
        "measure": row["measure"], "raised_at": row["raised_at"], "seen_at": row["seen_at"], "times": row["times"],
    }  # fmt: skip


_FIGURES: Final = {
    "kept": Text("账面 {sum}", "Kept {sum}"),
    "last_line": Text("末笔后 {sum}", "After the last line {sum}"),
    "lines": Text("分录合计 {sum}", "By its lines {sum}"),
    "held": Text("冻结 {sum}", "Held {sum}"),
    "holds": Text("冻结明细 {sum}", "By its holds {sum}"),
    "floor": Text("底线 {sum}", "Floor {sum}"),
    "difference": Text("差额 {sum}", "Difference {sum}"),
}


def _day(row: Row) -> dict[str, Any]:
    return {
        "on": row["on_date"].isoformat(), "href": url_for("night.shown", on=row["on_date"].isoformat()),
        "status": _status(row), "waiting": _WAITING.get(row["waiting"], NO_TEXT), "differences": row["differences"],
        "open": row["open"], "readers": row["readers"], "at": row["status_at"],
    }  # fmt: skip


def _status(row: Row) -> p.Tag:
    status = DayEndStatus(row["status"])
    return p.Tag(status.label, "ok" if status is DayEndStatus.CLOSED else "brand")


def _step(row: Row) -> dict[str, Any]:
    plain = {
        name: value
        for name, value in row["note"].items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    said = [
        Text(f"{_FACTS[name].zh} {value}", f"{_FACTS[name].en} {value}")
        for name, value in plain.items()
        if name in _FACTS
    ]
    return {"name": STEP_LABELS[row["trigger"]], "at": row["at"], "facts": said}


_FACTS: Final = {
    "statements": Text("对账单", "Statements"), "lines": Text("明细", "Lines"), "accounts": Text("账户", "Accounts"),
    "from_parked": Text("补付挂账利息", "Paid from parked"), "outstanding": Text("未收", "Outstanding"),
    "posted": Text("已补收", "Charged"), "items": Text("笔数", "Items"), "differences": Text("差错", "Differences"),
    "open": Text("待查", "Unexplained"), "unequal": Text("账务不符", "Unequal"),
}  # fmt: skip


def _position(one: Mapping[str, Any]) -> dict[str, Any]:
    currency = one["currency"]
    gap = one["ours"] - one["theirs"]
    rest = gap - one["explained"]
    return {
        "rail": one["rail"], "currency": currency, "items": one["items"], "ours": format_minor(one["ours"], currency),
        "theirs": format_minor(one["theirs"], currency), "gap": format_minor(gap, currency),
        "rest": p.Tag(Text(format_minor(rest, currency), format_minor(rest, currency)), "stop" if rest else "ok"),
    }  # fmt: skip


def _interest(one: Mapping[str, Any]) -> dict[str, Any]:
    money = Money(one["interest_minor"], one["currency"].strip())
    return {
        "currency": money.currency,
        "state": _INTEREST[one["status"]],
        "accounts": one["accounts"],
        "money": money,
    }


def _difference(row: Row, *, makes: bool) -> dict[str, Any]:
    currency, status = row["currency"].strip(), DifferenceStatus(row["status"])
    asks = makes and status is DifferenceStatus.OPEN
    return {
        "number": row["number"], "sort": _SORTS[row["sort"]], "rail": row["rail"], "item": row["item"],
        "currency": currency, "ours": format_minor(row["ours_minor"], currency),
        "theirs": format_minor(row["theirs_minor"], currency), "cause": Cause(row["cause"]).label,
        "said": rows.text_of(row["said"]), "by": row["explained_by"], "status": p.Tag(status.label, _TONES[status]),
        "ask": url_for("changes.start", kind="difference", target=row["number"]) if asks else "",
    }  # fmt: skip


def _date(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound from None


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound from None
