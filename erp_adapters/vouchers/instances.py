"""What an XBRL instance of a voucher says, as plain data that programs and spreadsheets take."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from lxml import etree

from erp_adapters.vouchers.containers import Unreadable, attachments, parsed

_XBRLI: Final = "{http://www.xbrl.org/2003/instance}"
_KIND: Final = re.compile(r"http://xbrl\.mof\.gov\.cn/taxonomy/([0-9-]+)/([a-z]+)")


@dataclass(frozen=True, slots=True)
class Voucher:
    """One voucher: its kind (`bker`, `bkrs` …), the standard's version, who issued it, and what it says."""

    kind: str
    version: str
    issuer: str
    on: str
    currency: str
    items: dict[str, str]
    tuples: tuple[dict[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


def vouchers_in(data: bytes) -> list[Voucher]:
    """The vouchers of a PDF, an OFD document or an XML document; other attachments are passed over.

    Raises Unreadable for what is no container and no XML.
    """
    found = []
    for one in attachments(data):
        if one.name and not one.name.lower().endswith((".xml", ".xbrl")):
            continue
        root = parsed(one.content)
        if root.tag == f"{_XBRLI}xbrl":
            found.append(read_voucher(one.content))
    return found


def read_voucher(content: bytes) -> Voucher:
    """Read one instance, of whichever version. Raises Unreadable for anything else."""
    root = parsed(content)
    facts = [child for child in root if _KIND.match(etree.QName(child).namespace or "")]
    if root.tag != f"{_XBRLI}xbrl" or not facts:
        message = "not a voucher of the standard"
        raise Unreadable(message)
    named = _KIND.match(etree.QName(facts[0]).namespace or "")
    version, kind = named.groups() if named else ("", "")
    return Voucher(
        kind=kind,
        version=version,
        issuer=_said(root, "identifier"),
        on=_said(root, "instant"),
        currency=_said(root, "measure").rpartition(":")[2],
        items={etree.QName(one).localname: one.text or "" for one in facts if not len(one)},
        tuples=tuple(_row(one) for one in facts if len(one)),
    )


def _row(found: etree._Element) -> dict[str, str]:
    return {etree.QName(one).localname: one.text or "" for one in found}


def _said(root: etree._Element, name: str) -> str:
    element = next(root.iter(_XBRLI + name), None)
    return (element.text or "").strip() if element is not None else ""
