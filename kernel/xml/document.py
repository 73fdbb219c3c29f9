"""Screened XML documents: text a parser may see, and the payload cut out of an envelope.

A direct-link envelope carries an ISO 20022 `Document` that may be too large for a tree. The cut is
made at the byte positions expat reports, so that comments, CDATA and attribute values that look
like tags cannot move it; the envelope with a hollow `Document` and the payload are then each parsed
in full, so that no byte escapes the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.sax.saxutils import quoteattr

from kernel.limits import (
    XML_BYTES_MAX,
    XML_FILE_BYTES_MAX,
    XML_FILE_ELEMENTS_MAX,
    XML_TOKEN_BYTES_MAX,
)
from kernel.xml.gate import utf8_chunks
from kernel.xml.glance import Glance
from kernel.xml.parser import seen_early
from kernel.xml.paths import local, path_of
from kernel.xml.rules import XmlRule
from kernel.xml.survey import EndHandler, StartHandler, Survey

_NAME: Final = re.compile(rb"<[^\s/>]+")
_START_TAG: Final = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*+\s*/?>""")


_Scope = dict[str | None, str | None]
"""Prefix (None for the default) to namespace (None where a default is taken back)."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A document within bounds, read anew from its source each time it is asked for.

    The source must stay open and unchanged as long as this is used.
    """

    source: BinaryIO
    begin: int
    end: int
    start_tag: bytes = b""
    """Stands before the stretch: the start tag of a payload that was cut out."""
    plain: bool = False
    """Whether it has nothing in it but tags and texts, and few kinds of tags."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the document as UTF-8 without XML declaration."""
        yield self.start_tag
        yield from _stretch(self.source, self.begin, self.end, checked=True)

    def root_tag(self) -> str:
        """Return the qualified name of the root; raises `Faulty`."""
        return next(seen_early(self.chunks(), "start", "*")).tag

    def early_texts(self, tag: str) -> Iterator[tuple[str, str]]:
        """Yield path and text of elements with `tag` near the beginning."""
        for element in seen_early(self.chunks(), "end", tag):
            yield path_of(element, {}), element.text or ""


def screen(source: BinaryIO) -> Screened:
    """Return the whole document once its shape is known to be within bounds; raises `Faulty`."""
    glance = Glance(XML_FILE_ELEMENTS_MAX)
    if glance.over(utf8_chunks(source, XML_FILE_BYTES_MAX)):
        return Screened(source, 0, glance.size, plain=True)
    size = Survey(XML_FILE_ELEMENTS_MAX).walk(utf8_chunks(source, XML_FILE_BYTES_MAX))
    return Screened(source, 0, size)


def cut(source: BinaryIO, name: str) -> tuple[bytes, Screened]:
    """Part the one element with local name `name` from the envelope around it.

    Returns the envelope, in which the element is left hollow with its attributes, and the element
    as a document of its own: namespaces declared further out are declared on it. Raises `Faulty`
    also when there is none or more than one, or when the envelope is larger than a small document
    may be.
    """
    finder, size = _found(source, name)
    if finder.begin < 0:
        raise XmlRule.PAYLOAD_MISSING.refusal(name=name)
    tag, inside = _start_tag(source, finder.begin)
    hollow = tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
    end = inside if tag.endswith(b"/>") else _after_end_tag(source, finder.end_tag)
    if finder.begin + size - end > XML_BYTES_MAX:
        raise XmlRule.TOO_LARGE.refusal(limit=XML_BYTES_MAX)
    around = (*_stretch(source, 0, finder.begin), hollow, *_stretch(source, end, size))
    payload = Screened(source, inside, end, _declaring(tag, finder.inherited), finder.plain)
    return b"".join(around), payload


def _found(source: BinaryIO, name: str) -> tuple[_Finder, int]:
    """Find the one element, in a plain document by its bytes; return the size of all, too."""
    glance = Glance(XML_FILE_ELEMENTS_MAX, name)
    if glance.over(utf8_chunks(source, XML_FILE_BYTES_MAX)) and glance.pair:
        begin, end_tag = glance.pair
        tag, _ = _start_tag(source, begin)
        finder = _Finder(name)
        finder.walk_to((*_stretch(source, 0, begin), tag))
        if finder.begin == begin:
            finder.end_tag, finder.plain = end_tag, True
            return finder, glance.size
    finder = _Finder(name)
    return finder, finder.walk(utf8_chunks(source, XML_FILE_BYTES_MAX))


class _Finder(Survey):
    """Notes where the wanted element begins and where its end tag stands."""

    def __init__(self, name: str) -> None:
        super().__init__(XML_FILE_ELEMENTS_MAX)
        self._wanted = name
        self._level = 0
        self._scopes: list[_Scope] = []
        self._declared: _Scope = {}
        self.begin = self.end_tag = -1
        self.plain = False
        self.inherited = b""

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Keep a declaration for the element that follows it."""
        super().declare(prefix, uri)
        self._declared[prefix] = uri

    def handlers(self) -> tuple[StartHandler, EndHandler]:
        """Return handlers that note the place, and the namespaces declared around it."""
        start, end = super().handlers()

        def found_or_start(name: str, attributes: dict[str, str]) -> None:
            start(name, attributes)
            declared, self._declared = self._declared, {}
            if self._level:
                return
            if local(name) == self._wanted:
                self._enter(declared)
            else:
                self._scopes.append(declared)

        def left_or_end(name: str) -> None:
            if not self._level:
                self._scopes.pop()
            elif len(self.stack) == self._level:
                self._level = 0
                self.end_tag = self.expat.CurrentByteIndex
            end(name)

        return found_or_start, left_or_end

    def _enter(self, own: _Scope) -> None:
        if self.begin >= 0:
            raise XmlRule.PAYLOAD_TWICE.refusal(self.path, name=self._wanted)
        self._level = len(self.stack)
        self.begin = self.expat.CurrentByteIndex
        scope = {prefix: uri for outer in self._scopes for prefix, uri in outer.items()}
        further_out = (
            f" xmlns:{prefix}={quoteattr(uri)}" if prefix else f" xmlns={quoteattr(uri)}"
            for prefix, uri in scope.items()
            if uri and prefix not in own
        )
        self.inherited = "".join(further_out).encode()


def _stretch(source: BinaryIO, begin: int, end: int, *, checked: bool = False) -> Iterator[bytes]:
    at = 0
    for chunk in utf8_chunks(source, XML_FILE_BYTES_MAX, checked=checked):
        if at + len(chunk) > begin and at < end:
            yield chunk[max(begin - at, 0) : end - at]
        at += len(chunk)
        if at >= end:
            return


def _start_tag(source: BinaryIO, begin: int) -> tuple[bytes, int]:
    """Return the start tag at `begin` and the position behind it."""
    text = b"".join(_stretch(source, begin, begin + XML_TOKEN_BYTES_MAX))
    tag = _START_TAG.match(text)
    if tag is None:
        raise XmlRule.TOKEN_TOO_LARGE.refusal(limit=XML_TOKEN_BYTES_MAX)
    return tag[0], begin + tag.end()


def _after_end_tag(source: BinaryIO, begin: int) -> int:
    text = b"".join(_stretch(source, begin, begin + XML_TOKEN_BYTES_MAX))
    length = text.find(b">") + 1
    if not length:
        raise XmlRule.TOKEN_TOO_LARGE.refusal(limit=XML_TOKEN_BYTES_MAX)
    return begin + length


def _declaring(tag: bytes, declarations: bytes) -> bytes:
    """Return the start tag `tag` with further namespace `declarations` behind its name."""
    name = _NAME.match(tag)
    at = name.end() if name else 0
    return tag[:at] + declarations + tag[at:]
