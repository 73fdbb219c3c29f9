"""Tries the standing orders that are due, each in a transaction of its own."""

from __future__ import annotations

import logging
from uuid import UUID

from corporate.standing import Standing
from jobs.bank_run import BankRun
from kernel import limits
from kernel.db_errors import Contended
from workflows.dispatch.errors import PASSING

_LOG = logging.getLogger(__name__)


class StandingRuns:
    """The chore: restartable, for whatever a worker died in has not happened."""

    def __init__(self, standing: Standing) -> None:
        self._runner = standing.runner

    def __call__(self, run: BankRun) -> int:
        """Returns how many are no longer due."""
        waiting = self._due(run)
        for order_id, enterprise_id in waiting:
            self._try(run, order_id, enterprise_id)
        return len(set(waiting) - set(self._due(run))) if waiting else 0

    def _due(self, run: BankRun) -> list[tuple[UUID, UUID]]:
        return run(lambda ctx: self._runner.due(ctx, limits.RELEASE_ROWS_MAX))

    def _try(self, run: BankRun, order_id: UUID, enterprise_id: UUID) -> None:
        try:
            run(lambda ctx: self._runner.run(ctx, order_id, enterprise_id))
        except PASSING:
            raise
        except Contended:
            _LOG.info("standing order %s is in other hands", order_id)
        except Exception:  # noqa: BLE001 - one order never holds back the others
            _LOG.exception("standing order %s cannot be run", order_id)
