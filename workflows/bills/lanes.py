"""Where an enterprise finds an interval on its board (看板)."""

from __future__ import annotations

from enum import StrEnum

from kernel.text import Text


class Lane(StrEnum):
    """Where an enterprise finds an interval on its board (看板)."""

    TO_SIGN = "to_sign"
    HELD = "held"
    PLEDGED = "pledged"
    COLLECTING = "collecting"
    ISSUED = "issued"
    OWED = "owed"
    PASSED = "passed"
    ENDED = "ended"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LANES[self.value]


_LANES = {
    "to_sign": Text("待签收", "To sign"),
    "held": Text("持有", "Held"),
    "pledged": Text("质押", "Pledged"),
    "collecting": Text("托收与追索", "Collecting"),
    "issued": Text("开出未交付", "Issued, not delivered"),
    "owed": Text("应付", "To be paid"),
    "passed": Text("已转出", "Passed on"),
    "ended": Text("已结束", "Ended"),
}
