"""All SQL about batches and returns, read side. Every statement names bank and enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_BATCH: Final = """
SELECT g.* FROM payment_group g
  JOIN payment_message m ON m.tenant_id = g.tenant_id AND m.id = g.message_row_id
 WHERE g.tenant_id = %(tenant)s AND g.enterprise_id = %(enterprise)s
"""
_COUNTS: Final = """
SELECT status, count(*) AS payments, sum(amount_minor)::bigint AS total_minor FROM payment
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND group_id = %(group)s
 GROUP BY status ORDER BY status
"""
_REFUSED: Final = """
SELECT row_no, client_serial, reason_code, reason FROM payment
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND group_id = %(group)s
   AND status = 'failed' AND version = 1 ORDER BY row_no
"""
_ROWS: Final = """
SELECT * FROM payment
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND group_id = %(group)s
   AND row_no > %(after)s AND (%(status)s = '' OR status = %(status)s)
 ORDER BY row_no LIMIT %(limit)s
"""
_RETURNS: Final = """
SELECT p.*, t.at AS returned_at, coalesce(g.pmt_inf_id, '') AS batch_serial
  FROM payment p
  JOIN payment_transition t
    ON t.tenant_id = p.tenant_id AND t.payment_id = p.id AND t.trigger = 'return'
  LEFT JOIN payment_group g ON g.tenant_id = p.tenant_id AND g.id = p.group_id
 WHERE p.tenant_id = %(tenant)s AND p.enterprise_id = %(enterprise)s AND p.status = 'returned'
   AND p.payer_account = ANY(%(accounts)s) AND (%(payer)s = '' OR p.payer_account = %(payer)s)
   AND (%(batch)s = '' OR g.pmt_inf_id = %(batch)s)
   AND (%(from)s::timestamptz IS NULL OR t.at >= %(from)s::timestamptz)
   AND (%(until)s::timestamptz IS NULL OR t.at < %(until)s::timestamptz)
   AND (%(at)s::timestamptz IS NULL OR (t.at, p.id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY t.at DESC, p.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Returns:
    """Which returned payments a page shows; only of `accounts`, which the user may see."""

    accounts: Sequence[str]
    payer: str = ""
    batch: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, UUID] | None = None


def by_serial(ctx: Context, certificate: str, serial: str) -> Row | None:
    """A batch by the serial it was submitted under."""
    sql = f"{_BATCH} AND m.certificate = %(certificate)s AND m.message_id = %(serial)s"
    return ctx.uow.row(sql, _whose(ctx) | {"certificate": certificate, "serial": serial})


def by_number(ctx: Context, number: str) -> Row | None:
    """A batch, or a PmtInf of a pain.001, by the bank's number."""
    return ctx.uow.row(f"{_BATCH} AND g.number = %(number)s", _whose(ctx) | {"number": number})


def counts(ctx: Context, group_id: UUID) -> list[Row]:
    """How many payments of a batch stand in each status, and what they come to."""
    return ctx.uow.rows(_COUNTS, _whose(ctx) | {"group": group_id})


def refused(ctx: Context, group_id: UUID) -> list[Row]:
    """The rows that were refused alone when the batch came."""
    return ctx.uow.rows(_REFUSED, _whose(ctx) | {"group": group_id})


def rows(ctx: Context, group_id: UUID, after: int, status: str, limit: int) -> list[Row]:
    """A page of a batch's payments behind a row."""
    given = {"group": group_id, "after": after, "status": status, "limit": limit}
    return ctx.uow.rows(_ROWS, _whose(ctx) | given)


def returns(ctx: Context, wanted: Returns, limit: int) -> list[Row]:
    """A page of returned payments, the last first."""
    at, row_id = wanted.before or (None, None)
    given = {
        "accounts": list(wanted.accounts), "payer": wanted.payer, "batch": wanted.batch,
        "from": wanted.since, "until": wanted.until, "at": at, "id": row_id, "limit": limit,
    }  # fmt: skip
    return ctx.uow.rows(_RETURNS, _whose(ctx) | given)


def _whose(ctx: Context) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id}
