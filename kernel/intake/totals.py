"""The row of the total (合计) at the end of a list: held against the rows above it, never paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kernel.intake.headings import Column, key_of
from kernel.intake.lines import Line
from kernel.intake.rules import FileRule
from kernel.money import AmountFault, format_minor, parse_typed_amount

_TOTALS: Final = frozenset(
    {"合计", "总计", "共计", "总合计", "合计金额", "总金额", "total", "grandtotal", "sum"}
)
_PARTS: Final = frozenset({"小计", "本页小计", "subtotal"})
_CURRENCY: Final = "CNY"


class Running:
    """Adds the amounts up as they pass."""

    def __init__(self) -> None:
        self._minor = 0
        self._unread = False
        self._closed = False

    def takes(self, line: Line, values: Mapping[Column, str]) -> bool:
        """Whether a line is the total, or a remark below it. Raises Faulty for a total that is wrong."""
        amount = values.get(Column.AMOUNT, "")
        if not values.get(Column.ACCOUNT):
            kind = _kind(line)
            if kind in _TOTALS:
                self._compare(line.number, amount)
                self._closed = True
                return True
            if kind in _PARTS or (self._closed and not amount):
                return True
        self._add(amount)
        return False

    def _add(self, amount: str) -> None:
        try:
            self._minor += parse_typed_amount(amount, _CURRENCY)
        except AmountFault:
            self._unread = True

    def _compare(self, number: int, amount: str) -> None:
        """A sum with a row in it that cannot be read says nothing."""
        try:
            said = parse_typed_amount(amount, _CURRENCY)
        except AmountFault:
            return
        if said == self._minor or self._unread:
            return
        raise FileRule.TOTAL.refusal(
            row=number,
            said=format_minor(said, _CURRENCY),
            sum=format_minor(self._minor, _CURRENCY),
            gap=format_minor(abs(said - self._minor), _CURRENCY),
        )


def _kind(line: Line) -> str:
    """The first word of a line."""
    return next((key_of(cell) for cell in line.cells if cell.strip()), "")
