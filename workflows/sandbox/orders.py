"""Does what was asked of the test bank: claimed in one transaction, done in none, noted in another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from connectors.ports import ClearingTimeout
from kernel import limits
from kernel.context import Context
from kernel.statements import Row
from workflows.dispatch.ports import Runner
from workflows.sandbox import repository
from workflows.sandbox.commands import OrderStatus
from workflows.sandbox.ports import MovableClock, TestPeer
from workflows.sandbox.service import CLOCK

_LOG: Final = logging.getLogger(__name__)
_KEPT: Final = timedelta(days=limits.SANDBOX_KEPT_DAYS)


class SandboxOrders:
    """The chore of the worker.

    Each order may be done twice, and has one effect: the clock never goes back, and a credit bears its reference.
    """

    def __init__(
        self, peer: TestPeer, clock: MovableClock | None, code_of: Callable[[Context], str]
    ) -> None:
        self._peer = peer
        self._clock = clock
        self._code_of = code_of

    def __call__(self, run: Runner) -> int:
        """Do what is due; returns how much was done."""
        due = run(repository.claim)
        return sum(self._attempt(run, one) for one in due)

    def _attempt(self, run: Runner, order: Row) -> bool:
        try:
            self._do(run, order)
        except ClearingTimeout as nobody:
            why = str(nobody)
            _LOG.warning("the test bank did not hear order %s: %s", order["id"], why)
            if order["attempts"] >= limits.SANDBOX_ATTEMPTS_MAX:
                run(lambda ctx: repository.end(ctx, order["id"], OrderStatus.FAILED, why))
            return False
        run(lambda ctx: repository.end(ctx, order["id"], OrderStatus.DONE))
        return True

    def _do(self, run: Runner, order: Row) -> None:
        asked = order["payload"]
        if order["kind"] == CLOCK:
            self._move(datetime.fromisoformat(asked["to"]))
            return
        code = run(self._code_of)
        self._peer.credit(code, asked["rail"], asked["reference"], asked["said"], asked["copies"])

    def _move(self, to: datetime) -> None:
        if self._clock is not None and self._clock.now() < to:
            self._clock.set(to)


def forget(ctx: Context, most: int) -> int:
    """Forget what submissions met, and what was asked, long ago; rules stay until they are forgotten."""
    return repository.forget_old(ctx, ctx.now - _KEPT, most)
