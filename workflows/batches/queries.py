"""What is read of batches: headers, rows (opened where they are sealed), findings, progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kernel.calendar import bank_today
from kernel.context import Context
from kernel.courtesy import give_way
from kernel.statements import Row
from workflows.batches.ports import Kind
from workflows.batches.rows import RowIn

_WORDS: Final = (
    "row_no, name, account, amount, bank, remark, reference, extra, sealed, instruction, urgent"
)
_NUMBERED: Final = f"""
SELECT {_WORDS} FROM batch_row
 WHERE tenant_id = %s AND batch_id = %s AND row_no = ANY (%s) AND state IN ('good', 'faulty') ORDER BY row_no
"""  # noqa: S608 - names of columns
_PAGE: Final = f"""
SELECT {_WORDS}, state, reason_code, reason, refund_transaction_id, amount_minor, bank_code, bank_name, rail, fee_minor FROM batch_row
 WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND row_no > %(after)s
   AND CASE WHEN %(state)s::text IS NULL THEN state <> 'removed' ELSE state = %(state)s::text END
 ORDER BY row_no LIMIT %(limit)s
"""  # noqa: S608 - the same
_SUMS_OF_EACH: Final = """
SELECT row_no, reference, account, amount, blind, sealed FROM batch_row
 WHERE tenant_id = %s AND batch_id = %s AND row_no > %s AND state <> 'removed' ORDER BY row_no LIMIT %s
"""
_FINDINGS: Final = """
SELECT f.row_no, f.field, f.code, f.severity, f.facts, r.name, r.account, r.amount, r.bank, r.remark, r.reference,
       r.extra, r.sealed
  FROM batch_finding f
  LEFT JOIN batch_row r ON r.tenant_id = f.tenant_id AND r.batch_id = f.batch_id AND r.row_no = f.row_no
 WHERE f.tenant_id = %s AND f.batch_id = %s AND f.live AND f.row_no > %s
 ORDER BY f.row_no, f.severity, f.field LIMIT %s
"""
_BLOCKING: Final = """
SELECT count(*) AS found FROM batch_finding WHERE tenant_id = %s AND batch_id = %s AND live AND severity = 'block'
"""
_WARNINGS: Final = """
SELECT count(DISTINCT row_no) AS found FROM batch_finding
 WHERE tenant_id = %s AND batch_id = %s AND live AND severity = 'warn'
"""
_ALIKE: Final = """
SELECT r.row_no FROM batch_finding f
  JOIN batch_row r ON r.tenant_id = f.tenant_id AND r.batch_id = f.batch_id AND r.row_no = f.row_no
 WHERE f.tenant_id = %(tenant)s AND f.batch_id = %(batch)s AND f.live AND f.code = ANY (%(codes)s)
 ORDER BY r.row_no LIMIT %(limit)s
"""
_LIST: Final = """
SELECT * FROM batch WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND account = ANY (%(accounts)s)
   AND kind = ANY (%(kinds)s)
   AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
_STANDING: Final = """
SELECT coalesce(a.may_pay, false) AS may_pay, coalesce(b.debit, 'total') AS debit, (
         SELECT jsonb_object_agg(d.rail, d.percent ORDER BY d.from_on) FROM fee_discount d
          WHERE d.tenant_id = %(tenant)s AND d.enterprise_id = %(enterprise)s AND d.from_on <= %(today)s
            AND (d.until_on IS NULL OR d.until_on >= %(today)s)) AS percent_off
  FROM (SELECT 1) AS one
  LEFT JOIN signed_account a
    ON a.tenant_id = %(tenant)s AND a.enterprise_id = %(enterprise)s AND a.account_number = %(account)s
  LEFT JOIN batch_account b
    ON b.tenant_id = %(tenant)s AND b.enterprise_id = %(enterprise)s AND b.account_number = %(account)s
"""


def by_id(ctx: Context, batch_id: UUID) -> Row | None:
    """One batch."""
    return ctx.uow.row(
        "SELECT * FROM batch WHERE tenant_id = %s AND id = %s", (ctx.tenant_id, batch_id)
    )


def by_number(ctx: Context, number: str) -> Row | None:
    """One batch by the bank's number."""
    return ctx.uow.row(
        "SELECT * FROM batch WHERE tenant_id = %s AND number = %s", (ctx.tenant_id, number)
    )


def by_serial(ctx: Context, serial: str) -> Row | None:
    """One batch of the enterprise by its own serial."""
    return ctx.uow.row(
        "SELECT * FROM batch WHERE tenant_id = %s AND enterprise_id = %s AND client_serial = %s",
        (ctx.tenant_id, ctx.enterprise_id, serial),
    )


def page(
    ctx: Context,
    kinds: Sequence[str],
    accounts: Sequence[str],
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Row]:
    """Batches on some accounts, the newest first."""
    at, key = before or (None, None)
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "accounts": list(accounts), "kinds": list(kinds),
        "at": at, "id": key, "limit": limit,
    }  # fmt: skip
    return ctx.uow.rows(_LIST, given)


def standing(ctx: Context, account: str) -> Row:
    """Whether the account is signed up for paying, how it is debited for batches, what is spared of fees."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "account": account,
        "today": bank_today(ctx.world.clock),
    }  # fmt: skip
    return ctx.uow.row(_STANDING, given) or {}


def rows(  # noqa: PLR0917 - which rows of which batch
    ctx: Context, kind: Kind, batch_id: UUID, after: int, limit: int, state: str | None = None
) -> list[Row]:
    """A page of rows in their order, readable: sealed ones are opened."""
    given = {
        "tenant": ctx.tenant_id, "batch": batch_id, "after": after, "limit": limit, "state": state,
    }  # fmt: skip
    return [_open(ctx, kind, batch_id, row) for row in ctx.uow.rows(_PAGE, given)]


def amounts(ctx: Context, kind: Kind, batch_id: UUID, after: int, limit: int) -> list[Row]:
    """The same page, of each row no more than whose it is, by what mark, and how much: a third of the work."""
    found = ctx.uow.rows(_SUMS_OF_EACH, (ctx.tenant_id, batch_id, after, limit))
    return [_open(ctx, kind, batch_id, row) for row in found]


def rows_in(ctx: Context, kind: Kind, batch_id: UUID, numbers: Sequence[int]) -> list[RowIn]:
    """Rows of a draft as their file had them."""
    found = ctx.uow.rows(_NUMBERED, (ctx.tenant_id, batch_id, list(numbers)))
    return [as_read(_open(ctx, kind, batch_id, row)) for row in found]


def opened(ctx: Context, kind: Kind, batch_id: UUID, found: Iterable[Row]) -> Iterator[RowIn]:
    """Sealed rows, readable."""
    for row in found:
        yield as_read({**_EMPTY, **_open(ctx, kind, batch_id, row)})


def findings(ctx: Context, kind: Kind, batch_id: UUID, after: int, limit: int) -> list[Row]:
    """A page of what is wrong, with the rows it is about."""
    found = ctx.uow.rows(_FINDINGS, (ctx.tenant_id, batch_id, after, limit))
    return [_open(ctx, kind, batch_id, row) for row in found]


def blocking(ctx: Context, batch_id: UUID) -> int:
    """How many things stand in the way of submitting it."""
    return int((ctx.uow.row(_BLOCKING, (ctx.tenant_id, batch_id)) or {})["found"])


def warnings(ctx: Context, batch_id: UUID) -> int:
    """How many rows whoever signs should know of."""
    return int((ctx.uow.row(_WARNINGS, (ctx.tenant_id, batch_id)) or {})["found"])


def having(ctx: Context, batch_id: UUID, codes: Sequence[str], limit: int) -> list[int]:
    """Rows with one of these faults."""
    given = {"tenant": ctx.tenant_id, "batch": batch_id, "codes": list(codes), "limit": limit}
    return sorted({row["row_no"] for row in ctx.uow.rows(_ALIKE, given)})


def as_read(row: Row) -> RowIn:
    """A row as its file had it."""
    return RowIn(
        row["row_no"], row["name"], row["account"], row["amount"], row["bank"], row["remark"], row["reference"],
        row["extra"], row["instruction"], row["urgent"],
    )  # fmt: skip


_EMPTY: Final[dict[str, Any]] = {
    "name": "", "account": "", "amount": "", "bank": "", "remark": "", "reference": "", "extra": {}, "instruction": "",
    "urgent": False,
}  # fmt: skip


def _open(ctx: Context, kind: Kind, batch_id: UUID, row: Row) -> Row:
    """The row with its private words, if it has any."""
    give_way()
    if row["sealed"] is None or kind.sealer is None:
        return row
    return {**row, **kind.sealer.open(ctx, batch_id, row["row_no"], bytes(row["sealed"]))}
