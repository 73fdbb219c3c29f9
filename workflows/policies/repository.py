"""All SQL that writes rules: a version is written once, and retired when another takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.types.json import Json

from kernel.context import Context
from kernel.db import Retry
from workflows.policies.scope import Scope

_RETIRE: Final = """
UPDATE approval_policy SET live = false
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND operation = %(operation)s
   AND account_number = %(account)s AND payee_class = %(payee_class)s AND door = %(door)s AND live
"""
_INSERT: Final = """
INSERT INTO approval_policy
       (tenant_id, enterprise_id, id, operation, account_number, payee_class, door, version, rules, live, created_at)
SELECT %(tenant)s, %(enterprise)s, %(id)s, %(operation)s, %(account)s, %(payee_class)s, %(door)s,
       coalesce(max(version), 0) + 1, %(rules)s, true, %(at)s
  FROM approval_policy
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND operation = %(operation)s
   AND account_number = %(account)s AND payee_class = %(payee_class)s AND door = %(door)s
"""


def retire(ctx: Context, scope: Scope) -> None:
    """The live version of a scope counts no longer; nothing else of it changes."""
    ctx.uow.run(_RETIRE, _of(ctx, scope))


def insert(ctx: Context, scope: Scope, rules: Mapping[str, Any]) -> None:
    """Write the next version of a scope, live. Raises Retry when another is being written now."""
    row = {"id": ctx.world.ids.uuid7(), "rules": Json(dict(rules)), "at": ctx.now}
    try:
        ctx.uow.run(_INSERT, _of(ctx, scope) | row)
    except psycopg.errors.UniqueViolation as taken:
        raise Retry from taken


def _of(ctx: Context, scope: Scope) -> dict[str, Any]:
    return {
        "tenant": ctx.tenant_id,
        "enterprise": ctx.enterprise_id,
        "operation": scope.operation,
        "account": scope.account,
        "payee_class": scope.payee_class,
        "door": scope.door,
    }
