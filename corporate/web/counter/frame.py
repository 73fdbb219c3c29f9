"""What stands around a page of the desk: the parts this role sees, and who is logged in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from flask import url_for

from corporate.staff import Area
from corporate.staff.roles import CHECKS, SEES
from corporate.web import parts as p
from corporate.web.counter.visit import Counter
from corporate.web.formats import local
from corporate.web.i18n import current_lang
from kernel.text import Text
from workflows.desk import bills, queries

DESK: Final = Text("银行柜台", "The bank's desk")


class Place(NamedTuple):
    """A part of the desk in its rail."""

    key: str
    name: Text
    icon: str
    endpoint: str
    area: Area | None
    short: Text


PLACES: Final = (
    Place("overview", Text("待办总览", "Overview"), "home", "overview.overview", None, Text("总览", "Overview")),
    Place("changes", Text("变更与复核", "Changes"), "checks", "changes.listed", Area.CHANGES, Text("复核", "Changes")),
    Place("work", Text("工作清单", "Work lists"), "inbox", "work.unknown", Area.WORK, Text("清单", "Work")),
    Place("bills", Text("票据业务", "Bills"), "certificate", "bills.listed", Area.WORK, Text("票据", "Bills")),
    Place("night", Text("日终与账务监测", "Day ends"), "moon", "night.listed", Area.WORK, Text("日终", "Day ends")),
    Place("customers", Text("企业客户", "Customers"), "building", "customers.found", Area.CUSTOMERS, Text("客户", "Customers")),
    Place("parameters", Text("参数与开关", "Parameters"), "adjustments-horizontal", "parameters.listed", Area.PARAMETERS, Text("参数", "Parameters")),
    Place("tariffs", Text("资费与优惠", "Tariffs"), "receipt", "tariffs.listed", Area.PARAMETERS, Text("资费", "Tariffs")),
    Place("queues", Text("作业队列", "Queues"), "hourglass", "queues.listed", Area.QUEUES, Text("队列", "Queues")),
    Place("people", Text("行员", "Staff"), "users", "people.listed", Area.PEOPLE, Text("行员", "Staff")),
    Place("keys", Text("直联密钥", "Keys of the link"), "key", "keys.listed", Area.PEOPLE, Text("密钥", "Keys")),
    Place("methods", Text("登录与安全", "Log-in and security"), "fingerprint", "methods.overview", None, Text("安全", "Security")),
    Place("trail", Text("柜台审计", "Audit trail"), "history", "trail.listed", Area.TRAIL, Text("审计", "Trail")),
)  # fmt: skip


def frame_of(here: Counter) -> p.Shell:
    """The shell for this member of staff."""
    session = here.session
    since = Text("本次登录 {at} · {address}", "Logged in {at} · {address}").fill(
        at=f"{local(session.created_at):%m-%d %H:%M}", address=session.address or "—"
    )
    return p.Shell(
        user=p.Person(session.name, session.role.label, since),
        scope=f"{DESK.of(current_lang())} · {session.login}",
        nav=(p.NavGroup(tuple(_items(here))),),
        logout_url=url_for("entry.log_out"),
        home_url=url_for("overview.overview"),
    )


def to_check(here: Counter) -> int:
    """How many changes wait that this person may confirm."""
    role = here.session.role
    mine = [code for code in here.portal.changes.seen_by(role) if _checks(here, code)]
    if not mine:
        return 0
    rows = here.do(lambda ctx: queries.page(ctx, mine, "waiting"))
    return sum(row["maker_id"] != here.session.staff_id for row in rows)


def bills_waiting(here: Counter) -> int:
    """How many requests about bills wait for two people."""
    return here.do(lambda ctx: len(bills.waiting(ctx)))


_WAITING: Final[Mapping[str, Callable[[Counter], int]]] = {
    "changes": to_check, "bills": bills_waiting,
}  # fmt: skip
"""What waits at a place, by its key."""


def _checks(here: Counter, code: str) -> bool:
    return here.portal.changes.kind(code).duty in CHECKS[here.session.role]


def _items(here: Counter) -> list[p.NavItem]:
    seen = SEES[here.session.role]
    return [
        p.NavItem(
            key=place.key,
            name=place.name,
            icon=place.icon,
            href=url_for(place.endpoint),
            short=place.short,
            badge=_WAITING[place.key](here) if place.key in _WAITING else 0,
        )
        for place in PLACES
        if place.area is None or place.area in seen
    ]
