"""All SQL of files of rows."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_KEEP: Final = """
INSERT INTO intake_file (tenant_id, enterprise_id, id, person_id, name, sealed, created_at)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(person)s, %(name)s, %(sealed)s, %(at)s)
"""
_FIND: Final = """
SELECT id, name, sealed FROM intake_file
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND id = %(id)s AND person_id = %(person)s
   AND sealed <> ''
"""
_DROP: Final = """
UPDATE intake_file SET name = '', sealed = ''
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND id = %(id)s AND person_id = %(person)s
"""
_FORGET: Final = """
DELETE FROM intake_file WHERE tenant_id = %(tenant)s AND id IN (
    SELECT id FROM intake_file WHERE tenant_id = %(tenant)s AND (created_at < %(before)s OR sealed = '')
     ORDER BY created_at LIMIT %(most)s)
"""
_REMEMBER: Final = """
INSERT INTO intake_heading (tenant_id, enterprise_id, mark, columns, told_at)
VALUES (%(tenant)s, %(enterprise)s, %(mark)s, %(columns)s::jsonb, %(at)s)
ON CONFLICT (tenant_id, enterprise_id, mark) DO UPDATE
   SET columns = excluded.columns, told_at = excluded.told_at
"""
_RECALL: Final = """
SELECT columns FROM intake_heading
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND mark = %(mark)s
"""


def keep(ctx: Context, file_id: UUID, name: str, sealed: bytes) -> None:
    """Write a file."""
    row = {"id": file_id, "name": name, "sealed": sealed, "at": ctx.now}
    ctx.uow.run(_KEEP, row | _whose(ctx))


def find(ctx: Context, file_id: UUID) -> Row | None:
    """A file of the one who asks."""
    return ctx.uow.row(_FIND, _whose(ctx) | {"id": file_id})


def drop(ctx: Context, file_id: UUID) -> int:
    """Empty a file of the one who asks; the worker deletes what is empty."""
    return ctx.uow.run(_DROP, _whose(ctx) | {"id": file_id})


def forget(ctx: Context, before: datetime, most: int) -> int:
    """Delete files of the whole bank that were read, or that nobody came back for."""
    return ctx.uow.run(_FORGET, {"tenant": ctx.tenant_id, "before": before, "most": most})


def remember(ctx: Context, mark: bytes, columns: dict[str, int]) -> None:
    """Write what headings mean; the last word counts."""
    said = {"mark": mark, "columns": json.dumps(columns), "at": ctx.now}
    ctx.uow.run(_REMEMBER, _whose(ctx) | said)


def recall(ctx: Context, mark: bytes) -> dict[str, int]:
    """What headings mean; nothing if nobody said it."""
    found = ctx.uow.row(_RECALL, _whose(ctx) | {"mark": mark})
    return found["columns"] if found else {}


def _whose(ctx: Context) -> dict[str, Any]:
    actor = ctx.actor
    return {
        "tenant": ctx.tenant_id,
        "enterprise": ctx.enterprise_id,
        "person": actor.person_id,
    }
