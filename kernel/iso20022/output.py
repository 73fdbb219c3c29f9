"""The last look at what we send: nothing leaves that its official schema refuses."""

from __future__ import annotations

import re
from typing import BinaryIO

from lxml import etree

from kernel.iso20022.schemas import schema
from kernel.xml import Element, local, to_bytes


class BrokenMessage(Exception):
    """We built a message its schema refuses: our fault, or data no message of the kind can hold.

    Says which rule and where, never the value: this text goes to a log.
    """


def valid_bytes(document: Element, name: str) -> bytes:
    """Return `document` as bytes once it is valid against the schema `name`."""
    faults = [f"{finding.code} at {finding.field}" for finding in schema(name).findings(document)]
    if faults:
        raise BrokenMessage("; ".join(faults))
    return to_bytes(document)


def check_written(out: BinaryIO, name: str) -> None:
    """Read what was written to `out` in constant memory, and leave `out` at its start."""
    out.seek(0)
    try:
        for _, element in etree.iterparse(out, events=("end",), schema=schema(name).compiled()):
            element.clear()
    except etree.XMLSyntaxError as error:
        about = re.match(r"Element '([^']*)'", error.msg)
        place = local(about[1]) if about else "the document"
        message = f"{name}: {place} is refused at line {error.lineno}"
        raise BrokenMessage(message) from None
    out.seek(0)
