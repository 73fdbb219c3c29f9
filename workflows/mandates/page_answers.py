"""A change with the objects of the house that pages draw, beside what it declares."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.operation import Door
from kernel.text import Text
from workflows.approval.views import RoundView
from workflows.mandates.commands import MandateView


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMandate(MandateView):
    """A change whole: where it was asked for, every round about it, what its reader may do."""

    door: Door
    rounds: tuple[RoundView, ...] = ()
    may_withdraw: bool = False

    @property
    def title(self) -> Text:
        """The change in a few words."""
        return Text(self.title_zh, self.title_en)

    @property
    def why(self) -> Text:
        """Why it did not come into force."""
        return Text(self.why_zh, self.why_en)
