"""What one can do to a draft of a rule: open, add, drop and move cards. Pure.

Each act takes the draft as it is and says which card is open then; what cannot be done changes nothing.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from corporate.web.policy_draft import Band, Draft, Level, Path, Table, path_text, read_path
from kernel.currencies import EXPONENTS
from workflows.approval.policy_parser import BANDS_MAX, LEVELS_MAX

_TABLE, _BAND, _STEP, _LEVEL = 1, 2, 3, 4


def act(draft: Draft, wish: str, opened: str) -> str:
    """Do what a button says, `verb:place`; return the path of the card that is open now."""
    verb, _, place = wish.partition(":")
    doing = _ACTS.get(verb)
    if doing is None:
        return opened if has(draft, read_path(opened)) else ""
    if verb == "currency":
        return _add_table(draft, place)
    path = read_path(place)
    return path_text(doing(draft, path)) if has(draft, path, insert=verb == "add") else ""


def has(draft: Draft, path: Path, *, insert: bool = False) -> bool:
    """Whether there is a card at that place; with `insert` it may be the place after the last."""
    here: list[list[object]] = _lists(draft, path)
    if len(here) < len(path):
        return False
    sizes = [len(listed) for listed in here]
    inner = all(number < size for number, size in zip(path[:-1], sizes, strict=False))
    return not path or (inner and path[-1] < sizes[len(path) - 1] + insert)


def _lists(draft: Draft, path: Path) -> list[list[object]]:
    """The lists a path leads through, as far as there are any."""
    found: list[list[object]] = [list(draft.tables)]
    if len(path) >= _BAND and path[0] < len(draft.tables):
        bands = draft.tables[path[0]].bands
        found.append(list(bands))
        if len(path) >= _STEP and path[1] < len(bands):
            steps = bands[path[1]].steps
            found.append(list(steps))
            if len(path) >= _LEVEL and path[2] < len(steps):
                found.append(list(steps[path[2]]))
    return found


def _open(_draft: Draft, path: Path) -> Path:
    return path


def _add(draft: Draft, path: Path) -> Path:
    """Put a new card at that place: a band like the one it parts, a step of one level, a level beside."""
    if len(path) == _BAND:
        return _add_band(draft, path)
    band = draft.tables[path[0]].bands[path[1]] if len(path) > _BAND else None
    if band is None or sum(map(len, band.steps)) >= LEVELS_MAX:
        return path[:_BAND]
    if len(path) == _STEP:
        band.steps.insert(path[2], [Level()])
        return (*path, 0)
    band.steps[path[2]].insert(path[3], Level())
    return path


def _add_band(draft: Draft, path: Path) -> Path:
    bands = draft.tables[path[0]].bands
    if len(bands) >= BANDS_MAX:
        return path[:_TABLE]
    at = min(path[1], len(bands) - 1)
    bands.insert(at, Band("", deepcopy(bands[at].steps)))
    return path[0], at


def _add_table(draft: Draft, currency: str) -> str:
    known = [table.currency for table in draft.tables]
    if currency in EXPONENTS and currency not in known:
        draft.tables.append(Table(currency))
        return path_text((len(known), 0))
    return ""


def _drop(draft: Draft, path: Path) -> Path:
    """Take a card away; the last table, the last band of a table and the last level of a step take more."""
    if len(path) == _TABLE and len(draft.tables) > 1:
        del draft.tables[path[0]]
    elif len(path) == _BAND and len(draft.tables[path[0]].bands) > 1:
        bands = draft.tables[path[0]].bands
        del bands[path[1]]
        bands[-1].upper = ""
    elif len(path) == _STEP:
        del draft.tables[path[0]].bands[path[1]].steps[path[2]]
        return path[:_BAND]
    elif len(path) == _LEVEL:
        steps = draft.tables[path[0]].bands[path[1]].steps
        del steps[path[2]][path[3]]
        if not steps[path[2]]:
            del steps[path[2]]
        return path[:_BAND]
    return ()


def _raise(draft: Draft, path: Path) -> Path:
    """Let a step come before the one before it."""
    if len(path) != _STEP or not path[2]:
        return path
    steps = draft.tables[path[0]].bands[path[1]].steps
    steps[path[2] - 1], steps[path[2]] = steps[path[2]], steps[path[2] - 1]
    return (*path[:_BAND], path[2] - 1)


_ACTS: Final = {"open": _open, "add": _add, "drop": _drop, "raise": _raise, "currency": _open}
