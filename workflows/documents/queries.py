"""All SQL that reads receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.context import Context
from kernel.like import containing
from kernel.statements import Row


@dataclass(frozen=True, slots=True)
class Filter:
    """Which receipts a page shows; only of `accounts`, which the user may see."""

    accounts: Sequence[str]
    text: str = ""
    account: str = ""
    kind: str = ""
    from_on: date | None = None
    to_on: date | None = None
    before: tuple[datetime, UUID] | None = None


_PAGE = """
SELECT * FROM receipt
 WHERE tenant_id = %(t)s AND enterprise_id = %(e)s
   AND account_number = ANY(%(accounts)s) AND (%(account)s = '' OR account_number = %(account)s)
   AND (%(kind)s = '' OR kind = %(kind)s)
   AND (%(from)s::date IS NULL OR (facts->>'booked_on')::date >= %(from)s::date)
   AND (%(to)s::date IS NULL OR (facts->>'booked_on')::date <= %(to)s::date)
   AND (%(text)s = '' OR number = %(text)s OR facts->>'business_serial' = %(text)s
        OR facts->>'client_serial' = %(text)s OR facts->'payee'->>'name' ILIKE %(like)s
        OR facts->'payer'->>'name' ILIKE %(like)s)
   AND (%(at)s::timestamptz IS NULL OR (issued_at, id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY issued_at DESC, id DESC LIMIT %(limit)s
"""


def page(ctx: Context, wanted: Filter, limit: int) -> list[Row]:
    """A page of receipts, newest first."""
    at, row_id = wanted.before or (None, None)
    return ctx.uow.rows(
        _PAGE,
        {
            "t": ctx.tenant_id, "e": ctx.enterprise_id, "accounts": list(wanted.accounts), "account": wanted.account,
            "kind": wanted.kind, "from": wanted.from_on,
            "to": wanted.to_on, "text": wanted.text, "like": containing(wanted.text), "at": at, "id": row_id, "limit": limit,
        },
    )  # fmt: skip


def by_number(ctx: Context, number: str) -> Row | None:
    """One receipt of the enterprise."""
    return ctx.uow.row(
        "SELECT * FROM receipt WHERE tenant_id = %s AND enterprise_id = %s AND number = %s",
        (ctx.tenant_id, ctx.enterprise_id, number),
    )


def by_subject(ctx: Context, subject_id: UUID) -> list[Row]:
    """Receipts of one payment or credit."""
    return ctx.uow.rows(
        "SELECT * FROM receipt WHERE tenant_id = %s AND enterprise_id = %s AND subject_id = %s ORDER BY issued_at, id",
        (ctx.tenant_id, ctx.enterprise_id, subject_id),
    )


def public_facts(ctx: Context, number: str) -> Row | None:
    """The facts behind a number, for the public verify page; inside one bank, never a list."""
    return ctx.uow.row("SELECT facts, code FROM receipt_facts(%s, %s)", (ctx.tenant_id, number))
