"""What the end of a day does to requests (日终处理), where sources differ: configuration of an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Self

from kernel.bills.acts import Act
from kernel.bills.codes import BillKind
from kernel.bills.records import Bill, Open
from kernel.calendar import ChinaCalendar

_CHINA: Final = ChinaCalendar()
"""There is one exchange, and it works when clearing does."""


@dataclass(frozen=True, slots=True)
class DayEnd:
    """Which requests end unanswered, and when; the usual way unless it is told otherwise."""

    lapses: frozenset[Act] = frozenset({Act.PRESENT})
    """Requests that end unanswered at the end of their day; presentation counts as refused then."""
    due_lapses: frozenset[Act] = frozenset({Act.ENDORSE, Act.DISCOUNT, Act.PLEDGE, Act.GUARANTEE})
    """Requests that end when the bill falls due."""
    answer_days: Mapping[BillKind, int] = field(default_factory=dict)
    """How many bank days more whoever is asked has for those of `lapses`; none for a kind that is not named."""
    classic_presents: bool = True
    """Whether a classic bill, too, is presented by itself on its due date."""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """As it is written in JSON, acts and kinds by their codes; raises ValueError for what is none."""
        usual = cls()
        return cls(
            frozenset(map(Act, said.get("lapses", usual.lapses))),
            frozenset(map(Act, said.get("due_lapses", usual.due_lapses))),
            {BillKind(kind): int(days) for kind, days in said.get("answer_days", {}).items()},
            bool(said.get("classic_presents", usual.classic_presents)),
        )

    def ends(self, bill: Bill, waiting: Open, on: date) -> bool:
        """Whether a request ends unanswered with a day. Raises CalendarUnknown where days are counted in a year without a table."""
        if waiting.act not in self.lapses:
            return on >= bill.due_on and waiting.act in self.due_lapses
        more = self.answer_days.get(bill.kind, 0)
        return on >= (_CHINA.add_bank_days(waiting.on, more) if more else waiting.on)
