"""How often a standing order runs, and what happens on a day the bank does not work."""

from __future__ import annotations

from enum import StrEnum

from kernel.text import Text


class Frequency(StrEnum):
    """How often (频率)."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def label(self) -> Text:
        """Its name."""
        return _FREQUENCIES[self.value]


class Roll(StrEnum):
    """What happens on a day the bank does not work (遇非工作日)."""

    NEXT = "next"
    PREVIOUS = "previous"
    SKIP = "skip"

    @property
    def label(self) -> Text:
        """Its name."""
        return _ROLLS[self.value]


_FREQUENCIES = {
    "weekly": Text("每周", "Every week"),
    "monthly": Text("每月", "Every month"),
    "quarterly": Text("每季", "Every quarter"),
}
_ROLLS = {
    "next": Text("顺延至下一工作日", "The next bank day"),
    "previous": Text("提前至上一工作日", "The bank day before"),
    "skip": Text("跳过当期", "Skip that run"),
}
