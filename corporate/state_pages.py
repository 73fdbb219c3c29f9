"""Draws the state machines into the pages of documentation, between two marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kernel.states import Chart
from workflows.approval.states import CHART as APPROVAL
from workflows.batches.states import CHART as BATCH
from workflows.bills.states import CHART as BILL
from workflows.credits.states import CHART as CREDIT
from workflows.day_end.states import CHART as DAY_END
from workflows.desk.states import CHART as DESK
from workflows.dispatch.states import CHART as SUBMISSION
from workflows.invoices.states import CHART as INVOICE
from workflows.mandates.states import CHART as MANDATE
from workflows.payments.states import CHART as PAYMENT
from workflows.standing.states import CHART as STANDING

PAGES: dict[str, Chart] = {
    "approval": APPROVAL,
    "batches": BATCH,
    "bills": BILL,
    "credits": CREDIT,
    "day-end": DAY_END,
    "desk": DESK,
    "dispatch": SUBMISSION,
    "invoices": INVOICE,
    "mandates": MANDATE,
    "payments": PAYMENT,
    "standing": STANDING,
}
_DIAGRAM = re.compile(r"```mermaid\nstateDiagram-v2\n.*?```", re.DOTALL)


def drawn(page: str, chart: Chart) -> str:
    """A page with the diagram of its chart as it is now."""
    return _DIAGRAM.sub(lambda _: f"```mermaid\n{chart.mermaid()}\n```", page, count=1)


def write(folder: Path) -> Iterator[Path]:
    """Draw every chart into its page; yields the pages that changed."""
    for name, chart in PAGES.items():
        page = folder / f"{name}.md"
        before = page.read_text(encoding="utf-8")
        after = drawn(before, chart)
        if after != before:
            page.write_text(after, encoding="utf-8")
            yield page
