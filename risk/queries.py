"""What is read of limits without locking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row
from risk.rules import Effect, Issuer, Key, LimitScope, LimitSpan, Standing

_STANDINGS: Final = """
SELECT a.*, r.holder AS of_whom,
       coalesce(CASE a.span WHEN 'day_count' THEN c.used_count ELSE c.used_minor END, 0) AS used,
       coalesce(CASE a.span WHEN 'day_count' THEN c.reserved_count ELSE c.reserved_minor END, 0) AS reserved
  FROM limits_applying(%(tenant)s, %(enterprise)s, %(scopes)s, %(currency)s, %(on)s) a
  JOIN limit_rule r ON r.tenant_id = %(tenant)s AND r.id = a.limit_id
  LEFT JOIN limit_counter c ON c.tenant_id = %(tenant)s AND c.limit_id = a.limit_id AND c.holder = a.holder
   AND c.starts_on = a.starts_on
 ORDER BY a.scope, a.holder, a.span, a.issuer
"""
_RULES: Final = """
SELECT r.id, r.issuer, r.effect, r.scope, r.holder, r.span, r.currency, r.ceiling, r.temporary_ceiling,
       r.temporary_until, r.version, r.changed_at, u.holder AS fullest, coalesce(u.used, 0) AS used,
       coalesce(u.reserved, 0) AS reserved
  FROM limit_rule r
  LEFT JOIN LATERAL (
    SELECT c.holder, CASE r.span WHEN 'day_count' THEN c.used_count ELSE c.used_minor END AS used,
           CASE r.span WHEN 'day_count' THEN c.reserved_count ELSE c.reserved_minor END AS reserved
      FROM limit_counter c
     WHERE c.tenant_id = r.tenant_id AND c.limit_id = r.id
       AND c.starts_on = date_trunc(CASE r.span WHEN 'month_sum' THEN 'month' WHEN 'year_sum' THEN 'year' ELSE 'day' END,
                                    %(on)s::timestamp)::date
     ORDER BY c.used_minor + c.reserved_minor DESC, c.holder LIMIT 1) u ON true
 WHERE r.tenant_id = %(tenant)s AND r.enterprise_id = %(enterprise)s AND r.live
 ORDER BY array_position(ARRAY['enterprise', 'account', 'user', 'role'], r.scope), r.scope, r.holder,
          array_position(ARRAY['single', 'day_sum', 'day_count', 'month_sum', 'year_sum'], r.span), r.issuer
"""
_ROLES: Final = """
SELECT role FROM role_member WHERE tenant_id = %s AND enterprise_id = %s AND user_id = %s AND live
 ORDER BY role
"""


def standings(
    ctx: Context, scopes: Mapping[str, Sequence[str]], currency: str, on: date
) -> list[Standing]:
    """Every limit that speaks of these, as it stands in its window of that day."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "on": on, "currency": currency,
        "scopes": Jsonb({scope: list(holders) for scope, holders in scopes.items()}),
    }  # fmt: skip
    return [standing(row) for row in ctx.uow.rows(_STANDINGS, given)]


def standing(row: Row) -> Standing:
    """A limit from a row that tells how it stands."""
    span = LimitSpan(row["span"])
    key = Key(LimitScope(row["scope"]), row["of_whom"], span, row["currency"])
    issuer, effect = Issuer(row["issuer"]), Effect(row["effect"])
    return Standing(
        key, row["holder"], issuer, effect, row["ceiling"], row["used"], row["reserved"],
        row["ends_on"],
    )  # fmt: skip


def rules(ctx: Context, on: date) -> list[Row]:
    """The enterprise's limits, each with the holder that has taken most of it in the window of that day."""
    given = {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "on": on}
    return ctx.uow.rows(_RULES, given)


def rule(ctx: Context, key: Key) -> Row | None:
    """The enterprise's own limit by its key, if it is in force."""
    return ctx.uow.row(
        "SELECT ceiling, temporary_ceiling, temporary_until FROM limit_rule WHERE tenant_id = %s"
        " AND enterprise_id = %s AND issuer = 'enterprise' AND effect = 'refuse' AND scope = %s"
        " AND holder = %s AND span = %s AND currency = %s AND live",
        (ctx.tenant_id, ctx.enterprise_id, key.scope, key.holder, key.span, key.currency),
    )


def ceilings(ctx: Context, key: Key) -> list[Row]:
    """The bank's limits that bind whoever this key names: of the same span and currency."""
    return ctx.uow.rows(
        "SELECT scope, holder, ceiling FROM limit_rule WHERE tenant_id = %s AND enterprise_id = %s"
        " AND issuer = 'bank' AND effect = 'refuse' AND live AND span = %s AND currency = %s"
        " AND (scope = 'enterprise' OR scope = %s AND holder IN (%s, '*')) ORDER BY ceiling",
        (ctx.tenant_id, ctx.enterprise_id, key.span, key.currency, key.scope, key.holder),
    )


def roles_of(ctx: Context, user_id: UUID) -> list[str]:
    """The roles somebody holds."""
    return [
        row["role"] for row in ctx.uow.rows(_ROLES, (ctx.tenant_id, ctx.enterprise_id, user_id))
    ]
