"""Reads a batch's good rows as the lines that are signed: a COPY out, which nobody has to hold."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import psycopg

from kernel.context import Context
from kernel.statements import Row
from workflows.batches.canonical import LINE

_LINES: Final = (
    f"COPY (SELECT {', '.join(LINE)} FROM batch_row WHERE tenant_id = '{{tenant}}' AND batch_id = '{{batch}}'"  # noqa: S608 - two ids of ours
    " AND state = 'good' ORDER BY row_no) TO STDOUT"
)
_PAYEES: Final = """
SELECT row_no, account AS payee_account, name AS payee_name, bank_code AS payee_bank_code, amount_minor,
       %(currency)s AS currency
  FROM batch_row WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND state = 'good' AND row_no > %(after)s
 ORDER BY row_no LIMIT %(limit)s
"""
_SUMS: Final = """
SELECT count(*) AS rows, coalesce(sum(amount_minor), 0)::bigint AS total, coalesce(sum(fee_minor), 0)::bigint AS fees,
       coalesce(max(amount_minor), 0) AS largest
  FROM batch_row WHERE tenant_id = %s AND batch_id = %s AND state = 'good'
"""


def payees(ctx: Context, batch: Row, after: int, limit: int) -> list[Row]:
    """A page of the good rows, told as payments are."""
    given = {
        "tenant": ctx.tenant_id, "batch": batch["id"], "currency": batch["currency"].strip(), "after": after,
        "limit": limit,
    }  # fmt: skip
    return ctx.uow.rows(_PAYEES, given)


def sums(ctx: Context, batch_id: UUID) -> Row:
    """What the good rows come to."""
    return ctx.uow.row(_SUMS, (ctx.tenant_id, batch_id)) or {}


@contextlib.contextmanager
def lines(ctx: Context, batch_id: UUID) -> Iterator[psycopg.Copy]:
    """The lines of the good rows, in pieces as they come."""
    asked = _LINES.format(tenant=UUID(str(ctx.tenant_id)), batch=UUID(str(batch_id)))
    with ctx.uow.copying(asked) as copy:
        yield copy
