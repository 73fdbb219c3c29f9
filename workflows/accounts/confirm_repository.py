"""All SQL about what enterprises say to balances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_COLUMNS: Final = (
    "tenant_id", "enterprise_id", "id", "number", "client_serial", "account_number", "on_date", "currency",
    "bank_minor", "own_minor", "note", "user_id", "by_name", "created_at",
)  # fmt: skip
_INSERT: Final = f"""
INSERT INTO balance_confirmation ({", ".join(_COLUMNS)}) VALUES ({", ".join(f"%({name})s" for name in _COLUMNS)})
"""  # noqa: S608 - names of columns
_ONE: Final = (
    "SELECT * FROM balance_confirmation WHERE tenant_id = %s AND enterprise_id = %s AND id = %s"
)
_PAGE: Final = """
SELECT * FROM balance_confirmation
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND account_number = %(account)s
   AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
# Of several words on one day the last counts.
_LAST: Final = """
SELECT DISTINCT ON (account_number, on_date) * FROM balance_confirmation
 WHERE tenant_id = %s AND enterprise_id = %s AND account_number = ANY(%s) AND on_date = ANY(%s)
 ORDER BY account_number, on_date, created_at DESC, id DESC
"""


def insert(ctx: Context, confirmation: Row) -> None:
    """Keep one; it is never changed."""
    ctx.uow.run(_INSERT, confirmation)


def by_id(ctx: Context, confirmation_id: UUID) -> Row:
    """One that is there."""
    return ctx.uow.rows(_ONE, (ctx.tenant_id, ctx.enterprise_id, confirmation_id))[0]


def page(ctx: Context, account: str, before: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
    """A page of an account's confirmations, the last first."""
    at, row_id = before or (None, None)
    return ctx.uow.rows(
        _PAGE,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "account": account, "at": at,
            "id": row_id, "limit": limit,
        },
    )  # fmt: skip


def last(
    ctx: Context, accounts: Sequence[str], days: Sequence[date]
) -> dict[tuple[str, date], Row]:
    """What was said last to each account's balance of each day, where anything was."""
    rows = ctx.uow.rows(_LAST, (ctx.tenant_id, ctx.enterprise_id, list(accounts), list(days)))
    return {(row["account_number"], row["on_date"]): row for row in rows}
