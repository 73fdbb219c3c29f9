"""The payslip (工资条) on a sheet of A5: earnings beside deductions, what is paid out below; many in one file for print.

One slip goes out encrypted (AES-256, PDF 2.0's own scheme): the password is what the employee knows.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from pypdf import PdfReader, PdfWriter

from kernel.text import Text
from receipts.payslips import Items, PayslipFacts
from receipts.render import sheet as on
from receipts.render.sheet import Align, Box, DocumentInfo, Sheet, Style

_TITLE: Final = Text("工资条", "Payslip")
_NET: Final = Text("实发金额", "Net pay")
_PRIVATE: Final = Text("仅限本人查看，请妥善保管。", "For you alone; keep it safe.")
_COLUMNS: Final = (Text("应发", "Earnings"), Text("扣减", "Deductions"), Text("说明", "Other"))
_LEFT: Final = 12.0
_RIGHT: Final = 198.0
_ITEMS_TOP: Final = 47.0
_ITEMS_BOTTOM: Final = 112.0
_ROW_MAX: Final = 6.4
_GAP: Final = 4.0
_SECONDARY: Final = Style(8, colour=on.SECONDARY)


def render(facts: PayslipFacts, password: str) -> bytes:
    """One slip, opened by `password` alone."""
    return _locked(print_all([facts]), password)


def print_all(slips: Sequence[PayslipFacts]) -> bytes:
    """Slips to be printed and handed over, a page each; ValueError if there is none."""
    if not slips:
        message = "there is no payslip to print"
        raise ValueError(message)
    first = slips[0]
    sheet = Sheet(
        DocumentInfo(f"工资条 {first.month}", first.enterprise, "工资条 Payslip", first.made_at)
    )
    for facts in slips:
        _fill(sheet, facts)
        sheet.end_page()
    return sheet.finish()


def _locked(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt(password, secrets.token_urlsafe(24), algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _fill(sheet: Sheet, facts: PayslipFacts) -> None:
    sheet.line(facts.enterprise, Box(_LEFT, 8, _RIGHT, 14), Style(10, colour=on.SECONDARY))
    title = f"{facts.month} {_TITLE.zh} {_TITLE.en}"
    sheet.line(title, Box(_LEFT, 14, _RIGHT, 24), Style(16, is_bold=True))
    who = (
        (Text("姓名", "Name"), facts.name),
        (Text("工号", "No."), facts.number),
        (Text("账号尾号", "Account"), facts.account_tail),
    )
    width = (_RIGHT - _LEFT) / len(who)
    for place, (label, value) in enumerate(who):
        left = _LEFT + place * width
        sheet.line(f"{label.zh} {label.en}", Box(left, 26, left + width - 2, 30), _SECONDARY)
        sheet.line(value, Box(left, 30, left + width - 2, 36), Style(11))
    sheet.rules([(_LEFT, 38, _RIGHT, 38)], 0.6, on.RULE)
    _columns(sheet, facts)
    sheet.rules([(_LEFT, 116, _RIGHT, 116)], 0.6, on.RULE)
    sheet.line(f"{_NET.zh} {_NET.en}", Box(_LEFT, 118, 100, 126), Style(11))
    sheet.line(
        str(facts.net), Box(100, 118, _RIGHT, 126), Style(16, is_bold=True, align=Align.RIGHT)
    )
    said = facts.note or f"{_PRIVATE.zh} {_PRIVATE.en}"
    sheet.block(said, Box(_LEFT, 128, _RIGHT, 142), _SECONDARY)


def _columns(sheet: Sheet, facts: PayslipFacts) -> None:
    filled = [
        (title, items)
        for title, items in zip(_COLUMNS, (facts.income, facts.deductions, facts.info), strict=True)
        if items
    ]
    if not filled:
        return
    width = (_RIGHT - _LEFT + _GAP) / len(filled)
    height = min(_ROW_MAX, (_ITEMS_BOTTOM - _ITEMS_TOP) / max(len(items) for _, items in filled))
    for place, (title, items) in enumerate(filled):
        left = _LEFT + place * width
        box = Box(left, 40, left + width - _GAP, 46)
        sheet.line(f"{title.zh} {title.en}", box, Style(9, is_bold=True))
        _column(sheet, items, left, left + width - _GAP, height)


def _column(sheet: Sheet, items: Items, left: float, right: float, height: float) -> None:
    size, middle = min(9.5, height * 1.7), left + (right - left) * 0.58
    for place, (label, text) in enumerate(items):
        top = _ITEMS_TOP + place * height
        sheet.line(label, Box(left, top, middle - 1, top + height), Style(size))
        sheet.line(text, Box(middle, top, right, top + height), Style(size, align=Align.RIGHT))
