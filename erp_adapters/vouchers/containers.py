"""Files inside files: what is attached to a PDF, or listed by an OFD container. Bounded; paths are only names."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

BYTES_MAX: Final = 64 << 20
FILES_MAX: Final = 20_000
_PDF: Final = b"%PDF-"
_ZIP: Final = b"PK\x03\x04"


class Unreadable(ValueError):
    """Not a container we can read, or one that holds too much."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside another."""

    name: str
    content: bytes


def attachments(data: bytes) -> list[Attached]:
    """What a document holds; an XML document holds itself. Raises Unreadable."""
    if data.startswith(_PDF):
        return list(_bounded(_in_pdf(data)))
    if data.startswith(_ZIP):
        return list(_bounded(_in_ofd(data)))
    return [Attached("", data)]


def parsed(content: bytes) -> etree._Element:
    """The root of a document, with nothing fetched and nothing expanded. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        message = f"not an XML document: {fault}"
        raise Unreadable(message) from fault


def _bounded(found: Iterator[Attached]) -> Iterator[Attached]:
    size = 0
    for number, one in enumerate(found, start=1):
        size += len(one.content)
        if number > FILES_MAX or size > BYTES_MAX:
            message = "it holds too much"
            raise Unreadable(message)
        name = posixpath.basename(one.name.replace("\\", "/"))
        if name not in {"", ".", ".."}:
            yield Attached(name, one.content)


def _in_pdf(data: bytes) -> Iterator[Attached]:
    try:
        reader = PdfReader(io.BytesIO(data))
        for name, contents in reader.attachments.items():
            for content in contents:
                yield Attached(name, content)
    except (PyPdfError, KeyError, TypeError, ValueError) as fault:
        message = f"not a PDF we can read: {fault}"
        raise Unreadable(message) from fault


def _in_ofd(data: bytes) -> Iterator[Attached]:
    """Follow the references from OFD.xml: no path but that one is fixed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for place in _texts(archive, "OFD.xml", "DocRoot"):
                for listing in _texts(archive, place, "Attachments"):
                    for one in _texts(archive, listing, "FileLoc"):
                        yield Attached(one, _part(archive, one))
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as fault:
        message = f"not an OFD document we can read: {fault}"
        raise Unreadable(message) from fault


def _texts(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[str]:
    """Where the elements of that name lead, seen from the part they stand in."""
    for element in parsed(_part(archive, part)).iter("{*}" + name):
        where = (element.text or "").strip()
        if where.startswith("/"):
            yield where.lstrip("/")
        elif where:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(part), where))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > BYTES_MAX:
        message = f"{name} is too large"
        raise Unreadable(message)
    return archive.read(name)
