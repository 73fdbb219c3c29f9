"""What the worker does for bills: sends and asks, takes in what the exchange tells, compares at night."""

from __future__ import annotations

import logging

from connectors.ports import ClearingTimeout
from corporate.bootstrap import House
from jobs.bank_run import BankRun
from kernel.calendar import bank_today

_LOG = logging.getLogger(__name__)


class Bills:
    """The chores of one house."""

    def __init__(self, house: House) -> None:
        self._house = house

    def work(self, run: BankRun) -> int:
        """Send what is due, ask about the rest, take a page of what waits; returns how much was done."""
        code, bills = self._code(run), self._house.bills
        return bills.dispatch.work(run, code) + bills.intake.take_inflow(run, code)

    def reconcile(self, run: BankRun) -> int:
        """Compare with the exchange's positions; nothing happens when it does not answer."""
        today = bank_today(self._house.world.clock)
        try:
            found = self._house.bills.reconciler.work(run, self._code(run), today)
        except ClearingTimeout as nothing:
            _LOG.info("no positions to compare: %s", nothing)
            return 0
        if found:
            _LOG.warning("bills of bank %s: %d differences", run.tenant_id, found)
        return 0

    def collect(self, run: BankRun) -> int:
        """Take what drawers have towards what the bank has advanced for them."""
        return run(self._house.bills.desk.collect_advances)

    def _code(self, run: BankRun) -> str:
        return run(lambda ctx: self._house.banks.of(ctx.uow).bank_code)
