"""What staff did, read from the bank's audit; whether it is sealed into the chain is told beside it."""

from __future__ import annotations

from typing import Final

from kernel import limits
from kernel.context import Context
from kernel.statements import Row

_LINES: Final = """
SELECT at, actor, action, object_type, object_id, detail, seq FROM audit
 WHERE tenant_id = %(tenant)s AND door = 'desk'
   AND (%(q)s = '' OR actor = %(q)s OR object_id = %(q)s OR action = %(q)s)
 ORDER BY at DESC, id DESC LIMIT %(limit)s
"""


def listed(ctx: Context, query: str) -> list[Row]:
    """The newest lines; `query` is a person, an object or an action."""
    given = {"tenant": ctx.tenant_id, "q": query.strip(), "limit": limits.DESK_ROWS_MAX}
    return ctx.uow.rows(_LINES, given)
