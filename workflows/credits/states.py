"""States of an incoming credit (来账)."""

from __future__ import annotations

from enum import StrEnum

from kernel.states import Chart, Edge
from kernel.text import Text


class CreditStatus(StrEnum):
    """Received, then booked to the customer, or parked until somebody decides."""

    RECEIVED = "received"
    BOOKED = "booked"
    SUSPENDED = "suspended"
    RETURNING = "returning"
    RETURNED = "returned"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "received": Text("已收到", "Received"),
    "booked": Text("已入账", "Booked"),
    "suspended": Text("挂账", "In suspense"),
    "returning": Text("退汇中", "Being returned"),
    "returned": Text("已退汇", "Returned"),
}

EDGES = (
    Edge("received", "book", "booked", "credit.booked", "system"),
    Edge("received", "suspend", "suspended", "credit.suspended", "system"),
    Edge("suspended", "release", "booked", "credit.booked", "operator"),
    Edge("suspended", "give_back", "returning", "credit.returning", "operator"),
    Edge("returning", "settle", "returned", "credit.returned", "clearing"),
    Edge("returning", "refuse", "suspended", "credit.suspended", "clearing"),
    Edge("returned", "come_back", "suspended", "credit.suspended", "clearing"),
)

CHART = Chart("credit", CreditStatus, EDGES, "received")
