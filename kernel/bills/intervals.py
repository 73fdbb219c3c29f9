"""Intervals of a bill package (子票区间): a contiguous run of standard units of 0.01, told by its two ends.

Whatever is done to an interval costs the same however many units it has: nothing here counts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

from kernel.errors import Invalid
from kernel.text import Text

UNITS_MAX: Final = 100_000_000_000
"""A package is at most one billion yuan (十亿元)."""
_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,11})-([1-9][0-9]{0,11})")


class IntervalWrong(Invalid):
    """What is written is no interval, or none of this package."""

    code = "bills.interval_wrong"
    text = Text(
        "子票区间“{written}”无效：应写作“起-止”，且在票据包之内",
        "“{written}” is no interval of this package: write “first-last”, inside it",
    )


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` to `end`, both counted from 1 and both inside."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 1 <= self.start <= self.end <= UNITS_MAX:
            raise IntervalWrong(written=f"{self.start}-{self.end}")

    @classmethod
    def whole(cls, amount_minor: int) -> Self:
        """The interval of a package that has never been split."""
        return cls(1, amount_minor)

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `1-30000000`; raises IntervalWrong."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise IntervalWrong(written=written[:25])
        return cls(int(found.group(1)), int(found.group(2)))

    @property
    def amount_minor(self) -> int:
        """What it is worth: as many units of 0.01 as it has."""
        return self.end - self.start + 1

    def contains(self, other: Interval) -> bool:
        """Whether all of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Interval) -> bool:
        """Whether they have a unit in common."""
        return self.start <= other.end and other.start <= self.end

    def first(self, amount_minor: int) -> Interval:
        """Its beginning, worth so much; raises IntervalWrong when it has less."""
        taken = Interval(self.start, self.start + amount_minor - 1)
        if not self.contains(taken):
            raise IntervalWrong(written=str(taken))
        return taken

    def cut(self, middle: Interval) -> tuple[Interval, ...]:
        """It in up to three parts, one of them `middle`, without gap or overlap. Raises IntervalWrong."""
        if not self.contains(middle):
            raise IntervalWrong(written=str(middle))
        before = (Interval(self.start, middle.start - 1),) if self.start < middle.start else ()
        after = (Interval(middle.end + 1, self.end),) if middle.end < self.end else ()
        return (*before, middle, *after)

    def joined(self, following: Interval) -> Interval:
        """It and what follows at once; raises IntervalWrong when there is a gap."""
        if following.start != self.end + 1:
            raise IntervalWrong(written=f"{self}+{following}")
        return Interval(self.start, following.end)

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
