"""The steps of a day's end, in their order; each leaves a checkpoint, and the next begins from it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.states import Chart, Edge
from kernel.text import Text


class DayEndStatus(StrEnum):
    """How far the end of a day has come."""

    OPEN = "open"
    CUT = "cut"
    STATED = "stated"
    ACCRUED = "accrued"
    CREDITED = "credited"
    CHARGED = "charged"
    RECONCILED = "reconciled"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "open": Text("营业中", "Open"),
    "cut": Text("已日切", "Cut over"),
    "stated": Text("对账单已出", "Statements made"),
    "accrued": Text("积数已计", "Interest counted"),
    "credited": Text("利息已结", "Interest paid"),
    "charged": Text("手续费已核", "Fees checked"),
    "reconciled": Text("已与清算核对", "Compared with clearing"),
    "closed": Text("已完成", "Done"),
}

EDGES: Final = (
    Edge("open", "cut_over", "cut", "day_end.cut", "system"),
    Edge("cut", "make_statements", "stated", "day_end.stated", "system"),
    Edge("stated", "accrue", "accrued", "day_end.accrued", "system"),
    Edge("accrued", "pay_interest", "credited", "day_end.credited", "system"),
    Edge("credited", "charge", "charged", "day_end.charged", "system"),
    Edge("charged", "reconcile", "reconciled", "day_end.reconciled", "system"),
    Edge("reconciled", "prove", "closed", "day_end.closed", "system"),
)

CHART: Final = Chart("day_end", DayEndStatus, EDGES, DayEndStatus.OPEN)

STEPS: Final = {edge.source: edge.trigger for edge in EDGES}
"""What is to be done next, from each state but the last."""
STEP_LABELS: Final = {
    "cut_over": Text("日切", "Cut-over"),
    "make_statements": Text("出对账单", "Statements"),
    "accrue": Text("计积数", "Interest products"),
    "pay_interest": Text("结息入账", "Interest paid"),
    "charge": Text("核手续费", "Fees"),
    "reconcile": Text("与清算对账", "Reconciliation with clearing"),
    "prove": Text("核对账务", "Proof of the books"),
}


class Cause(StrEnum):
    """Why two sides differ; the last ones nobody has explained."""

    TIMING = "timing"
    IN_TRANSIT = "in_transit"
    RULED = "ruled"
    AMOUNT = "amount"
    CONTRADICTED = "contradicted"
    UNKNOWN_HERE = "unknown_here"
    UNKNOWN_THERE = "unknown_there"
    BOOKS = "books"
    FEE = "fee"

    @property
    def label(self) -> Text:
        """Its name."""
        return _CAUSES[self.value]

    @property
    def is_explained(self) -> bool:
        """Whether that is explanation enough."""
        return self in {Cause.TIMING, Cause.IN_TRANSIT, Cause.RULED}


_CAUSES: Final = {
    "timing": Text("日切时差", "Another business day"),
    "in_transit": Text("在途", "In transit"),
    "ruled": Text("柜台核实", "Established at the desk"),
    "amount": Text("金额不符", "Amounts differ"),
    "contradicted": Text("结果相反", "Outcomes contradict"),
    "unknown_here": Text("本行无此笔", "Not in our books"),
    "unknown_there": Text("清算无此笔", "Not with clearing"),
    "books": Text("账务不符", "The books disagree"),
    "fee": Text("手续费未收", "A fee is outstanding"),
}


class DifferenceStatus(StrEnum):
    """Whether a difference needs a person."""

    OPEN = "open"
    EXPLAINED = "explained"
    CLEARED = "cleared"

    @property
    def label(self) -> Text:
        """Its name."""
        return _DIFFERENCES[self.value]


_DIFFERENCES: Final = {
    "open": Text("待查", "Unexplained"),
    "explained": Text("已说明", "Explained"),
    "cleared": Text("已消除", "Cleared"),
}
