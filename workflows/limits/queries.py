"""What is read for limits: whose they can be, and what these are called."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_HOLDERS: Final = """
SELECT 'account' AS scope, account_number AS holder, alias AS name, NULL::jsonb AS texts
  FROM signed_account WHERE tenant_id = %(t)s AND enterprise_id = %(e)s
 UNION ALL
SELECT 'user', u.id::text, p.name, NULL FROM enterprise_user u JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE u.tenant_id = %(t)s AND u.enterprise_id = %(e)s AND u.status = 'active'
 UNION ALL
SELECT 'role', m.role, m.role, r.name
  FROM (SELECT DISTINCT role FROM role_member WHERE tenant_id = %(t)s AND enterprise_id = %(e)s AND live) m
  LEFT JOIN enterprise_role r ON r.tenant_id = %(t)s AND r.enterprise_id = %(e)s AND r.code = m.role
 ORDER BY 1, 3, 2
"""
_CONCERNED: Final = {
    "user": "SELECT person_id FROM enterprise_user WHERE tenant_id = %s AND enterprise_id = %s AND id::text = %s",
    "role": "SELECT u.person_id FROM role_member m JOIN enterprise_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id"
    " WHERE m.tenant_id = %s AND m.enterprise_id = %s AND m.role = %s AND m.live",
}
_RUNNING: Final = """
SELECT target, number FROM mandate WHERE tenant_id = %s AND enterprise_id = %s AND kind = 'limits'
   AND status IN ('pending_approval', 'approved')
"""


def holders(ctx: Context) -> list[Row]:
    """Accounts, users and roles of the enterprise, with what they are called."""
    return ctx.uow.rows(_HOLDERS, {"t": ctx.tenant_id, "e": ctx.enterprise_id})


def concerned(ctx: Context, scope: str, holder: str) -> frozenset[UUID]:
    """The persons whom a limit of that scope names; nobody for a limit of things."""
    sql = _CONCERNED.get(scope)
    if sql is None:
        return frozenset()
    rows = ctx.uow.rows(sql, (ctx.tenant_id, ctx.enterprise_id, holder))
    return frozenset(row["person_id"] for row in rows)


def running(ctx: Context) -> dict[str, str]:
    """Changes of limits that wait to be confirmed: which limit, and the number of the change."""
    rows = ctx.uow.rows(_RUNNING, (ctx.tenant_id, ctx.enterprise_id))
    return {row["target"]: row["number"] for row in rows}
