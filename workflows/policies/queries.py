"""What is read of rules and of what they are made of, without locking."""

from __future__ import annotations

from typing import Any, Final

from kernel.context import Context
from kernel.statements import Row
from workflows.policies.scope import Scope

_COLUMNS: Final = (
    "operation, account_number AS account, payee_class, door, version, rules, live, created_at"
)
_OF_SCOPE: Final = """
   AND operation = %(operation)s AND account_number = %(account)s AND payee_class = %(payee_class)s
   AND door = %(door)s
"""
# The most general first; of a scope its newest live version counts, as the engine reads it.
_LIVE: Final = f"""
SELECT DISTINCT ON (operation, account_number, payee_class, door) {_COLUMNS}
  FROM approval_policy
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND live
 ORDER BY operation, account_number, payee_class, door, version DESC
"""  # noqa: S608 - the columns above
_ONE: Final = f"""
SELECT {_COLUMNS} FROM approval_policy
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s {_OF_SCOPE}
   AND (live AND %(version)s = 0 OR version = %(version)s)
 ORDER BY version DESC LIMIT 1
"""  # noqa: S608
# A version is written in the transaction that put its change in force, so both bear one instant.
_VERSIONS: Final = f"""
SELECT v.*, m.number AS change_number, m.maker_name AS set_by, m.reason,
       (SELECT string_agg(d.name, '、' ORDER BY d.seq) FROM approval_decision d
         WHERE d.tenant_id = %(tenant)s AND d.approval_id = m.approval_id AND d.action = 'approve') AS confirmed_by
  FROM (SELECT {_COLUMNS} FROM approval_policy
         WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s {_OF_SCOPE}
         ORDER BY version DESC LIMIT %(limit)s) v
  LEFT JOIN mandate m ON m.tenant_id = %(tenant)s AND m.enterprise_id = %(enterprise)s AND m.kind = %(kind)s
        AND m.target = %(target)s AND m.status = 'succeeded' AND m.status_at = v.created_at
 ORDER BY v.version DESC
"""  # noqa: S608
_WAITING: Final = """
SELECT target, number FROM mandate
 WHERE tenant_id = %s AND enterprise_id = %s AND kind = %s AND status IN ('pending_approval', 'approved')
"""
_GROUPS: Final = """
SELECT m.role AS group, array_agg(DISTINCT p.name ORDER BY p.name) AS people
  FROM role_member m
  JOIN enterprise_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id AND u.status = 'active'
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id AND p.status = 'active'
 WHERE m.tenant_id = %s AND m.enterprise_id = %s AND m.live
 GROUP BY m.role ORDER BY m.role
"""
_MAKERS: Final = """
SELECT u.person_id, p.name, array_agg(DISTINCT r.account_number) AS accounts
  FROM user_right r
  JOIN enterprise_user u ON u.tenant_id = r.tenant_id AND u.id = r.user_id AND u.status = 'active'
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id AND p.status = 'active'
 WHERE r.tenant_id = %s AND r.enterprise_id = %s AND r.operation = %s AND r.may_make
 GROUP BY u.person_id, p.name ORDER BY p.name, u.person_id
"""
_CEILINGS: Final = """
SELECT r.user_id, r.account_number, r.upto_minor, r.currency
  FROM user_right r
 WHERE r.tenant_id = %s AND r.enterprise_id = %s AND r.operation = %s AND r.may_approve
"""
VERSIONS_MAX: Final = 100


def live(ctx: Context) -> list[Row]:
    """The rule in force of every scope."""
    return ctx.uow.rows(_LIVE, _me(ctx))


def one(ctx: Context, scope: Scope, version: int = 0) -> Row | None:
    """The live rule of a scope, or a version of it."""
    return ctx.uow.row(_ONE, _of(ctx, scope) | {"version": version})


def versions(ctx: Context, scope: Scope, kind: str) -> list[Row]:
    """Every version of a scope, the newest first, with who set and who confirmed it."""
    more = {"kind": kind, "target": scope.target, "limit": VERSIONS_MAX}
    return ctx.uow.rows(_VERSIONS, _of(ctx, scope) | more)


def waiting(ctx: Context, kind: str) -> dict[str, str]:
    """Changes that wait for confirmation: target → number."""
    rows = ctx.uow.rows(_WAITING, (ctx.tenant_id, ctx.enterprise_id, kind))
    return {row["target"]: row["number"] for row in rows}


def groups(ctx: Context) -> list[Row]:
    """The roles people hold today, and who holds them."""
    return ctx.uow.rows(_GROUPS, (ctx.tenant_id, ctx.enterprise_id))


def makers(ctx: Context, right: str) -> list[Row]:
    """Who may make an operation today, and on which accounts."""
    return ctx.uow.rows(_MAKERS, (ctx.tenant_id, ctx.enterprise_id, right))


def ceilings(ctx: Context, right: str) -> list[Row]:
    """Up to which amounts each user may approve an operation, by account."""
    return ctx.uow.rows(_CEILINGS, (ctx.tenant_id, ctx.enterprise_id, right))


def _me(ctx: Context) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id}


def _of(ctx: Context, scope: Scope) -> dict[str, Any]:
    return _me(ctx) | {
        "operation": scope.operation,
        "account": scope.account,
        "payee_class": scope.payee_class,
        "door": scope.door,
    }
