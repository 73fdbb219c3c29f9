"""When recurring work is due, as rows on the injected clock; no scheduler's own time counts.

A due row is locked for the transaction that runs it, so two workers never run one job twice; if
that transaction fails, the job is simply still due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.db import UnitOfWork

_PLAN = """
INSERT INTO schedule (tenant_id, name, due_at) VALUES (%s, %s, %s)
ON CONFLICT (tenant_id, name) DO NOTHING
"""
_DUE = """
SELECT name, due_at, ran_at FROM schedule
 WHERE tenant_id = %s AND due_at <= %s AND (%s::text[] IS NULL OR name = ANY(%s))
 ORDER BY due_at, name FOR UPDATE SKIP LOCKED
"""
_FORWARD = "UPDATE schedule SET due_at = %s WHERE tenant_id = %s AND name = %s AND due_at > %s"
_RAN = "UPDATE schedule SET ran_at = %s, due_at = %s WHERE tenant_id = %s AND name = %s"


@dataclass(frozen=True, slots=True)
class Due:
    """One job whose time has come."""

    name: str
    due_at: datetime
    ran_at: datetime | None


def plan(uow: UnitOfWork, name: str, due_at: datetime) -> bool:
    """Put a job on the schedule; False if it is there already, and then nothing changes."""
    return uow.run(_PLAN, (uow.scope.bank(), name, due_at)) == 1


def due(uow: UnitOfWork, now: datetime, names: Sequence[str] | None = None) -> list[Due]:
    """Jobs due at `now`, earliest first, locked for this transaction; others' are passed over.

    With `names` only these are looked at, and nobody else's row is locked.
    """
    wanted = None if names is None else list(names)
    return [Due(**row) for row in uow.rows(_DUE, (uow.scope.bank(), now, wanted, wanted))]


def bring_forward(uow: UnitOfWork, name: str, at: datetime) -> bool:
    """Make a job due at `at` if it would be later: a clock that was set back keeps nobody waiting."""
    return uow.run(_FORWARD, (at, uow.scope.bank(), name, at)) == 1


def ran(uow: UnitOfWork, name: str, *, at: datetime, next_due_at: datetime) -> None:
    """Note that a job ran at `at`; it must be due later than now, or it would run for ever."""
    if next_due_at <= at:
        message = f"{name}: the next time lies after this one"
        raise ValueError(message)
    if uow.run(_RAN, (at, next_due_at, uow.scope.bank(), name)) != 1:
        message = f"{name} is not on the schedule"
        raise LookupError(message)
