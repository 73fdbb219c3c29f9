"""The largest matching of people to levels."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from workflows.approval.matching import assign


def test_an_earlier_chooser_moves_over_to_make_room() -> None:
    assert assign([1, 1], [[0, 1], [0]]) == [1, 0]


def test_a_level_takes_no_more_than_it_needs() -> None:
    assert assign([2], [[0], [0], [0]]) == [0, 0, None]


def test_nobody_is_placed_where_they_may_not_be() -> None:
    assert assign([1, 1], [[1], [], [1]]) == [1, None, None]


def test_room_is_made_over_three_levels() -> None:
    assert assign([1, 1, 1], [[0, 1], [1, 2], [0], [1]]) == [1, 2, 0, None]


CAPACITIES = st.lists(st.integers(1, 2), min_size=1, max_size=3)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[int], list[list[int]]]:
    capacities = draw(CAPACITIES)
    levels = st.lists(
        st.sampled_from(range(len(capacities))), unique=True, max_size=len(capacities)
    )
    return capacities, draw(st.lists(levels, max_size=5))


def _largest(capacities: list[int], choices: list[list[int]]) -> int:
    """By trying everything."""
    best = 0
    for guess in product(*([None, *levels] for levels in choices)):
        placed = [level for level in guess if level is not None]
        if all(placed.count(level) <= capacities[level] for level in set(placed)):
            best = max(best, len(placed))
    return best


@given(_cases())
def test_as_many_as_possible_are_placed(case: tuple[list[int], list[list[int]]]) -> None:
    capacities, choices = case
    placed = assign(capacities, choices)
    assert all(level is None or level in choices[i] for i, level in enumerate(placed))
    assert all(placed.count(level) <= most for level, most in enumerate(capacities))
    assert sum(level is not None for level in placed) == _largest(capacities, choices)


@given(_cases(), st.data())
def test_whoever_is_placed_stays_placed_when_one_more_comes(
    case: tuple[list[int], list[list[int]]], data: st.DataObject
) -> None:
    capacities, choices = case
    more = data.draw(st.lists(st.sampled_from(range(len(capacities))), unique=True))
    before, after = assign(capacities, choices), assign(capacities, [*choices, more])
    assert all(
        later is not None for now, later in zip(before, after, strict=False) if now is not None
    )
