"""Counts and sums of a message, compared with what its sender declares.

A file that lost its tail, or gained a payment on the way, shows here. When an amount could not be
read the sum is not compared: the fault is the amount, and a wrong sum would only hide it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kernel.errors import Finding
from kernel.iso20022.rules import IsoRule


class Tally:
    """Payments counted and amounts added up; currencies are mixed, as CtrlSum defines it."""

    def __init__(self) -> None:
        self.count = 0
        self.total = Decimal(0)
        self.unread = 0

    def add(self, amount: Decimal | None) -> None:
        """Count one payment; None if its amount could not be read."""
        self.count += 1
        if amount is None:
            self.unread += 1
        else:
            self.total += amount

    def include(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.count += other.count
        self.total += other.total
        self.unread += other.unread

    def findings(
        self, path: str, declared_count: int | None, declared_sum: Decimal | None
    ) -> Iterator[Finding]:
        """Yield what differs from the figures declared in the element at `path`."""
        if declared_count is not None and declared_count != self.count:
            yield IsoRule.COUNT_DIFFERS.finding(
                f"{path}/NbOfTxs", declared=declared_count, computed=self.count
            )
        if declared_sum is not None and not self.unread and declared_sum != self.total:
            yield IsoRule.SUM_DIFFERS.finding(
                f"{path}/CtrlSum", declared=f"{declared_sum:f}", computed=f"{self.total:f}"
            )
