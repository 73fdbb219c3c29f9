"""Which part of a margin belongs to an interval (保证金分摊), whatever order intervals end in."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.bills.intervals import Interval


def part_of(margin_minor: int, face_minor: int, interval: Interval) -> int:
    """Its part, rounded by where its ends lie: the parts of any cutting come to the whole, to the fen."""
    return (
        margin_minor * interval.end // face_minor
        - margin_minor * (interval.start - 1) // face_minor
    )


def without(interval: Interval, ended: Iterable[Interval]) -> list[Interval]:
    """What is left of an interval without those that have ended before."""
    left = [interval]
    for gone in ended:
        left = [part for one in left for part in _cut(one, gone)]
    return left


def _cut(one: Interval, gone: Interval) -> list[Interval]:
    if not one.overlaps(gone):
        return [one]
    common = Interval(max(one.start, gone.start), min(one.end, gone.end))
    return [part for part in one.cut(common) if part != common]
