"""The rule of compatibility (docs/direct-link/changes.md): which change would break somebody's program.

Requests may become easier to write and answers may say more; nothing else. Answers grow at their end, for
a program may read them by their order (zeep leaves out all that follows an element it does not know).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tools.editions.facts import Fact, Facts, Place

Judge = Callable[[Fact, Fact], Iterator[str]]


def breaches(released: Facts, today: Facts) -> list[str]:
    """Every promise of the released edition that today's does not keep, as a sentence each."""
    found = [
        f"{_named(place)}: {what}"
        for place, fact in released.items()
        for what in _changed(place, fact, today.get(place))
    ]
    return found + list(_newly_needed(released, today)) + list(_moved(released, today))


def additions(released: Facts, today: Facts) -> list[str]:
    """What today's edition has and the released one had not."""
    return [_named(place) for place in today if place not in released]


def _changed(place: Place, old: Fact, new: Fact | None) -> Iterator[str]:
    if new is None:
        yield "is gone"
    else:
        yield from _JUDGES[place[0].rpartition(" ")[2]](old, new)


def _operation(old: Fact, new: Fact) -> Iterator[str]:
    if old["key"] != new["key"]:
        yield "its key of idempotency is another"
    for part in ("asked", "answered"):
        if not set(old[part]) <= set(new[part]):
            yield f"no longer {part}: {', '.join(sorted(set(old[part]) - set(new[part])))}"
    if old["answered"][0] != new["answered"][0]:
        yield "another message is answered when none is asked for"


def _fixed(old: Fact, new: Fact) -> Iterator[str]:
    yield from (f"{name} was {old[name]}, is {new[name]}" for name in old if old[name] != new[name])


def _request(old: Fact, new: Fact) -> Iterator[str]:
    yield from _field(old, new)
    if new["needed"] and not old["needed"]:
        yield "is required now"
    longest = new.get("longest")
    if longest and longest < old.get("longest", longest + 1):
        yield f"may be {longest} long, no longer {old.get('longest', 'as long as one likes')}"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield "another pattern: what was right may be refused"
    if "values" in new and "values" not in old:
        yield "only some values are left"


def _answer(old: Fact, new: Fact) -> Iterator[str]:
    yield from _field(old, new)
    if old["needed"] and not new["needed"]:
        yield "may be absent now"
    if "longest" in old and new.get("longest", old["longest"] + 1) > old["longest"]:
        yield f"may be longer than {old['longest']}, which generated code refuses"
    if "pattern" in old and new.get("pattern") != old["pattern"]:
        yield "another pattern, which generated code refuses"


def _field(old: Fact, new: Fact) -> Iterator[str]:
    """What neither a request's field nor an answer's may become."""
    yield from (
        f"{name} was {old[name]}, is {new[name]}"
        for name in ("kind", "many")
        if old[name] != new[name]
    )
    if "values" in new and (gone := set(old.get("values", ())) - set(new["values"])):
        yield f"values are gone: {', '.join(sorted(gone))}"


_JUDGES: Final[dict[str, Judge]] = {
    "operation": _operation,
    "reason": _fixed,
    "status": _fixed,
    "soap": _fixed,
    "topic": _fixed,
    "request": _request,
    "answer": _answer,
}


def _newly_needed(released: Facts, today: Facts) -> Iterator[str]:
    """New fields of requests there were, which must be filled in."""
    known = {place[:2] for place in released}
    for place, fact in today.items():
        new = place not in released and place[:2] in known
        if new and place[0].endswith("request") and fact["needed"]:
            yield f"{_named(place)}: is new and required"


def _moved(released: Facts, today: Facts) -> Iterator[str]:
    """XML is read in its order: requests keep theirs, and answers grow at their end only."""
    before, now = _records(released), _records(today)
    for record, fields in before.items():
        names = now.get(record, [])
        kept = [name for name in names if name in fields]
        if kept != [name for name in fields if name in names]:
            yield f"{_named(record)}: its elements stand in another order"
        elif record[0] == "xml answer" and names[: len(kept)] != kept:
            yield f"{_named(record)}: something new stands before what there was"


def _records(facts: Facts) -> dict[Place, list[str]]:
    found: dict[Place, list[str]] = {}
    for place in facts:
        if place[0].startswith("xml"):
            found.setdefault(place[:2], []).append(place[2])
    return found


def _named(place: Place) -> str:
    return f"{place[0]} {'.'.join(place[1:])}"
