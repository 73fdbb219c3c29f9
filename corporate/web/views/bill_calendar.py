"""Due dates of bills as a month (到期日历): what is to be received and to be paid on each day."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Any, Final

from flask import request, url_for

from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.calendar import bank_today
from kernel.money import Money
from kernel.text import Text
from workflows.bills.answers import DueDay, DueDays
from workflows.bills.commands import MONTH_PATTERN, SeeDueDays

pages = Pages("bill_calendar")

_DAY: Final = timedelta(days=1)
_OVER: Final = timedelta(days=31)
"""From the first of a month into the next one."""
_WEEK: Final = (
    Text("一", "Mon"), Text("二", "Tue"), Text("三", "Wed"), Text("四", "Thu"), Text("五", "Fri"), Text("六", "Sat"),
    Text("日", "Sun"),
)  # fmt: skip
_MONTH: Final = Text("{year} 年 {month} 月", "{year}-{month:02}")


@pages.page("/bills/calendar", "bills.calendar", phone=True)
def month(desk: Desk, *, phone: bool) -> Shown:
    """One month; the bills of a day are a link away."""
    today = bank_today(desk.portal.world.clock)
    asked = request.args.get("month", "")
    first = (
        date.fromisoformat(f"{asked}-01")
        if re.fullmatch(MONTH_PATTERN, asked)
        else today.replace(day=1)
    )
    found: DueDays = desk.read("bills.calendar", SeeDueDays(month=f"{first:%Y-%m}"))
    due = {one.on: one for one in found.days}
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    sums = {
        "received": Money(sum(one.received_minor for one in found.days), "CNY"),
        "owed": Money(sum(one.owed_minor for one in found.days), "CNY"),
    }
    facts = {
        "title": _MONTH.fill(year=first.year, month=first.month),
        "week": _WEEK,
        "weeks": [[_cell(day, first, today, due.get(day), phone=phone) for day in week] for week in weeks],
        "sums": sums,
        "empty": not found.days,
        "former_url": _month_url(first - _DAY, phone=phone),
        "next_url": _month_url(first + _OVER, phone=phone),
        "list_url": url_for("bills.listed", phone=phone),
    }  # fmt: skip
    return Shown("pages/bill_calendar.html", facts)


def _cell(
    day: date, first: date, today: date, due: DueDay | None, *, phone: bool
) -> dict[str, Any]:
    return {
        "day": day, "inside": day.month == first.month, "today": day == today,
        "received": Money(due.received_minor, "CNY") if due and due.received_bills else None,
        "owed": Money(due.owed_minor, "CNY") if due and due.owed_bills else None,
        "bills": due.received_bills + due.owed_bills if due else 0,
        "href": url_for("bills.listed", phone=phone, due=day.isoformat()) if due else "",
    }  # fmt: skip


def _month_url(day: date, *, phone: bool) -> str:
    return url_for("bill_calendar.month", phone=phone, month=f"{day:%Y-%m}")
