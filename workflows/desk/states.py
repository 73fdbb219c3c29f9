"""States of a change at the desk (柜台变更)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.states import Chart, Edge
from kernel.text import Text


class DeskChangeStatus(StrEnum):
    """Asked for, then in force or not; `approved` while the worker carries out what moves money."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    FAILED = "failed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "draft": Text("草稿", "Draft"),
    "waiting": Text("待复核", "Waiting for a second person"),
    "approved": Text("执行中", "Being carried out"),
    "in_force": Text("已生效", "In force"),
    "failed": Text("未生效", "Not in force"),
    "rejected": Text("已驳回", "Rejected"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}

EDGES: Final = (
    Edge("draft", "submit", "waiting", "desk.waiting", "operator"),
    Edge("waiting", "apply", "in_force", "desk.in_force", "supervisor"),
    Edge("waiting", "refuse", "failed", "desk.failed", "supervisor"),
    Edge("waiting", "approve", "approved", "desk.approved", "supervisor"),
    Edge("waiting", "reject", "rejected", "desk.rejected", "supervisor"),
    Edge("waiting", "withdraw", "withdrawn", "desk.withdrawn", "operator"),
    Edge("approved", "carry_out", "in_force", "desk.in_force", "system"),
    Edge("approved", "give_up", "failed", "desk.failed", "system"),
)

CHART: Final = Chart("desk_change", DeskChangeStatus, EDGES, DeskChangeStatus.DRAFT)
ORDER: Final = "desk.approved"
"""The one of these facts that somebody waits for: the worker, who carries the change out."""
