"""All SQL that writes receipts."""

from __future__ import annotations

from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row

_INSERT = """
INSERT INTO receipt (tenant_id, enterprise_id, id, number, kind, transaction_id, account_number, subject_id, facts,
                     code, issued_at)
VALUES (%(tenant_id)s, %(enterprise_id)s, %(id)s, %(number)s, %(kind)s, %(transaction_id)s, %(account_number)s,
        %(subject_id)s, %(facts)s, %(code)s, %(issued_at)s)
ON CONFLICT (tenant_id, transaction_id, account_number, kind) DO NOTHING
"""


def insert(ctx: Context, receipt: Row) -> bool:
    """Issue a receipt; False when that transaction's line had one already."""
    return ctx.uow.run(_INSERT, {**receipt, "facts": Jsonb(receipt["facts"])}) == 1


def is_issued(ctx: Context, transaction_id: UUID, kind: str) -> bool:
    """Whether a receipt of that kind was issued."""
    row = ctx.uow.row(
        "SELECT 1 AS one FROM receipt WHERE tenant_id = %s AND transaction_id = %s AND kind = %s",
        (ctx.tenant_id, transaction_id, kind),
    )
    return row is not None


def count_print(ctx: Context, number: str) -> Row | None:
    """Count one printing and return the receipt, or None when it is not there or not ours."""
    return ctx.uow.row(
        "UPDATE receipt SET prints = prints + 1 WHERE tenant_id = %s AND enterprise_id = %s AND number = %s RETURNING *",
        (ctx.tenant_id, ctx.enterprise_id, number),
    )
