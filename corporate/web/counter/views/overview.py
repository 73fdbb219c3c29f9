"""What waits at the desk, for whom, and since when (待办总览)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from flask import redirect, url_for
from werkzeug.wrappers import Response

from corporate.staff import Area, keys
from corporate.staff.roles import SEES
from corporate.web import parts as p
from corporate.web.counter import rows, visit
from corporate.web.counter.frame import to_check
from corporate.web.counter.pages import Counter, CounterPages, Shown
from corporate.web.counter.views.night import alarm_notes
from kernel.calendar import CalendarUnknown, bank_today
from kernel.context import Context
from kernel.text import Text
from workflows.desk import queries, worklists

pages = CounterPages("overview")

_EARLY: Final = timedelta(days=60)
_MISSING: Final = Text("{year} 年银行日历尚未发布", "The bank calendar of {year} is not there yet")
_PROVISIONAL: Final = Text("{year} 年银行日历为暂定", "The bank calendar of {year} is provisional")
_WHAT: Final = Text(
    "跨年付款与计息依赖该日历；请在国务院放假安排发布后更新系统，并逐日核对。",
    "Payments and interest across the year's end depend on it: update once the holidays are published, and check day by day.",
)
_NO_PASSKEY: Final = Text("您还没有通行密钥", "You have no passkey yet")
_ADD_ONE: Final = Text(
    "动态口令可能被骗走；添加通行密钥后，登录和签名只认您的设备。",
    "A code can be talked out of somebody; with a passkey only your own device logs in and signs.",
)


@pages.page("/")
def overview(here: Counter) -> Shown | Response:
    """Counts with ages, what waits for this person, and the alarms."""
    seen, can_add = SEES[here.session.role], visit.site_here() is not None

    def read(ctx: Context) -> dict[str, Any]:
        found = queries.page(ctx, here.portal.changes.seen_by(here.session.role), "waiting")
        counted = worklists.counted(ctx) if Area.WORK in seen else {}
        return {
            "waiting": [rows.change_item(row, here.portal.changes.kind(row["kind"])) for row in found],
            "lists": [
                {
                    "name": which.label, "count": count, "href": url_for("work.listed", which=which.value),
                    "age": rows.age(since, ctx.now) if since else None,
                }
                for which, (count, since) in counted.items()
            ],
            "alarms": [*(alarm_notes(ctx) if Area.WORK in seen else ()), *_calendar(here, ctx), *(_weak(here, ctx) if can_add else ())],
        }  # fmt: skip

    facts = here.do(read)
    kinds = [
        {"name": kind.title, "href": url_for("changes.start", kind=kind.code)}
        for kind in here.portal.changes.kinds_for(here.session.role)
        if kind.code in STARTS
    ]
    return Shown("desk/overview.html", facts | {"kinds": kinds, "mine": to_check(here)})


@pages.page("/home")
def home(_here: Counter) -> Response:
    """Where a log-in leads."""
    return redirect(url_for("overview.overview"), code=303)


STARTS: Final = frozenset({"onboarding", "broadcast", "switch", "calendar", "staff"})
"""Kinds that begin with nothing; the others begin with a customer, an account or an item of a list."""


def _weak(here: Counter, ctx: Context) -> Iterator[p.Note]:
    """Whoever still logs in and signs with codes is asked to add a passkey."""
    if not keys.listed(ctx.uow, here.session.staff_id):
        yield p.Note(_NO_PASSKEY, _ADD_ONE, "", "fingerprint", url_for("methods.overview"))


def _calendar(here: Counter, ctx: Context) -> Iterator[p.Note]:
    """The alarm of a year without a calendar: this year's at once, the next one's two months before."""
    today, calendar = bank_today(ctx.world.clock), here.portal.banks.of(ctx.uow).calendar
    for year in sorted({today.year, (today + _EARLY).year}):
        try:
            calendar.is_bank_day(date(year, 12, 31))
        except CalendarUnknown:
            yield p.Note(_MISSING.fill(year=year), _WHAT, "stop", "alert-circle")
            continue
        if calendar.is_provisional(year):
            yield p.Note(_PROVISIONAL.fill(year=year), _WHAT, "warn", "clock")
