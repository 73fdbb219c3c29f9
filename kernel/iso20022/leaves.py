"""The values of an element by their path: `{"PmtId/EndToEndId": "21", …}`.

A payment has some twenty values in a tree of no fixed shape; reading all of them in one walk is
faster than searching for each, and reads like the standard.
"""

from __future__ import annotations

from typing import Final

from kernel.xml import Element, local

_BLANKS: Final = " \t\r\n"


class _Step:
    """One place in the tree: its path, and the places below it by tag."""

    __slots__ = ("below", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.below: dict[str, _Step] = {}

    def to(self, tag: str) -> _Step:
        """Return the place of a child that is met for the first time."""
        name = local(tag)
        step = self.below[tag] = _Step(f"{self.path}/{name}" if self.path else name)
        return step


class Leaves:
    """Values below an element, without blanks around them."""

    __slots__ = ("_more", "_values", "get")

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._more: dict[str, list[str]] = {}
        self.get = self._values.get

    def add(self, path: str, text: str) -> None:
        """Keep one value."""
        if path in self._values:
            self._more.setdefault(path, [self._values[path]]).append(text)
        else:
            self._values[path] = text

    def one(self, *paths: str) -> str:
        """Return the first value at the first of `paths` that is there; empty for none."""
        for path in paths:
            value = self._values.get(path)
            if value is not None:
                return value
        return ""

    def all(self, path: str) -> tuple[str, ...]:
        """Return every value at `path`."""
        if path in self._more:
            return tuple(self._more[path])
        return (self._values[path],) if path in self._values else ()


class LeafReader:
    """Reads the values of many elements of one message; remembers the paths it met."""

    def __init__(self) -> None:
        self._root = _Step("")

    def read(self, element: Element, *, without: str = "") -> Leaves:
        """Return the values below `element`; children named `without` are left out."""
        leaves = Leaves()
        self._walk(element, self._root, leaves, without)
        return leaves

    def _walk(self, element: Element, here: _Step, leaves: Leaves, without: str) -> None:
        """Collect the values below `element`; the depth was checked when it was screened."""
        for child in element:
            tag = child.tag
            step = here.below.get(tag) or here.to(tag)
            if step.path == without:
                continue
            if len(child):
                self._walk(child, step, leaves, "")
            else:
                leaves.add(step.path, (child.text or "").strip(_BLANKS))
