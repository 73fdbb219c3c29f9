"""A quick look at a large document: whether it can break none of the bounds a survey watches.

A survey calls Python at every tag, which takes longer than reading the document. Files as ERPs write them
have no comments, no CDATA and few kinds of tags; then every `<` is a tag, and counting bytes says as
much. What is not that plain is left to the survey. Depth is bounded by libxml2 itself, at four times ours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from kernel.limits import (
    XML_ATTRIBUTES_MAX,
    XML_NAME_CHARS_MAX,
    XML_NAMES_MAX,
    XML_TOKEN_BYTES_MAX,
)

_START_TAG: Final = re.compile(rb"<[^/<>][^<>]*")
_PREFIX: Final = re.compile(rb"\s([^\s<>=:\"']+):[^\s<>=:\"']+\s*=")
_DECLARED: Final = re.compile(rb"\sxmlns:([^\s<>=:]+)\s*=")
_NAMESPACE: Final = re.compile(rb"\sxmlns(?::[^\s<>=:]+)?\s*=\s*[\"'][A-Za-z0-9:/._#-]*[\"']")

_FEW_TAGS: Final = 100
"""As ERPs write them; each is tried at every tag."""


class Glance:
    """What was seen of a document; `size` and `places` are right only while it is `plain`."""

    def __init__(self, elements_max: int, name: str = "") -> None:
        """`name` is a local name whose tags are to be found."""
        self.plain = True
        self.size = 0
        self.opened: list[int] = []
        """Where start tags of the wanted name begin."""
        self.closed: list[int] = []
        self._elements_left = elements_max
        self._open_tags = 0
        self._tags: set[bytes] = set()
        self._strange: re.Pattern[bytes] | None = None
        self._name = name.encode()
        pattern = rb"<(/?)(?:[^\s<>/:]+:)?%s(?=[\s/>])" % re.escape(name.encode())
        self._wanted = re.compile(pattern) if name else None

    def over(self, chunks: Iterable[bytes]) -> bool:
        """Look at all of it; returns whether it is plain."""
        for text in _whole_tags(chunks):
            if not self._fits(text):
                self.plain = False
                return False
            if self._wanted is not None and self._name in text:
                for found in self._wanted.finditer(text):
                    (self.closed if found[1] else self.opened).append(self.size + found.start())
            self.size += len(text)
        self.plain = not self._open_tags and self._prefixes() <= self._declared()
        return self.plain

    @property
    def pair(self) -> tuple[int, int] | None:
        """Where the one element of the wanted name begins and where its end tag does."""
        if len(self.opened) == len(self.closed) == 1:
            return self.opened[0], self.closed[0]
        return None

    def _fits(self, text: bytes) -> bool:
        if len(text) > 2 * XML_TOKEN_BYTES_MAX:
            return False
        closing, slashes = text.count(b"</"), text.count(b"/")
        opening = text.count(b"<") - closing
        self._elements_left -= opening
        self._open_tags += opening - closing
        if slashes != closing:  # one byte is counted much faster than two
            self._open_tags -= text.count(b"/>")
        return self._elements_left >= 0 and (self._knows_all(text) or self._learns(text))

    def _knows_all(self, text: bytes) -> bool:
        """Whether it has nothing but end tags and start tags that were seen before."""
        return self._strange is not None and self._strange.search(text) is None

    def _learns(self, text: bytes) -> bool:
        """Note the start tags that are new, if nothing of them is unusual."""
        if b"<!" in text or b"<?" in text:
            return False
        new = set(_START_TAG.findall(text)) - self._tags
        self._tags |= new
        self._strange = _other_than(self._tags)
        return (
            len(self._tags) <= XML_NAMES_MAX - XML_ATTRIBUTES_MAX
            and all(map(_is_simple, new))
            and len(self._attributed()) <= XML_ATTRIBUTES_MAX
        )

    def _attributed(self) -> set[bytes]:
        return {tag for tag in self._tags if b"=" in tag}

    def _prefixes(self) -> set[bytes]:
        """Prefixes of elements and attributes; which of them are undeclared, a survey tells best."""
        names = {tag[1:].split(None, 1)[0].rstrip(b"/") for tag in self._tags}
        of_elements = {name.partition(b":")[0] for name in names if b":" in name}
        of_attributes = {found for tag in self._attributed() for found in _PREFIX.findall(tag)}
        return (of_elements | of_attributes) - {b"xmlns", b"xml"}

    def _declared(self) -> set[bytes]:
        return {found for tag in self._attributed() for found in _DECLARED.findall(tag)}


def _other_than(tags: Collection[bytes]) -> re.Pattern[bytes] | None:
    """What begins neither an end tag nor one of these start tags; nothing where so many are looked for no faster."""
    if len(tags) > _FEW_TAGS:
        return None
    known = b"|".join(re.escape(tag[1:]) for tag in sorted(tags))
    return re.compile(rb"<(?!/|(?:%b)>)" % known)


def _is_simple(tag: bytes) -> bool:
    """Whether all of the tag was seen, and its namespaces are plain.

    A `>` inside a value would end it too early. libxml2 says nothing of a bad namespace while it
    validates.
    """
    quotes, ticks = tag.count(b'"'), tag.count(b"'")
    named = tag.count(b"xmlns") == len(_NAMESPACE.findall(tag))
    return (
        len(tag) <= XML_NAME_CHARS_MAX
        and named
        and not (quotes and ticks)
        and quotes % 2 == ticks % 2 == 0
    )


def _whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, parted behind a `>` so that no tag is cut."""
    left = b""
    for chunk in chunks:
        end = chunk.rfind(b">") + 1
        if not end:
            left += chunk
            if len(left) > 2 * XML_TOKEN_BYTES_MAX:
                break
            continue
        yield left + chunk[:end]
        left = chunk[end:]
    if left:
        yield left
