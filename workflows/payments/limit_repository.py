"""The SQL by which payments are counted under limits: one statement, however many limits and payments.

The roles of the maker are looked up inside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row

_SCOPED: Final = """
SELECT jsonb_agg(jsonb_set(l.line, '{scopes, role}', m.roles) ORDER BY l.nth)
  FROM jsonb_array_elements(%(lines)s) WITH ORDINALITY AS l (line, nth),
       (SELECT coalesce(jsonb_agg(r.role), '[]') AS roles FROM role_member r
         WHERE r.tenant_id = %(tenant)s AND r.user_id = %(user)s::uuid AND r.live) m
"""
_RESERVE: Final = f"""
SELECT * FROM limits_reserve(%(tenant)s, %(enterprise)s, 'payment', ({_SCOPED}), %(at)s)
"""  # noqa: S608 - our own text
_SCOPES: Final = f"SELECT ({_SCOPED}) -> 0 -> 'scopes' AS scopes"


def reserve(ctx: Context, lines: Sequence[dict[str, Any]]) -> list[Row]:
    """Reserve for each line in its order, whole or not at all; see `limits_reserve`."""
    return ctx.uow.rows(_RESERVE, _given(ctx, lines) | {"at": ctx.now})


def scopes(ctx: Context, line: dict[str, Any]) -> dict[str, list[str]]:
    """What a payment is to limits."""
    row = ctx.uow.row(_SCOPES, _given(ctx, [line])) or {}
    return dict(row["scopes"])


def _given(ctx: Context, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    user: UUID | None = ctx.actor.user_id
    return {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "user": user, "lines": Jsonb(list(lines)),
    }  # fmt: skip
