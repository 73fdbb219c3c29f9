"""All SQL that reads fees' invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

# Not EXISTS: that is planned as a look at every invoice there is, for a page of fifty.
_SEEN: Final = """
SELECT i.*, o.tax_number AS reverses,
       (SELECT count(*) FROM invoice_fee f WHERE f.tenant_id = i.tenant_id AND f.invoice_id = CASE WHEN i.reversed_id IS NULL THEN i.id ELSE i.reversed_id END)
         AS fees,
       (SELECT true FROM invoice r WHERE r.tenant_id = i.tenant_id AND r.reversed_id = i.id AND r.status <> 'refused')
         IS NOT NULL AS is_reversing
  FROM invoice i LEFT JOIN invoice o ON o.tenant_id = i.tenant_id AND o.id = i.reversed_id
 WHERE i.tenant_id = %(t)s AND i.enterprise_id = %(e)s
"""
_PAGE: Final = (
    _SEEN
    + """
   AND (%(month)s = '' OR i.month = %(month)s)
   AND (%(at)s::timestamptz IS NULL OR (i.created_at, i.id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY i.created_at DESC, i.id DESC LIMIT %(limit)s
"""
)
_TAKEN: Final = """
SELECT f.transaction_id, f.account_number, i.number FROM invoice_fee f
  JOIN invoice i ON i.tenant_id = f.tenant_id AND i.id = f.invoice_id
 WHERE f.tenant_id = %s AND f.enterprise_id = %s AND f.live AND f.booked_on BETWEEN %s AND %s
"""
_DUE: Final = """
SELECT enterprise_id FROM invoice_buyer WHERE tenant_id = %s AND mode = 'monthly' AND next_on <= %s
 ORDER BY next_on, enterprise_id LIMIT %s
"""


def page(ctx: Context, month: str, before: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
    """A page of invoices, newest first."""
    at, row_id = before or (None, None)
    return ctx.uow.rows(
        _PAGE,
        {
            "t": ctx.tenant_id, "e": ctx.enterprise_id, "month": month, "at": at, "id": row_id, "limit": limit,
        },
    )  # fmt: skip


def by_number(ctx: Context, number: str) -> Row | None:
    """One invoice of the enterprise."""
    return ctx.uow.row(
        _SEEN + " AND i.number = %(number)s",
        {"t": ctx.tenant_id, "e": ctx.enterprise_id, "number": number},
    )


def by_id(ctx: Context, invoice_id: UUID) -> Row | None:
    """The same by its id."""
    return ctx.uow.row(
        _SEEN + " AND i.id = %(id)s", {"t": ctx.tenant_id, "e": ctx.enterprise_id, "id": invoice_id}
    )


def buyer(ctx: Context) -> Row | None:
    """To whom fees are invoiced, if it is set."""
    return ctx.uow.row(
        "SELECT name, tax_number, address, phone, bank_name, bank_account, kind, mode, next_on FROM invoice_buyer"
        " WHERE tenant_id = %s AND enterprise_id = %s",
        (ctx.tenant_id, ctx.enterprise_id),
    )


def taken(ctx: Context, days: tuple[date, date]) -> dict[tuple[UUID, str], str]:
    """The fees of some days that stand on an invoice, and on which."""
    rows = ctx.uow.rows(_TAKEN, (ctx.tenant_id, ctx.enterprise_id, *days))
    return {(row["transaction_id"], row["account_number"]): row["number"] for row in rows}


def is_taken(ctx: Context, keys: Sequence[tuple[UUID, str]]) -> bool:
    """Whether any of these fees stands on an invoice."""
    transactions = [transaction for transaction, _ in keys]
    return bool(
        ctx.uow.rows(
            "SELECT 1 AS one FROM invoice_fee WHERE tenant_id = %s AND transaction_id = ANY(%s) AND live LIMIT 1",
            (ctx.tenant_id, transactions),
        )
    )


def mails(ctx: Context, invoice_id: UUID) -> int:
    """To how many mailboxes it was sent."""
    row = ctx.uow.row(
        "SELECT count(*) AS mails FROM invoice_mail WHERE tenant_id = %s AND invoice_id = %s",
        (ctx.tenant_id, invoice_id),
    )
    return int(row["mails"]) if row else 0


def discounts(ctx: Context, on: date) -> dict[str, int]:
    """What the enterprise is spared of the tariff on a day, in percent by rail."""
    rows = ctx.uow.rows(
        "SELECT rail, percent FROM fee_discount WHERE tenant_id = %s AND enterprise_id = %s AND from_on <= %s"
        " AND (until_on IS NULL OR until_on >= %s) ORDER BY from_on",
        (ctx.tenant_id, ctx.enterprise_id, on, on),
    )
    return {row["rail"]: row["percent"] for row in rows}


def due_for_month(ctx: Context, today: date, limit: int) -> list[UUID]:
    """Enterprises whose last month is to be summed up."""
    return [row["enterprise_id"] for row in ctx.uow.rows(_DUE, (ctx.tenant_id, today, limit))]
