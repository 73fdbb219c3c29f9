"""A slip of a bill's act (票据业务回单) and the voucher of a discount (贴现凭证), on A5, sealed and with a slot to be signed in."""

from __future__ import annotations

from typing import Final

from kernel.capital import capitals
from kernel.money import format_minor
from kernel.text import Text
from receipts.bill_slip import BillSlip, SlipLine
from receipts.render import sheet as on
from receipts.render.layout import LEFT, RIGHT
from receipts.render.seal import RoundSeal
from receipts.render.sheet import Align, Box, DocumentInfo, Sheet, Style
from receipts.signing import Slot

SEAL_WORDS: Final = "票据业务专用章"
_TEST_WORDS: Final = "测试专用"
_TITLE: Final = Style(16, is_bold=True, align=Align.CENTRE, spacing=0.15)
_LABEL: Final = Style(7.2, colour=on.SECONDARY)
_VALUE: Final = Style(8.6)
_STRONG: Final = Style(10.5, is_bold=True)
_SMALL: Final = Style(6.4, colour=on.SECONDARY)
_RADIUS: Final = 15.0
_SEAL: Final = Box(RIGHT - 36, 98, RIGHT - 6, 128)
_TOP: Final = 30.0
_ROW: Final = 7.6
_COLUMNS: Final = 2
_LABEL_WIDTH: Final = 25.0
_MIDDLE: Final = (LEFT + RIGHT) / 2


def render_slip(slip: BillSlip, slot: Slot | None = None) -> bytes:
    """One page; the same bytes for the same facts."""
    info = DocumentInfo(f"{slip.title.zh} {slip.number}", slip.bank, slip.title.zh, slip.printed_at)
    sheet = Sheet(info)
    _head(sheet, slip)
    top = _wide(sheet, _TOP, "金额", f"人民币（大写）{capitals(slip.money, named=False)}    ¥ {format_minor(slip.money.minor, slip.money.currency)}")  # fmt: skip
    top = _pair(sheet, top, [SlipLine(Text("票据（包）号码", ""), slip.bill_number), SlipLine(Text("子票区间", ""), slip.interval)])  # fmt: skip
    for at in range(0, len(slip.lines), _COLUMNS):
        top = _pair(sheet, top, list(slip.lines[at : at + _COLUMNS]))
    sheet.frame(Box(LEFT, _TOP, RIGHT, top), 0.9, on.INK)
    sheet.seal(
        RoundSeal(
            slip.bank,
            _TEST_WORDS if slip.is_test else SEAL_WORDS,
            _SEAL.left + _RADIUS,
            _SEAL.top + _RADIUS,
            _RADIUS,
        )
    )
    if slot:
        sheet.sign_here(slot, _SEAL)
    _foot(sheet, slip)
    sheet.end_page()
    return sheet.finish()


def _head(sheet: Sheet, slip: BillSlip) -> None:
    if slip.is_test:
        sheet.watermark("测试环境 SPECIMEN", 80, Style(50, is_bold=True, colour=on.FAINT_STOP), 22)
    brand = on.colour_of(slip.colour) if slip.colour else on.BRAND
    sheet.fill(Box(LEFT, 12.2, LEFT + 1.1, 22.8), brand)
    sheet.line(slip.bank, Box(LEFT + 3, 12, LEFT + 60, 18), _STRONG)
    sheet.line(slip.title.en, Box(LEFT + 3, 18, LEFT + 60, 23), _SMALL)
    sheet.line(slip.title.zh, Box(LEFT + 45, 12, RIGHT - 45, 24), _TITLE)
    sheet.line(f"编号 {slip.number}", Box(RIGHT - 60, 12, RIGHT, 18), Style(7.4, align=Align.RIGHT))
    sheet.rules([(LEFT, 26.8, RIGHT, 26.8)], 1.1, brand)


def _wide(sheet: Sheet, top: float, label: str, value: str) -> float:
    _cell(sheet, Box(LEFT, top, RIGHT, top + _ROW), label, value, _STRONG)
    return top + _ROW


def _pair(sheet: Sheet, top: float, lines: list[SlipLine]) -> float:
    places = [(LEFT, _MIDDLE), (_MIDDLE, RIGHT)] if len(lines) == _COLUMNS else [(LEFT, RIGHT)]
    for (left, right), line in zip(places, lines, strict=True):
        _cell(sheet, Box(left, top, right, top + _ROW), line.label.zh, line.value, _VALUE)
    sheet.rules([(LEFT, top, RIGHT, top)], 0.4, on.RULE)
    return top + _ROW


def _cell(sheet: Sheet, box: Box, label: str, value: str, style: Style) -> None:
    edge = box.left + _LABEL_WIDTH
    sheet.fill(Box(box.left, box.top, edge, box.bottom), on.SUNKEN)
    sheet.line(label, Box(box.left + 1.5, box.top, edge - 1, box.bottom), _LABEL)
    sheet.block(value, Box(edge + 2, box.top + 0.3, box.right - 1.5, box.bottom - 0.3), style)


def _foot(sheet: Sheet, slip: BillSlip) -> None:
    sheet.line(f"交易指纹 SM3 {slip.fingerprint}", Box(LEFT, 129, RIGHT, 133), _SMALL)
    said = f"办结时间 {slip.done_at:%Y-%m-%d %H:%M:%S} · 打印时间 {slip.printed_at:%Y-%m-%d %H:%M:%S} · 重复打印注意避免重复记账"
    sheet.line(said, Box(LEFT, 134, RIGHT, 139), _SMALL)
