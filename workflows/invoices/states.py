"""The life of an invoice: asked of the tax platform, and asked about when no answer came."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.states import Chart, Edge
from kernel.text import Text


class InvoiceStatus(StrEnum):
    """Where an invoice stands; `unknown`: asked for, and no answer came."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    ISSUED = "issued"
    REFUSED = "refused"
    REVERSED = "reversed"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "waiting": Text("待开具", "To be issued"),
    "sent": Text("开具中", "Being issued"),
    "unknown": Text("结果待查", "Outcome unknown"),
    "issued": Text("已开具", "Issued"),
    "refused": Text("未开具", "Refused"),
    "reversed": Text("已红冲", "Reversed"),
}

EDGES: Final = (
    Edge("waiting", "send", "sent", "invoice.sent", "system"),
    Edge("sent", "issue", "issued", "invoice.issued", "platform"),
    Edge("sent", "refuse", "refused", "invoice.refused", "platform"),
    Edge("sent", "lose", "unknown", "invoice.unknown", "system"),
    Edge("unknown", "issue", "issued", "invoice.issued", "platform"),
    Edge("unknown", "refuse", "refused", "invoice.refused", "platform"),
    Edge("issued", "reverse", "reversed", "invoice.reversed", "platform"),
)

CHART: Final = Chart("invoice", InvoiceStatus, EDGES, "waiting")
