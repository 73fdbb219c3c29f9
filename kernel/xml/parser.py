"""The one way lxml parsers are made in this house.

Comments and processing instructions are dropped while parsing, so that the text of an element is
whole: a comment inside a name made `.text` end there. Entities, DTDs, the network and libxml2's
relaxed limits stay off. It must only be given text that passed the gate and the survey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Literal, TypedDict, cast

from lxml import etree

from kernel.errors import Faulty
from kernel.text import Text
from kernel.xml.paths import Element
from kernel.xml.rules import XmlRule


class _Options(TypedDict):
    encoding: str
    resolve_entities: bool
    load_dtd: bool
    dtd_validation: bool
    attribute_defaults: bool
    no_network: bool
    huge_tree: bool
    recover: bool
    remove_comments: bool
    remove_pis: bool
    strip_cdata: bool
    collect_ids: bool


_OPTIONS: Final = _Options(
    encoding="utf-8",
    resolve_entities=False,
    load_dtd=False,
    dtd_validation=False,
    attribute_defaults=False,
    no_network=True,
    huge_tree=False,
    recover=False,
    remove_comments=True,
    remove_pis=True,
    strip_cdata=True,
    collect_ids=False,
)
_EARLY_CHUNKS: Final = 6  # more than the largest start tag
_NAMESPACE_CODES: Final = range(200, 210)
_NAMESPACE: Final = Text(
    "命名空间前缀未声明或重复", "a namespace prefix is undeclared or used twice"
)
_OTHER: Final = Text("语法错误", "a syntax error")


def parse(chunks: Iterable[bytes]) -> Element:
    """Return the root of a small screened document; raises `Faulty`."""
    parser = etree.XMLParser(**_OPTIONS)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        return parser.close()
    except etree.XMLSyntaxError as error:
        raise syntax_fault(error) from None


def completed(chunks: Iterable[bytes], tags: Iterable[str]) -> Iterator[Element]:
    """Yield each element with one of `tags` when it is complete, and finally nothing is left open.

    The parser runs ahead within a chunk: what follows an element may be half there. Raises `Faulty`.
    """
    parser = etree.XMLPullParser(events=("end",), tag=tuple(tags), **_OPTIONS)
    try:
        for chunk in chunks:
            parser.feed(chunk)
            for _, element in parser.read_events():
                yield cast("Element", element)  # "end" events bring nothing else
        parser.close()
    except etree.XMLSyntaxError as error:
        raise syntax_fault(error) from None


def valid(text: bytes, schema: etree.XMLSchema) -> Element:
    """Return the root of a small screened document, validated while it is parsed.

    Raises `Faulty`, which names no place: who wants to know validates element by element. No lock of Python's
    is held meanwhile.
    """
    parser = etree.XMLParser(schema=schema, **_OPTIONS)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise syntax_fault(error) from None
    if len(parser.error_log):
        raise XmlRule.MALFORMED.refusal(line=0, column=0, reason=_OTHER)
    return root


def seen_early(
    chunks: Iterable[bytes], event: Literal["start", "end"], tag: str
) -> Iterator[Element]:
    """Yield elements with `tag` at `event` ("start" or "end") near the beginning of a document."""
    parser = etree.XMLPullParser(events=(event,), tag=tag, **_OPTIONS)
    try:
        for chunk in islice(chunks, _EARLY_CHUNKS):
            parser.feed(chunk)
            for _, element in parser.read_events():
                yield cast("Element", element)
    except etree.XMLSyntaxError as error:
        raise syntax_fault(error) from None


def syntax_fault(error: etree.XMLSyntaxError) -> Faulty:
    """Return the refusal for `error`: its code and place only.

    `error.error_log` is never read: it is the log of the whole thread and holds messages about
    documents of others.
    """
    reason = _NAMESPACE if getattr(error, "code", 0) in _NAMESPACE_CODES else _OTHER
    line, column = error.position
    return XmlRule.MALFORMED.refusal(line=line, column=column, reason=reason)
