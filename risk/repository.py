"""All SQL of the write side of limits. Counters are locked in the order of their keys, after tasks and before accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import psycopg

from kernel.context import Context
from kernel.statements import Row
from risk.models import ReservationState

_SETTLE: Final = "SELECT limits_settle(%s, %s, %s, %s)"
_CORRECT: Final = "SELECT limits_correct(%s, %s, %s)"
_LOCK: Final = """
SELECT FROM limit_counter c
 WHERE c.tenant_id = %(tenant)s AND (c.limit_id, c.holder, c.starts_on) IN (
       SELECT t.limit_id, t.holder, t.starts_on FROM limit_reservation r,
              jsonb_to_recordset(r.counts) AS t (limit_id uuid, holder text, starts_on date)
        WHERE r.tenant_id = %(tenant)s AND r.subject_id = ANY(%(subjects)s) AND r.state = 'reserved')
 ORDER BY c.limit_id, c.holder, c.starts_on FOR NO KEY UPDATE
"""
_WRITE: Final = """
WITH rule AS (
  INSERT INTO limit_rule AS known (tenant_id, enterprise_id, id, issuer, effect, scope, holder, span, currency, ceiling,
                                   temporary_ceiling, temporary_until, live, version, changed_at)
  VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(issuer)s, %(effect)s, %(scope)s, %(holder)s, %(span)s, %(currency)s,
          %(ceiling)s, %(temporary_ceiling)s, %(temporary_until)s, %(live)s, 1, %(at)s)
  ON CONFLICT ON CONSTRAINT limit_rule_one_uq DO UPDATE
    SET ceiling = excluded.ceiling, temporary_ceiling = excluded.temporary_ceiling,
        temporary_until = excluded.temporary_until, live = excluded.live, version = known.version + 1,
        changed_at = excluded.changed_at
  RETURNING *
)
INSERT INTO limit_rule_version (tenant_id, enterprise_id, limit_id, version, ceiling, temporary_ceiling, temporary_until,
                                live, changed_by, changed_at)
SELECT tenant_id, enterprise_id, id, version, ceiling, temporary_ceiling, temporary_until, live, %(by)s, changed_at FROM rule
"""


def lock(ctx: Context, subject_ids: Sequence[UUID]) -> None:
    """Lock every counter of several reservations in one order, before the first account is locked."""
    ctx.uow.run(_LOCK, {"tenant": ctx.tenant_id, "subjects": list(subject_ids)})


def settle(ctx: Context, subject_id: UUID, state: ReservationState) -> None:
    """End a reservation, with the next message; before any account is locked by it."""
    ctx.uow.defer(_SETTLE, (ctx.tenant_id, subject_id, state.value, ctx.now), _as_it_is)


def correct(ctx: Context, subject_id: UUID, minor: int) -> None:
    """Let what was used be only so much (worker); no account may be locked."""
    ctx.uow.run(_CORRECT, (ctx.tenant_id, subject_id, minor))


def write(ctx: Context, rule: Row) -> None:
    """Write a limit and the content it has from now on; one that is there goes on counting."""
    given = {
        "tenant": ctx.tenant_id,
        "id": ctx.world.ids.uuid7(),
        "by": ctx.actor.name,
        "at": ctx.now,
    }
    ctx.uow.run(_WRITE, given | rule)


def _as_it_is(fault: psycopg.Error) -> Exception:
    return fault
