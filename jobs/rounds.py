"""Runs what is due, bank by bank. The schedule's rows say what is; the clock is the injected one.

A round is safe to repeat, to run twice at once, and to die in. One chore that fails does not keep
the others from running; it is due again at its next time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from jobs.bank_run import BankRun
from jobs.chores import Chore, Lane
from kernel import limits, meters, trace
from kernel.context import Context
from kernel.db import Database
from kernel.failpoints import fp
from kernel.records import schedule
from kernel.world import World
from workflows.dispatch.errors import PASSING

_LOG = logging.getLogger(__name__)
_ALL_LANES: Final = tuple(Lane)


class NeverIdle(RuntimeError):
    """Work makes more work without end; a fault of ours."""


class Rounds:
    """The chores of a house over all its banks."""

    def __init__(
        self,
        database: Database,
        world: World,
        banks: Callable[[], Iterable[UUID]],
        chores: Sequence[Chore],
    ) -> None:
        self._database = database
        self._world = world
        self._banks = banks
        self._chores = {chore.name: chore for chore in chores}
        self._planned: dict[UUID, datetime] = {}
        self._lock = threading.Lock()

    def banks(self) -> list[UUID]:
        """Every bank of this deployment."""
        return list(self._banks())

    def run_due(self, tenant_id: UUID, lane: Lane) -> int:
        """Run what is due in one bank and lane; returns how much was done."""
        run = BankRun(self._database, self._world, tenant_id)
        due = set(run(lambda ctx: self._take_due(ctx, lane)))
        return self._do(run, lane, lambda chore: chore.name in due)

    def run_all(self, tenant_id: UUID, lanes: Sequence[Lane] = _ALL_LANES) -> int:
        """Run every chore of one bank now, due or not."""
        run = BankRun(self._database, self._world, tenant_id)
        run(self._plan)
        return sum(self._do(run, lane, lambda _chore: True) for lane in lanes)

    def run_until_idle(self) -> int:
        """Rounds over all banks until one finds nothing to do; returns how much was done in all."""
        total = 0
        for _ in range(limits.JOBS_ROUNDS_MAX):
            done = sum(self.run_all(tenant_id) for tenant_id in self.banks())
            if done == 0:
                return total
            total += done
        message = f"still busy after {limits.JOBS_ROUNDS_MAX} rounds"
        raise NeverIdle(message)

    def _take_due(self, ctx: Context, lane: Lane) -> list[str]:
        """The chores that are due, their rows moved on."""
        self._plan(ctx)
        mine = {chore.name: chore for chore in self._of(lane)}
        taken = [due.name for due in schedule.due(ctx.uow, ctx.now, list(mine))]
        for name in taken:
            schedule.ran(ctx.uow, name, at=ctx.now, next_due_at=mine[name].after(ctx.now))
        return taken

    def _plan(self, ctx: Context) -> None:
        """Put what is missing on the schedule; where the clock was set back, nobody waits for it."""
        with self._lock:
            seen = self._planned.get(ctx.tenant_id)
            self._planned[ctx.tenant_id] = ctx.now
        if seen is not None and seen <= ctx.now:
            return
        for chore in self._chores.values():
            if not schedule.plan(ctx.uow, chore.name, ctx.now):
                schedule.bring_forward(ctx.uow, chore.name, chore.after(ctx.now))

    def _of(self, lane: Lane) -> list[Chore]:
        return [chore for chore in self._chores.values() if chore.lane is lane]

    def _do(self, run: BankRun, lane: Lane, wanted: Callable[[Chore], bool]) -> int:
        return sum(_attempt(run, chore) for chore in self._of(lane) if wanted(chore))


def _attempt(run: BankRun, chore: Chore) -> int:
    """Run a chore; one that fails is due again at its next time, and keeps nobody else waiting."""
    fp(f"jobs.{chore.name}")
    with trace.traced(trace.new()):
        try:
            with meters.timed("chore", chore.name), meters.Outcome("chore_end", chore.name):
                return chore.work(run)
        except PASSING:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the other chores go on
            _LOG.exception("%s failed in bank %s", chore.name, run.tenant_id)
            return 0
