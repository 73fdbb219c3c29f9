"""The statement by which a batch is counted under limits."""

from __future__ import annotations

from typing import Final

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row

_RESERVE: Final = """
SELECT * FROM limits_reserve(%(tenant)s, %(enterprise)s, 'batch',
  (SELECT jsonb_agg(jsonb_set(l.line, '{scopes, role}', m.roles))
     FROM jsonb_array_elements(%(lines)s) AS l (line),
          (SELECT coalesce(jsonb_agg(r.role), '[]') AS roles FROM role_member r
            WHERE r.tenant_id = %(tenant)s AND r.user_id = %(user)s::uuid AND r.live) m), %(at)s)
"""


def reserve(ctx: Context, lines: Jsonb) -> list[Row]:
    """Reserve for a batch, whole or not at all; no row when no limit counts it."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "user": ctx.actor.user_id, "lines": lines,
        "at": ctx.now,
    }  # fmt: skip
    return ctx.uow.rows(_RESERVE, given)
