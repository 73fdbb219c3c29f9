"""A receipt, or whatever is told in rows, as an OFD document (GB/T 33190): one page of text and rules, its data attached.

Text is set in a font the reader has (宋体), so that the file stays small; the electronic seal of GB/T 38540 is not
in it. Fixed times and order of parts: the same input gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from kernel.calendar import SHANGHAI
from kernel.capital import capitals
from receipts.facts import Imprint, ReceiptFacts
from receipts.vouchers.embedding import Embedded
from receipts.vouchers.xbrl import sayable

_OFD: Final = "http://www.ofdspec.org/2016"
_WIDTH, _HEIGHT = 210, 148
_LEFT, _MIDDLE, _RIGHT = 12.0, 60.0, 198.0
_TOP, _ROW, _BOTTOM = 34.0, 7.4, 142.0
_FONT: Final = 1
_LAYER: Final = 3
_PAGE: Final = 2
_BODY, _TITLE = 3.4, 6.0
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_WIDE: Final = 0x2E80


@dataclass(frozen=True, slots=True)
class OfdPage:
    """What the page says: a heading, and rows of a label and a value."""

    id: str
    title: str
    """What the file says of itself."""
    heading: str
    author: str
    rows: Sequence[tuple[str, str]]
    at: datetime


def write_ofd(facts: ReceiptFacts, imprint: Imprint, files: Sequence[Embedded]) -> bytes:
    """Return a receipt's container."""
    title = facts.kind.row.title.zh
    page = OfdPage(
        facts.transaction_id.hex, f"{title} {facts.number}", f"{facts.bank.name.zh}　{title}",
        facts.bank.name.zh, tuple(_rows(facts, imprint)), imprint.issued_at,
    )  # fmt: skip
    return contain(page, files)


def contain(page: OfdPage, files: Sequence[Embedded]) -> bytes:
    """Return the container of a page and its files."""
    at = page.at.astimezone(SHANGHAI)
    parts: dict[str, bytes] = {
        "OFD.xml": _entrance(page, f"{at:%Y-%m-%d}"),
        "Doc_0/Document.xml": _document(bool(files)),
        "Doc_0/PublicRes.xml": _resources(),
        "Doc_0/Pages/Page_0/Content.xml": _page(page),
    }
    if files:
        parts["Doc_0/Attachs/Attachments.xml"] = _attachments(files, f"{at:%Y-%m-%dT%H:%M:%S}")
        parts |= {f"Doc_0/Attachs/{file.name}": file.content for file in files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _entrance(page: OfdPage, day: str) -> bytes:
    root = _root("OFD", Version="1.1", DocType="OFD")
    body = _sub(root, "DocBody")
    info = _sub(body, "DocInfo")
    _sub(info, "DocID", page.id)
    _sub(info, "Title", page.title)
    _sub(info, "Author", page.author)
    _sub(info, "CreationDate", day)
    _sub(info, "Creator", "Yinqi")
    _sub(body, "DocRoot", "Doc_0/Document.xml")
    return _written(root)


def _document(has_files: bool) -> bytes:  # noqa: FBT001 - one of two documents
    root = _root("Document")
    common = _sub(root, "CommonData")
    _sub(common, "MaxUnitID", "1000")
    _sub(_sub(common, "PageArea"), "PhysicalBox", f"0 0 {_WIDTH} {_HEIGHT}")
    _sub(common, "PublicRes", "PublicRes.xml")
    pages = _sub(root, "Pages")
    _sub(pages, "Page", ID=str(_PAGE), BaseLoc="Pages/Page_0/Content.xml")
    if has_files:
        _sub(root, "Attachments", "Attachs/Attachments.xml")
    return _written(root)


def _resources() -> bytes:
    root = _root("Res", BaseLoc="Res")
    _sub(_sub(root, "Fonts"), "Font", ID=str(_FONT), FontName="宋体", FamilyName="宋体")
    return _written(root)


def _attachments(files: Sequence[Embedded], at: str) -> bytes:
    root = _root("Attachments")
    for number, file in enumerate(files, start=1):
        one = _sub(
            root, "Attachment", ID=str(number), Name=file.name, Format=file.name.rpartition(".")[2],
            CreationDate=at, Size=f"{len(file.content) / 1024:.2f}", Visible="false",
        )  # fmt: skip
        _sub(one, "FileLoc", file.name)
    return _written(root)


def _page(page: OfdPage) -> bytes:
    root = _root("Page")
    _sub(_sub(root, "Area"), "PhysicalBox", f"0 0 {_WIDTH} {_HEIGHT}")
    layer = _sub(_sub(root, "Content"), "Layer", ID=str(_LAYER), Type="Body")
    ids = iter(range(_LAYER + 1, 1000))
    _text(layer, next(ids), page.heading, (_LEFT, 14.0), _TITLE)
    step = min(_ROW, (_BOTTOM - _TOP) / len(page.rows))
    for place, (label, value) in enumerate(page.rows):
        top = _TOP + place * step
        _rule(layer, next(ids), top)
        _text(layer, next(ids), label, (_LEFT + 2, top + 1.8), _BODY)
        if value:
            room = _RIGHT - _MIDDLE - 2
            size = min(_BODY, room / max(_ems(value), 1))
            _text(layer, next(ids), value, (_MIDDLE, top + 1.8), size)
    _rule(layer, next(ids), _TOP + len(page.rows) * step)
    return _written(root)


def _rows(facts: ReceiptFacts, imprint: Imprint) -> Iterator[tuple[str, str]]:
    yield "回单编号", facts.number
    yield "记账日期", facts.booked_on.isoformat()
    yield "付款人", facts.payer.name
    yield "付款账号", facts.payer.account
    yield "付款开户行", facts.payer.bank_name
    yield "收款人", facts.payee.name
    yield "收款账号", facts.payee.account
    yield "收款开户行", facts.payee.bank_name
    yield "金额（小写）", str(facts.amount)
    yield "金额（大写）", capitals(facts.amount)
    yield "用途", facts.purpose
    yield "摘要", facts.remark
    yield "业务流水号", facts.business_serial
    yield "验证码", imprint.verification_code


def _text(
    layer: etree._Element, number: int, text: str, at: tuple[float, float], size: float
) -> None:
    """One line; each character's width is said, so that every reader sets it alike."""
    left, top = at
    widths = [size if ord(mark) >= _WIDE else size / 2 for mark in text]
    box = f"{left:.2f} {top:.2f} {sum(widths):.2f} {size * 1.3:.2f}"
    found = _sub(
        layer, "TextObject", ID=str(number), Boundary=box, Font=str(_FONT), Size=f"{size:.2f}"
    )
    deltas = " ".join(f"{width:.2f}" for width in widths[:-1])
    more = {"DeltaX": deltas} if deltas else {}
    code = _sub(found, "TextCode", text, X="0", Y=f"{size:.2f}", **more)
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _rule(layer: etree._Element, number: int, top: float) -> None:
    width = _RIGHT - _LEFT
    found = _sub(
        layer,
        "PathObject",
        ID=str(number),
        Boundary=f"{_LEFT} {top:.2f} {width} 0.5",
        LineWidth="0.15",
    )
    _sub(found, "AbbreviatedData", f"M 0 0 L {width} 0")


def _ems(text: str) -> float:
    return sum(1.0 if ord(mark) >= _WIDE else 0.5 for mark in text)


def _root(name: str, **more: str) -> etree._Element:
    return etree.Element(f"{{{_OFD}}}{name}", attrib=more, nsmap={"ofd": _OFD})


def _sub(into: etree._Element, name: str, text: str = "", **more: str) -> etree._Element:
    found = etree.SubElement(into, f"{{{_OFD}}}{name}", attrib=more)
    if text:
        found.text = sayable(text)
    return found


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
