"""The life of an invoice: asked of the tax platform, and asked about when no answer came."""

from __future__ import annotations

from typing import Final

from kernel.states import Chart, Edge
from workflows.invoices.words import InvoiceStatus

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
