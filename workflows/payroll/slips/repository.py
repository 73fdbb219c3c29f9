"""All SQL of payslips. What a slip says arrives here sealed, links and codes as hashes and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel import limits
from kernel.context import Context
from kernel.statements import Row

_TEMPLATE: Final = """
SELECT items, note, password_rule, days FROM payslip_template WHERE tenant_id = %s AND enterprise_id = %s
"""
_SET_TEMPLATE: Final = """
INSERT INTO payslip_template (tenant_id, enterprise_id, items, note, password_rule, days, changed_at, changed_by)
VALUES (%(tenant)s, %(enterprise)s, %(items)s, %(note)s, %(rule)s, %(days)s, %(now)s, %(by)s)
ON CONFLICT (tenant_id, enterprise_id) DO UPDATE
   SET items = EXCLUDED.items, note = EXCLUDED.note, password_rule = EXCLUDED.password_rule, days = EXCLUDED.days,
       changed_at = EXCLUDED.changed_at, changed_by = EXCLUDED.changed_by
"""
_ADD: Final = """
INSERT INTO payslip (tenant_id, enterprise_id, id, batch_id, row, number, month, kind, sealed, status, attempts, due_at,
                     expires_at, guesses, created_at)
SELECT %(tenant)s, %(enterprise)s, n.id, %(batch)s, n.row, n.number, %(month)s, %(kind)s, n.sealed, n.status, 0,
       %(now)s, %(expires)s, 0, %(now)s
  FROM unnest(%(ids)s::uuid[], %(rows)s::bigint[], %(numbers)s::text[], %(sealed)s::bytea[], %(states)s::text[])
       AS n (id, row, number, sealed, status)
ON CONFLICT (tenant_id, batch_id, row) DO NOTHING
"""
_MADE: Final = (
    "SELECT row FROM payslip WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s"
)
_PAGE: Final = """
SELECT id, row, number, sealed, status, sent_at, opened_at FROM payslip
 WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s AND row > %s ORDER BY row LIMIT %s
"""
_COUNTS: Final = """
SELECT count(*) AS total, count(*) FILTER (WHERE status = 'sent') AS sent,
       count(*) FILTER (WHERE status = 'waiting') AS waiting, count(opened_at) AS opened,
       count(*) FILTER (WHERE status = 'unreachable') AS unreachable
  FROM payslip WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s
"""
_ONE: Final = """
SELECT id, batch_id, number, month, kind, sealed, expires_at FROM payslip
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s
"""
_BY_LINK: Final = """
SELECT id, number, month, kind, sealed, expires_at, code_wanted_at, view_hash, view_until FROM payslip
 WHERE tenant_id = %s AND enterprise_id = %s AND link_hash = %s AND expires_at > %s
"""
_WANT_CODE: Final = """
UPDATE payslip SET code_wanted_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND code_wanted_at IS NULL
   AND (code_until IS NULL OR code_until < %s)
"""
_GUESS: Final = """
UPDATE payslip SET guesses = guesses + 1
 WHERE tenant_id = %s AND enterprise_id = %s AND link_hash = %s AND expires_at > %s AND code_until > %s AND guesses < %s
RETURNING id, code_mark
"""
# The condition makes a code good for one opening, whoever else comes at the same moment.
_OPEN: Final = """
UPDATE payslip SET code_mark = NULL, code_until = NULL, view_hash = %s, view_until = %s,
       opened_at = coalesce(opened_at, %s)
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND code_mark = %s
"""
_HAND: Final = """
UPDATE payslip SET status = CASE WHEN status = 'sent' THEN status ELSE 'by_hand' END, link_hash = %(link)s,
       code_mark = %(code)s, code_until = %(until)s, guesses = 0, code_wanted_at = NULL, view_hash = NULL,
       expires_at = greatest(expires_at, %(until)s)
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND id = %(id)s
"""
# A lease and the next try are the same: whoever fails or dies is tried again, later each time.
_CLAIM: Final = """
UPDATE payslip SET attempts = attempts + 1,
       due_at = %(now)s + make_interval(secs => %(lease)s * (2 ^ least(attempts, 6)))
 WHERE tenant_id = %(tenant)s AND id IN (
       SELECT id FROM payslip WHERE tenant_id = %(tenant)s AND status = 'waiting' AND due_at <= %(now)s
        ORDER BY due_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id, enterprise_id, month, sealed, attempts
"""
_LINK: Final = "UPDATE payslip SET link_hash = %s WHERE tenant_id = %s AND id = %s"
_SENT: Final = "UPDATE payslip SET status = 'sent', sent_at = %s WHERE tenant_id = %s AND id = %s"
_FAILED: Final = """
UPDATE payslip SET status = CASE WHEN %(final)s OR attempts >= %(most)s THEN 'unreachable' ELSE status END
 WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_CODES: Final = """
SELECT id, enterprise_id, month, sealed FROM payslip
 WHERE tenant_id = %s AND code_wanted_at IS NOT NULL ORDER BY code_wanted_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
_CODE: Final = """
UPDATE payslip SET code_wanted_at = NULL, code_mark = %s, code_until = %s, guesses = 0 WHERE tenant_id = %s AND id = %s
"""


@dataclass(frozen=True, slots=True)
class NewSlip:
    """A slip as it is kept."""

    id: UUID
    row: int
    number: str
    sealed: bytes
    status: str


@dataclass(frozen=True, slots=True)
class Made:
    """What all slips of a run have in common."""

    batch_id: UUID
    month: str
    kind: str
    expires_at: datetime


def template(ctx: Context) -> Row | None:
    """The enterprise's template, if it has one."""
    return ctx.uow.row(_TEMPLATE, (ctx.tenant_id, ctx.enterprise_id))


def set_template(
    ctx: Context, items: Sequence[dict[str, str]], note: str, rule: str, days: int
) -> None:
    """From the next slip on."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "items": Jsonb(list(items)), "note": note,
        "rule": rule, "days": days, "now": ctx.now, "by": ctx.actor.name,
    }  # fmt: skip
    ctx.uow.run(_SET_TEMPLATE, given)


def add(ctx: Context, made_of: Made, slips: Sequence[NewSlip]) -> int:
    """Keep slips; a row that has one keeps it. How many are new."""
    return ctx.uow.run(
        _ADD,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "batch": made_of.batch_id, "month": made_of.month, "kind": made_of.kind,
            "now": ctx.now, "expires": made_of.expires_at, "ids": [one.id for one in slips],
            "rows": [one.row for one in slips], "numbers": [one.number for one in slips],
            "sealed": [one.sealed for one in slips], "states": [one.status for one in slips],
        },
    )  # fmt: skip


def made(ctx: Context, batch_id: UUID) -> frozenset[int]:
    """Which rows have a slip."""
    rows = ctx.uow.rows(_MADE, (ctx.tenant_id, ctx.enterprise_id, batch_id))
    return frozenset(row["row"] for row in rows)


def page(ctx: Context, batch_id: UUID, after: int, limit: int) -> list[Row]:
    """Slips of a run by row."""
    return ctx.uow.rows(_PAGE, (ctx.tenant_id, ctx.enterprise_id, batch_id, after, limit))


def counts(ctx: Context, batch_id: UUID) -> Row:
    """How many slips there are, and how far they are."""
    (row,) = ctx.uow.rows(_COUNTS, (ctx.tenant_id, ctx.enterprise_id, batch_id))
    return row


def one(ctx: Context, slip_id: UUID) -> Row | None:
    """One slip."""
    return ctx.uow.row(_ONE, (ctx.tenant_id, ctx.enterprise_id, slip_id))


def by_link(ctx: Context, link_hash: bytes) -> Row | None:
    """The slip of a link that is still good."""
    return ctx.uow.row(_BY_LINK, (ctx.tenant_id, ctx.enterprise_id, link_hash, ctx.now))


def want_code(ctx: Context, slip_id: UUID) -> int:
    """Ask the worker for a code; nothing happens while one is on its way or good."""
    given = (ctx.now, ctx.tenant_id, ctx.enterprise_id, slip_id, ctx.now)
    return ctx.uow.run(_WANT_CODE, given)


def guess(ctx: Context, link_hash: bytes) -> Row | None:
    """Count a guess before it is looked at; nothing where no code is good."""
    where = (ctx.tenant_id, ctx.enterprise_id, link_hash, ctx.now, ctx.now)
    return ctx.uow.row(_GUESS, (*where, limits.PAYSLIP_GUESSES_MAX))


def opened(ctx: Context, slip_id: UUID, code_mark: bytes, view_hash: bytes) -> bool:
    """Use the code up; whether it was still there to be used."""
    until = ctx.now + timedelta(seconds=limits.PAYSLIP_VIEW_S)
    where = (ctx.tenant_id, ctx.enterprise_id, slip_id, code_mark)
    return ctx.uow.run(_OPEN, (view_hash, until, ctx.now, *where)) == 1


def hand(ctx: Context, slip_id: UUID, link_hash: bytes, code_mark: bytes, until: datetime) -> int:
    """A new link with a code beside it."""
    given = {
        "link": link_hash, "code": code_mark, "until": until, "tenant": ctx.tenant_id,
        "enterprise": ctx.enterprise_id, "id": slip_id,
    }  # fmt: skip
    return ctx.uow.run(_HAND, given)


def claim(ctx: Context) -> list[Row]:
    """Take slips that are due, for a while; nobody else takes them meanwhile (worker)."""
    given: dict[str, Any] = {
        "tenant": ctx.tenant_id, "now": ctx.now, "lease": limits.DELIVERY_LEASE_S, "limit": limits.DELIVERIES_MAX,
    }  # fmt: skip
    return ctx.uow.rows(_CLAIM, given)


def set_link(ctx: Context, slip_id: UUID, link_hash: bytes) -> None:
    """The link about to be sent; an older one is void (worker)."""
    ctx.uow.run(_LINK, (link_hash, ctx.tenant_id, slip_id))


def sent(ctx: Context, slip_id: UUID) -> None:
    """It went out (worker)."""
    ctx.uow.run(_SENT, (ctx.now, ctx.tenant_id, slip_id))


def failed(ctx: Context, slip_id: UUID, *, final: bool) -> None:
    """It did not: again later, or never (worker)."""
    given = {
        "final": final, "most": limits.DELIVERY_ATTEMPTS_MAX, "tenant": ctx.tenant_id, "id": slip_id,
    }  # fmt: skip
    ctx.uow.run(_FAILED, given)


def codes_wanted(ctx: Context) -> list[Row]:
    """Slips whose employees wait for a code (worker)."""
    return ctx.uow.rows(_CODES, (ctx.tenant_id, limits.DELIVERIES_MAX))


def set_code(ctx: Context, slip_id: UUID, code_mark: bytes) -> None:
    """The code about to be sent (worker)."""
    until = ctx.now + timedelta(seconds=limits.PAYSLIP_CODE_S)
    ctx.uow.run(_CODE, (code_mark, until, ctx.tenant_id, slip_id))
