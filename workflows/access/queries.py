"""What is read of other slices' tables to keep rules satisfiable; nothing is locked."""

from __future__ import annotations

from typing import Final

from kernel.context import Context
from kernel.statements import Row

_POLICIES: Final = """
SELECT id, operation, account_number, rules FROM approval_policy
 WHERE tenant_id = %s AND enterprise_id = %s AND live ORDER BY id
"""
_RUNNING: Final = """
SELECT kind, target, number FROM mandate
 WHERE tenant_id = %s AND enterprise_id = %s AND kind IN ('users', 'roles', 'rights', 'methods')
   AND status IN ('pending_approval', 'approved')
"""
_PROPOSER: Final = """
SELECT maker_person_id FROM mandate
 WHERE tenant_id = %s AND enterprise_id = %s AND kind = %s AND target = %s AND status = 'succeeded'
 ORDER BY created_at DESC LIMIT 1
"""


def policies(ctx: Context) -> list[Row]:
    """The rules in force."""
    return ctx.uow.rows(_POLICIES, (ctx.tenant_id, ctx.enterprise_id))


def running(ctx: Context) -> dict[tuple[str, str], str]:
    """Numbers of changes that wait, by kind and target."""
    rows = ctx.uow.rows(_RUNNING, (ctx.tenant_id, ctx.enterprise_id))
    return {(row["kind"], row["target"]): row["number"] for row in rows}


def proposer(ctx: Context, kind: str, login: str) -> object:
    """The person who proposed the last change of that sort, of a user, that came into force."""
    row = ctx.uow.row(_PROPOSER, (ctx.tenant_id, ctx.enterprise_id, kind, login))
    return row["maker_person_id"] if row else None
