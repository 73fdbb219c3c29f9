"""All SQL of the files behind bills; none is ever changed."""

from __future__ import annotations

from typing import Final

from kernel.context import Context
from kernel.statements import Row

_LISTED: Final = """
SELECT digest, sort, name, media_type, size, person_name, created_at FROM bill_file
 WHERE tenant_id = %s AND enterprise_id = %s AND bill_number = %s ORDER BY created_at, digest
"""
_INSERT: Final = """
INSERT INTO bill_file (tenant_id, enterprise_id, bill_number, digest, sort, name, media_type, size, person_name, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def listed(ctx: Context, number: str) -> list[Row]:
    """What the enterprise has put with a bill, the oldest first."""
    return ctx.uow.rows(_LISTED, (ctx.tenant_id, ctx.enterprise_id, number))


def insert(ctx: Context, number: str, row: Row) -> None:
    """Write one; nothing when two put the same there at once."""
    given = (
        ctx.tenant_id, ctx.enterprise_id, number, row["digest"], row["sort"], row["name"], row["media_type"], row["size"],
        row["person_name"], row["created_at"],
    )  # fmt: skip
    ctx.uow.run(_INSERT, given)
