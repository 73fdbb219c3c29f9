"""The margin of an interval: whatever is cut and in whatever order it ends, the parts come to the whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.bills.intervals import UNITS_MAX, Interval
from workflows.bills import margins

faces = st.integers(1, UNITS_MAX)


@settings(max_examples=60, deadline=None)
@given(face=faces, percent=st.integers(0, 100), data=st.data())
def test_the_parts_of_any_cutting_come_to_the_margin(
    face: int, percent: int, data: st.DataObject
) -> None:
    margin = -(-face * percent // 100)
    cuts = sorted(data.draw(st.sets(st.integers(1, face), max_size=6)) | {face})
    starts = [1, *(end + 1 for end in cuts[:-1])]
    pieces = data.draw(st.permutations([Interval(*one) for one in zip(starts, cuts, strict=True)]))
    parts = [margins.part_of(margin, face, piece) for piece in pieces]
    assert sum(parts) == margin
    assert all(part >= 0 for part in parts)
    ended: list[Interval] = []
    for piece in pieces:
        assert margins.without(piece, ended) == [piece]
        ended.append(piece)
    assert margins.without(Interval(1, face), ended) == []


@pytest.mark.parametrize(
    ("ended", "left"),
    [
        ([], [(1, 100)]), ([(1, 100)], []), ([(20, 30)], [(1, 19), (31, 100)]), ([(1, 1), (100, 100)], [(2, 99)]),
        ([(50, 100), (1, 10)], [(11, 49)]),
    ],
)  # fmt: skip
def test_what_has_ended_before_is_left_out(
    ended: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    found = margins.without(Interval(1, 100), [Interval(*one) for one in ended])
    assert found == [Interval(*one) for one in left]
