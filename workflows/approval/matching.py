"""Who counts for what: a largest matching of people to levels, always the same for the same input.

Everybody counts once. A level takes as many as it needs; somebody already counted moves to another of
their levels when that makes room (Kuhn's augmenting paths). Numbers only: it knows no people.
"""

from __future__ import annotations

from collections.abc import Sequence


def assign(capacities: Sequence[int], choices: Sequence[Sequence[int]]) -> list[int | None]:
    """For each chooser in turn, the level that takes them, or None.

    `choices[i]` are the levels chooser i may be counted for. As many as possible are placed, and
    whoever is placed stays placed, whoever comes after: so asking with one more chooser at the end
    tells whether one more would count.
    """
    held: list[list[int]] = [[] for _ in capacities]
    for chooser in range(len(choices)):
        _place(chooser, set(), held, capacities, choices)
    placed: list[int | None] = [None] * len(choices)
    for level, choosers in enumerate(held):
        for chooser in choosers:
            placed[chooser] = level
    return placed


def _place(
    chooser: int,
    tried: set[int],
    held: list[list[int]],
    capacities: Sequence[int],
    choices: Sequence[Sequence[int]],
) -> bool:
    for level in choices[chooser]:
        if level in tried:
            continue
        tried.add(level)
        if len(held[level]) < capacities[level]:
            held[level].append(chooser)
            return True
        for other in held[level]:
            if _place(other, tried, held, capacities, choices):
                held[level][held[level].index(other)] = chooser
                return True
    return False
