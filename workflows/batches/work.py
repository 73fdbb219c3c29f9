"""The worker's round over batches: begin those whose day has come, pay portions until none is left.

Each batch and each portion is a transaction of its own. A portion that makes us stumble is left to its lease and
looked at again; it keeps no other from being paid.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

import psycopg

from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db_errors import Contended
from kernel.errors import OutcomeUnknown, Unavailable
from kernel.failpoints import FailpointReached, fp
from kernel.records import audit
from kernel.statements import Row
from workflows.batches import portion_repository, repository
from workflows.batches.paying import Payer
from workflows.batches.releasing import Releaser

_LOG = logging.getLogger(__name__)
_BATCHES_MAX: Final = 100
_PASSING: Final = (
    Unavailable,
    OutcomeUnknown,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    FailpointReached,
)
T = TypeVar("T")


class Runner(Protocol):
    """Runs work in a transaction of its own for one bank, as the system."""

    def __call__(self, work: Callable[[Context], T], /) -> T:
        """Begin, work, commit; again when others' locks stood in the way."""
        ...


class BatchWork:
    """What is done about batches without being asked."""

    def __init__(self, releaser: Releaser, payer: Payer) -> None:
        self._releaser = releaser
        self._payer = payer

    def __call__(self, run: Runner) -> int:
        """One round of one bank; returns how many batches and portions were attended to."""
        return self.begin_due(run) + self.pay_portions(run)

    def begin_due(self, run: Runner) -> int:
        """Begin agreed batches whose day has come."""
        due = run(_due)
        return sum(self._attempt(run, lambda ctx, row=row: self._begin(ctx, row)) for row in due)  # type: ignore[misc]

    def pay_portions(self, run: Runner) -> int:
        """Pay portion after portion; another worker may do the same."""
        for done in range(limits.BATCH_PASSES_MAX):
            portion = run(self._payer.claim)
            if portion is None:
                return done
            fp("batch.claimed")
            self._attempt(run, lambda ctx, portion=portion: self._payer.pay(ctx, portion))  # type: ignore[misc]
            fp("batch.after_portion")
        return limits.BATCH_PASSES_MAX

    @staticmethod
    def _attempt(run: Runner, work: Callable[[Context], object]) -> int:
        try:
            run(work)
        except _PASSING:
            raise
        except Contended:
            return 0
        except Exception as fault:  # noqa: BLE001 - one portion never holds back the others
            _LOG.error("a batch cannot be paid now: %s", _told(fault))
            return 0
        return 1

    def _begin(self, ctx: Context, found: Row) -> None:
        ctx.uow.narrow(found["enterprise_id"])
        inside = ctx.inside(found["enterprise_id"])
        batch = repository.lock(inside, found["id"])
        if batch["status"] != "released":
            return
        after = self._releaser.go_on(inside, batch)
        audit.write(
            inside, "batches.release", "batch", after["number"], {"status": after["status"]}
        )


def _told(fault: Exception) -> str:
    """What it was and where, without its words: they may repeat a row, and a row may be somebody's pay."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{one.name}:{one.lineno}" for one in reversed(frames))
    return f"{type(fault).__name__} in {places}"


def _due(ctx: Context) -> list[Row]:
    return portion_repository.due_batches(ctx, bank_today(ctx.world.clock), _BATCHES_MAX)
