"""Reads large XML documents element by element in constant memory.

The wanted elements are named by their place, not by their name: a `CdtTrfTxInf` inside
supplementary data is no payment. What was handed out is dropped when its next sibling of the same
kind comes, so that an enclosing element still holds its last one and can be validated. Nothing
handed out may be acted upon before the end: a fault may stand in the last line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kernel.limits import XML_CHUNK_BYTES, XML_TOKEN_BYTES_MAX
from kernel.xml.document import Screened
from kernel.xml.parser import completed
from kernel.xml.paths import Element, local
from kernel.xml.rules import XmlRule

Place = tuple[str, ...]
"""The tags from the root down to an element."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One completed element at one of the wanted places."""

    place: Place
    element: Element
    strangers: tuple[str, ...] = ()
    """Names of elements that stood between this one and the one before, where none may stand."""


def units(document: Screened, places: frozenset[Place]) -> Iterator[Unit]:
    """Yield the elements of `document` at `places` as they are completed, the root last.

    An element may be read until the next one is asked for. Raises `Faulty` when the document is
    not well-formed, or when too much stands between two units.
    """
    meter = Meter()
    runs: dict[Place, Element | None] = {}
    tags = frozenset(place[-1] for place in places)
    for element in completed(meter.passing(document.chunks()), tags):
        place = _place(element)
        if place not in places:
            continue
        meter.waiting = 0
        parent = element.getparent()
        repeated = parent is not None and runs.get(place) is parent
        yield Unit(place, element, _drop_before(element) if repeated else ())
        runs[place] = parent


class Meter:
    """Counts what the parser holds since the last unit was completed."""

    def __init__(self) -> None:
        self.waiting = 0

    def passing(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Pass chunks on; raises `Faulty` when too many came without a unit."""
        for chunk in chunks:
            self.waiting += len(chunk)
            if self.waiting > XML_TOKEN_BYTES_MAX + XML_CHUNK_BYTES:
                raise XmlRule.TOKEN_TOO_LARGE.refusal(limit=XML_TOKEN_BYTES_MAX)
            yield chunk


def _place(element: Element) -> Place:
    tags = [element.tag]
    while (parent := element.getparent()) is not None:
        tags.append(parent.tag)
        element = parent
    return tuple(reversed(tags))


def _drop_before(element: Element) -> tuple[str, ...]:
    """Remove what precedes `element` up to its predecessor; return the names of strangers.

    Only what lies before is touched: the parser is done with it, but not with `element`'s tail.
    """
    strangers = []
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)
        if before.tag == element.tag:
            break
        strangers.append(local(before.tag))
    return tuple(reversed(strangers))
