"""All SQL behind the pages about payments. Reads only; every statement names bank and enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.like import containing
from kernel.statements import Row

_LINE: Final = (
    "id, number, payee_name, payee_account, amount_minor, currency, purpose, maker_name, created_at,"
    " value_on, status, reason"
)
_BROWSE: Final = f"""
SELECT {_LINE} FROM payment p
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND payer_account = ANY(%(accounts)s)
   AND (%(statuses)s::text[] IS NULL OR status = ANY(%(statuses)s::text[]))
   AND (%(from)s::timestamptz IS NULL OR created_at >= %(from)s::timestamptz)
   AND (%(until)s::timestamptz IS NULL OR created_at < %(until)s::timestamptz)
   AND (%(text)s = '' OR payee_name ILIKE %(inside)s OR purpose ILIKE %(inside)s
        OR payee_account LIKE %(inside)s OR upper(number) = upper(%(text)s) OR client_serial = %(text)s
        OR amount_minor = %(minor)s
        OR payee_account = ANY(%(sounding)s))
   AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608 - names of columns
_COUNTS: Final = """
SELECT status, count(*) AS n FROM payment
 WHERE tenant_id = %s AND enterprise_id = %s AND payer_account = ANY(%s) GROUP BY status
"""
_UPCOMING: Final = f"""
SELECT {_LINE} FROM payment
 WHERE tenant_id = %s AND enterprise_id = %s AND payer_account = ANY(%s) AND value_on BETWEEN %s AND %s
   AND status IN ('pending_approval', 'approved', 'scheduled')
 ORDER BY value_on, id LIMIT %s
"""  # noqa: S608
_ONE: Final = """
SELECT p.*, g.pmt_inf_id FROM payment p
  LEFT JOIN payment_group g ON g.tenant_id = p.tenant_id AND g.id = p.group_id
 WHERE p.tenant_id = %s AND p.enterprise_id = %s AND
"""
# Found through the rounds, by ids: who signs opens this page all day, and payments are many.
_CARDS: Final = """
SELECT approval_id, number, 1 AS payments, payee_name, payee_account, purpose, amount_minor, currency, rail,
       value_on, status, digest, findings, 0 AS flagged
  FROM payment
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND group_id IS NULL
   AND approval_id = ANY(%(approvals)s)
   AND id IN (SELECT a.subject_id FROM approval a WHERE a.tenant_id = %(tenant)s AND a.id = ANY(%(approvals)s))
UNION ALL
SELECT g.approval_id, g.number, count(*)::int, min(p.payee_name), '', g.pmt_inf_id,
       sum(p.amount_minor)::bigint, g.currency, min(p.rail), min(p.value_on), min(p.status), g.digest,
       '[]'::jsonb, count(*) FILTER (WHERE p.findings @> '[{"severity": "warn"}]')::int
  FROM payment_group g
  JOIN payment p ON p.tenant_id = g.tenant_id AND p.group_id = g.id
       AND NOT (p.status = 'failed' AND p.version = 1)
 WHERE g.tenant_id = %(tenant)s AND g.enterprise_id = %(enterprise)s
   AND g.approval_id = ANY(%(approvals)s)
   AND g.id IN (SELECT a.subject_id FROM approval a WHERE a.tenant_id = %(tenant)s AND a.id = ANY(%(approvals)s))
 GROUP BY g.id, g.approval_id, g.number, g.pmt_inf_id, g.currency, g.digest
"""
_BATCH: Final = """
SELECT number, pmt_inf_id, payer_account, total_minor, currency FROM payment_group
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s
"""
_BATCH_LINES: Final = f"""
SELECT {_LINE}, payer_name, door, findings @> '[{{"severity": "warn"}}]' AS flagged
  FROM payment
 WHERE tenant_id = %s AND enterprise_id = %s AND group_id = %s
   AND NOT (status = 'failed' AND version = 1)
 ORDER BY row_no LIMIT %s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Browse:
    """Which payments a page shows; only of `accounts`, which the user may see.

    `sounding` are accounts of payees whose names sound like the text.
    """

    accounts: Sequence[str]
    statuses: Sequence[str] = ()
    text: str = ""
    sounding: Sequence[str] = ()
    minor: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, UUID] | None = None


def browse(ctx: Context, wanted: Browse, limit: int) -> list[Row]:
    """A page of payments, newest first."""
    at, row_id = wanted.before or (None, None)
    given = {
        "accounts": list(wanted.accounts),
        "statuses": list(wanted.statuses) or None,
        "from": wanted.since,
        "until": wanted.until,
        "text": wanted.text,
        "inside": containing(wanted.text),
        "sounding": list(wanted.sounding),
        "minor": wanted.minor,
        "at": at,
        "id": row_id,
        "limit": limit,
    }
    return ctx.uow.rows(_BROWSE, _whose(ctx) | given)


def counts(ctx: Context, accounts: Sequence[str]) -> dict[str, int]:
    """How many payments of these accounts stand in each status."""
    rows = ctx.uow.rows(_COUNTS, (ctx.tenant_id, ctx.enterprise_id, list(accounts)))
    return {row["status"]: row["n"] for row in rows}


def upcoming(
    ctx: Context, accounts: Sequence[str], days: tuple[date, date], limit: int
) -> list[Row]:
    """Payments for these days that are not final, by their day."""
    whose = (ctx.tenant_id, ctx.enterprise_id, list(accounts))
    return ctx.uow.rows(_UPCOMING, (*whose, *days, limit))


def by_number(ctx: Context, number: str) -> Row | None:
    """One payment by the bank's number, with the batch it came in."""
    return ctx.uow.row(f"{_ONE} p.number = %s", (ctx.tenant_id, ctx.enterprise_id, number))


def by_id(ctx: Context, payment_id: UUID) -> Row | None:
    """One payment, with the batch it came in."""
    return ctx.uow.row(f"{_ONE} p.id = %s", (ctx.tenant_id, ctx.enterprise_id, payment_id))


def cards(ctx: Context, approvals: Sequence[UUID]) -> list[Row]:
    """What these approvals are about: payments and batches, in one statement."""
    return ctx.uow.rows(_CARDS, _whose(ctx) | {"approvals": list(approvals)})


def batch(ctx: Context, group_id: UUID) -> Row | None:
    """One batch."""
    return ctx.uow.row(_BATCH, (ctx.tenant_id, ctx.enterprise_id, group_id))


def batch_lines(ctx: Context, group_id: UUID, limit: int) -> list[Row]:
    """The payments of a batch that are signed with it, in their order."""
    return ctx.uow.rows(_BATCH_LINES, (ctx.tenant_id, ctx.enterprise_id, group_id, limit))


def _whose(ctx: Context) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id}
