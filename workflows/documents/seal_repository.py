"""All SQL about the register of seals: entered once, found by the hash of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row

_INSERT: Final = """
INSERT INTO document_seal (tenant_id, digest, kind, number, print_no, items, size, seal, certificate, made_at)
SELECT %(tenant)s, decode(r.digest, 'hex'), r.kind, r.number, r.print_no, r.items, r.size, decode(r.seal, 'hex'),
       r.certificate, r.made_at
  FROM jsonb_to_recordset(%(rows)s) AS r(digest text, kind text, number text, print_no bigint, items bigint,
                                         size bigint, seal text, certificate text, made_at timestamptz)
ON CONFLICT (tenant_id, digest) DO NOTHING
"""
_FIND: Final = "SELECT * FROM document_seal WHERE tenant_id = %s AND digest = %s"


def insert(ctx: Context, sealed: Sequence[Row]) -> None:
    """Enter documents in one statement."""
    rows = [
        one | {name: one[name].hex() for name in ("digest", "seal")} | {"made_at": one["made_at"].isoformat()}
        for one in sealed
    ]  # fmt: skip
    ctx.uow.run(_INSERT, {"tenant": ctx.tenant_id, "rows": Jsonb(rows)})


def find(ctx: Context, digest: bytes) -> Row | None:
    """The document whose bytes have that hash."""
    return ctx.uow.row(_FIND, (ctx.tenant_id, digest))
