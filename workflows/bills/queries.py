"""What pages and programs ask about bills: every query is led by the enterprise and an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kernel.bills.errors import NotLive
from kernel.bills.intervals import Interval
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.bills.repository import WHAT

_BILL: Final = Text("该票据", "The bill")
_LINES: Final = (
    "number, starts_at, ends_at, amount_minor, kind, due_on, lane, stage, face, said, version"
)
_PAGE: Final = f"""
SELECT {_LINES} FROM bill_seat
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
   AND (due_on, number, starts_at) > (%(due)s, %(number)s, %(start)s)
   AND (%(lane)s = '' OR lane = %(lane)s)
   AND (%(stages)s::text[] IS NULL OR (stage = ANY(%(stages)s) AND lane = ANY(%(lanes)s) AND open_id = ''))
   AND (%(due_from)s::date IS NULL OR due_on >= %(due_from)s)
   AND (%(due_to)s::date IS NULL OR due_on <= %(due_to)s)
   AND (%(text)s = '' OR number LIKE '%%' || %(text)s || '%%')
   AND (%(amount_from)s::bigint IS NULL OR amount_minor >= %(amount_from)s)
   AND (%(amount_to)s::bigint IS NULL OR amount_minor <= %(amount_to)s)
 ORDER BY due_on, number, starts_at LIMIT %(limit)s
"""  # noqa: S608 - names of columns
_ONE: Final = f"""
SELECT {_LINES} FROM bill_seat
 WHERE tenant_id = %s AND enterprise_id = %s AND number = %s AND starts_at <= %s AND ends_at >= %s
 ORDER BY starts_at LIMIT 1
"""  # noqa: S608
_PACKAGE: Final = f"""
SELECT {_LINES} FROM bill_seat
 WHERE tenant_id = %s AND enterprise_id = %s AND number = %s ORDER BY starts_at LIMIT %s
"""  # noqa: S608
_PACKAGE_MAX: Final = 200
"""How many intervals of a package are shown beside one of them; all of them are in the list."""
_SUMS: Final = """
SELECT lane, sum(bills)::bigint AS bills, sum(amount_minor)::bigint AS amount_minor FROM bill_sum
 WHERE tenant_id = %s AND enterprise_id = %s GROUP BY lane
"""
SPANS: Final = (7, 30, 90, 366)
"""Days within which what is held falls due, each after the one before."""
_DUES: Final = """
SELECT s.days, coalesce(sum(b.bills), 0)::bigint AS bills, coalesce(sum(b.amount_minor), 0)::bigint AS amount_minor
  FROM unnest(%(untils)s::int[], %(sinces)s::int[]) AS s(days, since)
  LEFT JOIN bill_sum b ON b.tenant_id = %(tenant)s AND b.enterprise_id = %(enterprise)s AND b.lane = 'held'
   AND b.due_on BETWEEN %(today)s::date + s.since AND %(today)s::date + s.days
 GROUP BY s.days ORDER BY s.days
"""
_DAYS: Final = """
SELECT due_on AS "on",
       coalesce(sum(bills) FILTER (WHERE lane <> 'owed'), 0)::bigint AS received_bills,
       coalesce(sum(amount_minor) FILTER (WHERE lane <> 'owed'), 0)::bigint AS received_minor,
       coalesce(sum(bills) FILTER (WHERE lane = 'owed'), 0)::bigint AS owed_bills,
       coalesce(sum(amount_minor) FILTER (WHERE lane = 'owed'), 0)::bigint AS owed_minor
  FROM bill_sum
 WHERE tenant_id = %s AND enterprise_id = %s AND lane IN ('held', 'pledged', 'collecting', 'owed')
   AND due_on >= %s AND due_on < %s
 GROUP BY due_on HAVING sum(bills) > 0 ORDER BY due_on
"""
_REQUESTS: Final = """
SELECT * FROM bill_request
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
   AND (%(bill)s = '' OR bill_number = %(bill)s)
   AND (%(status)s = '' OR status = %(status)s)
   AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(id)s))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
_NAMING: Final = """
SELECT number, asked FROM bill_request
 WHERE tenant_id = %s AND enterprise_id = %s AND act = ANY (%s) AND status = ANY (%s)
 ORDER BY created_at DESC, id DESC LIMIT %s
"""
_DISCOUNT: Final = """
SELECT * FROM bill_discount WHERE tenant_id = %s AND enterprise_id = %s AND open_id = %s
"""
_REFERENCE: Final = "SELECT reference FROM submission WHERE tenant_id = %s AND id = %s"
_CARDS: Final = """
SELECT r.* FROM bill_request r
 WHERE r.tenant_id = %(tenant)s AND r.enterprise_id = %(enterprise)s AND r.approval_id = ANY(%(approvals)s)
   AND r.id IN (SELECT a.subject_id FROM approval a WHERE a.tenant_id = %(tenant)s AND a.id = ANY(%(approvals)s))
   AND (r.maker_person_id = %(person)s OR EXISTS (
     SELECT 1 FROM approval_task t WHERE t.tenant_id = r.tenant_id AND t.approval_id = r.approval_id
        AND t.person_id = %(person)s))
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which intervals; `after` is the last one seen."""

    lane: str = ""
    stages: Sequence[str] | None = None
    lanes: Sequence[str] = ()
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""
    amount_from_minor: int | None = None
    amount_to_minor: int | None = None
    after: tuple[date, str, int] = (date.min, "", 0)


def page(ctx: Context, wanted: Filter, limit: int) -> list[Row]:
    """A page of intervals, the nearest due date first."""
    due, number, start = wanted.after
    return ctx.uow.rows(
        _PAGE,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "due": due, "number": number, "start": start,
            "lane": wanted.lane, "stages": list(wanted.stages) if wanted.stages is not None else None,
            "lanes": list(wanted.lanes),
            "due_from": wanted.due_from, "due_to": wanted.due_to, "text": wanted.text, "limit": limit,
            "amount_from": wanted.amount_from_minor, "amount_to": wanted.amount_to_minor,
        },
    )  # fmt: skip


def seat(ctx: Context, number: str, interval: Interval | None) -> Row:
    """One interval as the enterprise sees it: the one that holds `interval`, else the first.

    Raises NotFound, and NotLive where it sees other intervals of the package.
    """
    start, end = (interval.start, interval.end) if interval else (10**12, 1)
    row = ctx.uow.row(_ONE, (ctx.tenant_id, ctx.enterprise_id, number, start, end))
    if row is not None:
        return row
    if package(ctx, number):
        raise NotLive(interval=str(interval))
    raise NotFound(_BILL)


def package(ctx: Context, number: str) -> list[Row]:
    """What the enterprise sees of one package, from its first unit on."""
    return ctx.uow.rows(_PACKAGE, (ctx.tenant_id, ctx.enterprise_id, number, _PACKAGE_MAX))


def lanes(ctx: Context) -> list[Row]:
    """How many intervals and how much money lie in each lane."""
    return ctx.uow.rows(_SUMS, (ctx.tenant_id, ctx.enterprise_id))


def dues(ctx: Context, today: date) -> list[Row]:
    """What is held, by how soon it falls due."""
    sinces = [0, *(days + 1 for days in SPANS[:-1])]
    given = {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "today": today}
    return ctx.uow.rows(_DUES, {**given, "untils": list(SPANS), "sinces": sinces})


def due_days(ctx: Context, since: date, before: date) -> list[Row]:
    """What is to be received and to be paid on each day of a span, from the sums that are kept."""
    return ctx.uow.rows(_DAYS, (ctx.tenant_id, ctx.enterprise_id, since, before))


def requests(
    ctx: Context, bill: str, status: str, before: tuple[datetime, UUID] | None, limit: int
) -> list[Row]:
    """A page of requests, newest first."""
    at, row_id = before or (None, None)
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "bill": bill, "status": status, "at": at,
        "id": row_id, "limit": limit,
    }  # fmt: skip
    return ctx.uow.rows(_REQUESTS, given)


def naming(ctx: Context, acts: list[str], statuses: list[str], limit: int) -> list[Row]:
    """The enterprise's requests of these acts, newest first: their numbers and what they ask."""
    return ctx.uow.rows(_NAMING, (ctx.tenant_id, ctx.enterprise_id, acts, statuses, limit))


def request(ctx: Context, *, number: str = "", request_id: UUID | None = None) -> Row:
    """One request of the enterprise; raises NotFound."""
    which, key = ("number = %s", number) if number else ("id = %s", str(request_id))
    sql = f"SELECT * FROM bill_request WHERE tenant_id = %s AND enterprise_id = %s AND {which}"  # noqa: S608
    row = ctx.uow.row(sql, (ctx.tenant_id, ctx.enterprise_id, key))
    if row is None:
        raise NotFound(WHAT)
    return row


def discount(ctx: Context, open_id: str) -> Row | None:
    """What a discount of the enterprise came to, as it was booked."""
    return ctx.uow.row(_DISCOUNT, (ctx.tenant_id, ctx.enterprise_id, open_id))


def reference(ctx: Context, submission_id: UUID) -> str:
    """What the exchange calls a request."""
    row = ctx.uow.row(_REFERENCE, (ctx.tenant_id, submission_id))
    return (row["reference"] or "") if row else ""


def cards(ctx: Context, approvals: Sequence[UUID]) -> list[Row]:
    """The requests behind some rounds of agreement, as far as the actor has to do with them."""
    return ctx.uow.rows(
        _CARDS,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "approvals": list(approvals),
            "person": ctx.actor.person_id,
        },
    )  # fmt: skip
