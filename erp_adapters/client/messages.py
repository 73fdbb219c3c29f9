"""Writes requests: the envelope around a record, or around a document exactly as the ERP wrote it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from lxml import etree

from erp_adapters.client.config import LinkConfig
from erp_adapters.client.errors import FileWrong
from kernel.charset import Encoding
from kernel.errors import Faulty
from kernel.text import Text
from kernel.xml import Element, encoding_of, screen

NAMESPACE: Final = "urn:yinqi:link:1"
_NSMAP: Final[Any] = {None: NAMESPACE}  # the stubs know no None key
_EMPTY_BODY: Final = b"<Body/>"
_DECLARATION: Final = re.compile(rb"\s*<\?xml\s[^>]*\?>")
_START_BYTES: Final = 256
Fields = Mapping[str, "str | Sequence[Mapping[str, str]]"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes each message a new one."""

    at: datetime
    nonce: str


@dataclass(frozen=True, slots=True)
class Document:
    """A pain.001 as the ERP wrote it, and the MsgId it is known by."""

    content: bytes
    encoding: Encoding
    message_id: str


def read_document(path: Path) -> Document:
    """Read a payment file; raises FileWrong. What is in it, the bank judges."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise FileWrong(name=path.name, reason=str(fault.strerror)) from fault
    return document_in(content, path.name)


def document_in(content: bytes, name: str) -> Document:
    """The same of bytes that are there already; `name` is what a fault calls them."""
    try:
        found = encoding_of(content[:_START_BYTES])
        document = screen(BytesIO(content))
        namespace = document.root_tag().rpartition("}")[0]
        ids = document.early_texts(f"{namespace}}}MsgId" if namespace else "MsgId")
        message_id = next((text for _, text in ids), "")
    except Faulty as fault:
        raise FileWrong(name=name, reason=fault.findings[0].text) from fault
    if not message_id:
        reason = Text("没有 GrpHdr/MsgId", "there is no GrpHdr/MsgId")
        raise FileWrong(name=name, reason=reason)
    return Document(content, found, message_id)


def record(config: LinkConfig, stamp: Stamp, operation: str, name: str, values: Fields) -> bytes:
    """The request whose body is one record; a field may hold records of its own."""
    root, body = _envelope(config, stamp, operation)
    _fill(etree.SubElement(body, _tag(name)), values)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _fill(element: Element, values: Fields) -> None:
    for field, value in values.items():
        if not isinstance(value, str):
            for each in value:
                _fill(etree.SubElement(element, _tag(field)), each)
        elif value:
            etree.SubElement(element, _tag(field)).text = value


def carrier(config: LinkConfig, stamp: Stamp, operation: str, document: Document) -> bytes:
    """The request whose body is a document: its bytes are laid in, in its own encoding."""
    root, _ = _envelope(config, stamp, operation)
    before, _, after = etree.tostring(root).partition(
        _EMPTY_BODY
    )  # ASCII, in any encoding the same
    content = document.content.removeprefix(codecs.BOM_UTF8)
    declared = _DECLARATION.match(content)
    inside = content[declared.end() :] if declared else content
    label = document.encoding.upper().encode("ascii")
    declaration = b'<?xml version="1.0" encoding="%b"?>\n' % label
    return b"".join((declaration, before, b"<Body>", inside.strip(), b"</Body>", after))


def _envelope(config: LinkConfig, stamp: Stamp, operation: str) -> tuple[Element, Element]:
    root = etree.Element(_tag("Request"), nsmap=_NSMAP)
    head = etree.SubElement(root, _tag("Head"))
    said = {
        "Operation": operation,
        "Bank": config.bank,
        "Enterprise": config.enterprise,
        "Operator": config.operator,
        "Certificate": config.certificate,
        "Timestamp": stamp.at.isoformat(timespec="seconds"),
        "Nonce": stamp.nonce,
    }
    for name, value in said.items():
        etree.SubElement(head, _tag(name)).text = value
    return root, etree.SubElement(root, _tag("Body"))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
