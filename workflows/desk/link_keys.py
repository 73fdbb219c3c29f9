"""All SQL about keys of the direct link that came after the first ones: public facts, in the database; keys lie in files."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kernel.context import Context
from kernel.statements import Row

_NEWEST: Final = """
SELECT DISTINCT ON (used_for, algorithm) used_for, algorithm, key_id, fingerprint, from_at, change_number FROM link_key
 WHERE tenant_id = %s ORDER BY used_for, algorithm, from_at DESC
"""
_LAST: Final = """
SELECT key_id, from_at FROM link_key WHERE tenant_id = %s AND used_for = %s AND algorithm = %s
 ORDER BY from_at DESC LIMIT 1
"""
_OF_CHANGE: Final = "SELECT fingerprint FROM link_key WHERE tenant_id = %s AND change_number = %s"
_ORDER: Final = """
SELECT number, maker_name, checker_name FROM desk_change
 WHERE tenant_id = %s AND kind = %s AND target = %s AND status = 'approved'
"""
_ADD: Final = """
INSERT INTO link_key (tenant_id, key_id, used_for, algorithm, fingerprint, from_at, change_number, made_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def newest(ctx: Context) -> dict[tuple[str, str], Row]:
    """The newest successor of each line of keys, by use and algorithm."""
    rows = ctx.uow.rows(_NEWEST, (ctx.tenant_id,))
    return {(row["used_for"], row["algorithm"]): row for row in rows}


def last(ctx: Context, use: str, algorithm: str) -> Row | None:
    """The newest successor of one line."""
    return ctx.uow.row(_LAST, (ctx.tenant_id, use, algorithm))


def of_change(ctx: Context, number: str) -> Row | None:
    """The key that came of a change, if it did."""
    return ctx.uow.row(_OF_CHANGE, (ctx.tenant_id, number))


def order(ctx: Context, kind: str, target: str) -> Row:
    """The change that is being carried out, and who agreed to it."""
    (row,) = ctx.uow.rows(_ORDER, (ctx.tenant_id, kind, target))
    return row


def add(  # noqa: PLR0917 - a row
    ctx: Context, key_id: str, use: str, algorithm: str, fingerprint: str, from_at: datetime, change: str
) -> None:  # fmt: skip
    """Keep what everybody may know of a key."""
    given = (ctx.tenant_id, key_id, use, algorithm, fingerprint, from_at, change, ctx.now)
    ctx.uow.run(_ADD, given)
