"""Builds the elements of a message; an element that has nothing to say is not there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from kernel.xml import Element

Part = Element | str | None


class Builder:
    """Makes elements of one namespace: `e("Acct", e("Ccy", "CNY"))`.

    With an empty namespace it makes bare elements, for fragments that are written inside a document
    whose default namespace they take on.
    """

    def __init__(self, namespace: str) -> None:
        self._prefix = f"{{{namespace}}}" if namespace else ""
        self._nsmap: Any = {None: namespace} if namespace else None  # the stubs know no None key

    def __call__(self, name: str, *parts: Part, **attributes: str) -> Element:
        """Return the element `name`; parts that are None are left out."""
        element = etree.Element(f"{self._prefix}{name}", attributes, nsmap=self._nsmap)
        for part in parts:
            if isinstance(part, str):
                element.text = (element.text or "") + part
            elif part is not None:
                element.append(part)
        return element

    def maybe(self, name: str, *parts: Part) -> Element | None:
        """Return the element `name`, or None if no part of it is there."""
        there = [part for part in parts if part is not None and part != ""]
        return self(name, *there) if there else None

    def each(self, name: str, texts: tuple[str, ...]) -> tuple[Element, ...]:
        """Return one element for each text."""
        return tuple(self(name, text) for text in texts if text)


def iso_time(at: datetime) -> str:
    """Return an aware time as UTC to the second: `2026-11-21T13:00:00Z`."""
    if at.tzinfo is None:
        message = "a time in a message is aware"
        raise ValueError(message)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_lines(text: str, width: int) -> tuple[str, ...]:
    """Cut `text` into pieces an element can hold; no character is lost."""
    return tuple(text[start : start + width] for start in range(0, len(text), width))
