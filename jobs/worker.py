"""The worker process: a thread for each lane, going round the banks, woken or once a second.

It holds nothing that matters: kill it, start two of it, take its database away for a minute, and what
is due is done once. When the database is away it rests and looks again.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterable
from types import FrameType
from uuid import UUID

from corporate import bootstrap
from corporate.settings import Settings
from jobs import house as chores
from jobs.chores import Lane
from jobs.rounds import Rounds
from jobs.wake_up import Listener
from kernel import limits
from kernel.db_errors import Contended
from workflows.dispatch.errors import PASSING

_LOG = logging.getLogger(__name__)
_NICE = 5  # somebody waits for a page, nobody for a chore


def run_worker(settings: Settings, *, once: bool = False) -> None:
    """Work until the process is told to end; `once`: until nothing is due."""
    house = bootstrap.build(settings, role="worker")
    if not once:
        os.nice(_NICE)
    try:
        if once:
            chores.run_until_idle(house)
            return
        bootstrap.watch_over(settings, "worker")
        worker = Worker(chores.rounds(house))
        _end_on_signal(worker)
        listener = Listener(house.database.dsn, worker.wake)
        listener.start()
        worker.serve()
        listener.end()
    finally:
        house.database.dispose()


class Worker:
    """Goes round the banks, each lane in a thread of its own."""

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds
        self._ended = threading.Event()
        self._bells = {lane: Bell() for lane in Lane}

    def serve(self) -> None:
        """Work until `end`; then what is begun is finished."""
        threads = [
            threading.Thread(target=self._go_round, args=(lane,), name=lane.value) for lane in Lane
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def end(self) -> None:
        """Begin nothing more."""
        self._ended.set()
        for bell in self._bells.values():
            bell.ring(())

    def wake(self, tenant_id: UUID) -> None:
        """Look at this bank now."""
        for bell in self._bells.values():
            bell.ring((tenant_id,))

    def _go_round(self, lane: Lane) -> None:
        while not self._ended.is_set():
            woken = self._bells[lane].wait(limits.JOBS_POLL_S)
            try:
                for tenant_id in self._rounds.banks():
                    self._attend(tenant_id, lane, woken=tenant_id in woken)
            except PASSING as away:
                _LOG.warning("%s rests: %s", lane.value, away)
                self._ended.wait(limits.JOBS_REST_S)
            except Contended:
                _LOG.info("%s found everything in other hands", lane.value)
            except Exception:  # noqa: BLE001 - a worker never ends by itself
                _LOG.exception("%s stumbled", lane.value)
                self._ended.wait(limits.JOBS_REST_S)

    def _attend(self, tenant_id: UUID, lane: Lane, *, woken: bool) -> None:
        """What is due in one bank; while that makes more work, this lane and the other go on."""
        done = 0 if woken else self._rounds.run_due(tenant_id, lane)
        for _ in range(limits.JOBS_PASSES_MAX):
            if self._ended.is_set() or not (done or woken):
                return
            woken = False
            done = self._rounds.run_all(tenant_id, (lane,))
            for other in Lane:
                if done and other is not lane:
                    self._bells[other].ring((tenant_id,))


class Bell:
    """Wakes one thread, and says for which banks it was rung."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._for: set[UUID] = set()
        self._any = False

    def ring(self, tenant_ids: Iterable[UUID]) -> None:
        """Wake whoever waits."""
        with self._rung:
            self._for.update(tenant_ids)
            self._any = True
            self._rung.notify()

    def wait(self, seconds: float) -> set[UUID]:
        """Wait for a ring, or so long; the banks it was for."""
        with self._rung:
            self._rung.wait_for(lambda: self._any, seconds)
            found, self._for, self._any = self._for, set(), False
            return found


def _end_on_signal(worker: Worker) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        worker.end()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
