"""Reads small XML documents whole: direct-link envelopes, SOAP requests, answers of other banks."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from lxml import etree

from kernel.errors import Faulty
from kernel.findings import Findings
from kernel.limits import XML_BYTES_MAX, XML_ELEMENTS_MAX, XML_TEXT_CHARS_MAX
from kernel.xml.gate import utf8_chunks
from kernel.xml.parser import parse
from kernel.xml.paths import Element, path_of
from kernel.xml.rules import XmlRule
from kernel.xml.schema import Schema
from kernel.xml.survey import Survey, plainly_small


def read_tree(data: bytes, schema: Schema | None = None) -> Element:
    """Return the root of `data`, valid against `schema` if one is given.

    The text of an element is whole (no comments in between) and `.text` may be used. Raises
    `Faulty` with every fault of the document.
    """
    root = _parsed([*utf8_chunks(BytesIO(data), XML_BYTES_MAX)])
    for element in root.iter():
        if len(element.text or "") > XML_TEXT_CHARS_MAX:
            raise XmlRule.TEXT_TOO_LONG.refusal(path_of(element, {}), limit=XML_TEXT_CHARS_MAX)
    if schema is not None:
        findings = Findings()
        findings.extend(schema.findings(root))
        findings.refuse_if_any()
    return root


def _parsed(chunks: Sequence[bytes]) -> Element:
    """Parse what is within bounds; what is wrong is told in the survey's words."""
    walked = not plainly_small(chunks)
    if walked:
        Survey(XML_ELEMENTS_MAX).walk(chunks)
    try:
        return parse(chunks)
    except Faulty:
        if not walked:
            Survey(XML_ELEMENTS_MAX).walk(chunks)
        raise


def to_bytes(root: Element) -> bytes:
    """Return `root` as a UTF-8 document with its declaration."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def canonical(element: Element, prefixes: Sequence[str] = ()) -> bytes:
    """Return `element` in exclusive canonical form (exc-c14n), keeping the `prefixes` it names."""
    kept = list(prefixes) or None
    return etree.tostring(element, method="c14n", exclusive=True, inclusive_ns_prefixes=kept)
