"""The blank form (空白凭证): rules, labels and the bank's name, drawn once per file and filled many times."""

from typing import Final

from kernel.text import Text
from receipts.facts import IssuingBank
from receipts.render import layout as at
from receipts.render import sheet as on
from receipts.render.layout import CELLS, Cell
from receipts.render.sheet import Align, Box, Sheet, Style

SPECIMEN: Final = Text("测试环境", "SPECIMEN")

_TITLE: Final = Style(19, is_bold=True, align=Align.CENTRE, spacing=0.28)
_SIDE: Final = Style(9.5, is_bold=True, align=Align.CENTRE)
_LABEL_ZH: Final = Style(7.8, colour=on.SECONDARY)
_LABEL_EN: Final = Style(5.2, colour=on.SECONDARY)
_HAIR: Final = 0.4
_SIDE_STEP: Final = 5.2


def draw_blank(sheet: Sheet, bank: IssuingBank) -> None:
    """Draw all that receipts of one bank have in common."""
    _shading(sheet)
    if bank.is_test:
        sheet.watermark(f"{SPECIMEN.zh} {SPECIMEN.en}", 50, 22, on.FAINT_STOP)
    _rules(sheet)
    _head(sheet, bank)
    _side(sheet, Text("付款人", "Payer"), at.LEFT)
    _side(sheet, Text("收款人", "Payee"), at.MIDDLE)
    for cell in CELLS.values():
        _label(sheet, cell)
    sheet.line("验证码 Verification code", at.CODE_LABEL, at.SMALL)
    sheet.line("扫描二维码，或在下列网址核验本回单真伪：", at.CODE_HINT, at.SMALL)


def _shading(sheet: Sheet) -> None:
    for left in (at.LEFT, at.MIDDLE):
        sheet.fill(Box(left, at.TABLE_TOP, left + at.LABEL_WIDTH, at.TABLE_BOTTOM), on.SUNKEN)


def _rules(sheet: Sheet) -> None:
    across = [
        (cell.box.left + cell.indent, cell.box.top, cell.box.right, cell.box.top)
        for cell in CELLS.values()
        if cell.box.top > at.TABLE_TOP
    ]
    down = [
        (left + width, at.TABLE_TOP, left + width, at.PARTIES_BOTTOM)
        for left in (at.LEFT, at.MIDDLE)
        for width in (at.SIDE_WIDTH, at.LABEL_WIDTH)
    ]
    down += [
        (left, at.PARTIES_BOTTOM, left, at.TABLE_BOTTOM)
        for left in (at.LEFT + at.LABEL_WIDTH, at.MIDDLE + at.LABEL_WIDTH)
    ]
    down.append((at.MIDDLE, at.TABLE_TOP, at.MIDDLE, at.TABLE_BOTTOM))
    sheet.rules(across + down, _HAIR, on.RULE)
    sheet.frame(Box(at.LEFT, at.TABLE_TOP, at.RIGHT, at.TABLE_BOTTOM), 0.9, on.INK)


def _head(sheet: Sheet, bank: IssuingBank) -> None:
    sheet.fill(Box(at.LEFT, 12.2, at.LEFT + 1.1, 22.8), on.BRAND)
    sheet.line(bank.name.zh, at.BANK_ZH, Style(13, is_bold=True))
    sheet.line(bank.name.en, at.BANK_EN, at.SMALL)
    sheet.line("电子回单", at.TITLE, _TITLE)
    sheet.line("回单编号 Receipt No.", at.NUMBER_LABEL, at.SMALL_RIGHT)
    sheet.rules([(at.LEFT, 26.8, at.RIGHT, 26.8)], 1.1, on.BRAND)


def _side(sheet: Sheet, title: Text, left: float) -> None:
    """Write 付款人 downwards, as printed forms do, with the English word below."""
    right = left + at.SIDE_WIDTH
    middle = (at.TABLE_TOP + at.PARTIES_BOTTOM) / 2
    top = middle - _SIDE_STEP * len(title.zh) / 2 - 1.2
    for character in title.zh:
        sheet.line(character, Box(left, top, right, top + _SIDE_STEP), _SIDE)
        top += _SIDE_STEP
    english = Style(_LABEL_EN.size, colour=on.SECONDARY, align=Align.CENTRE)
    sheet.line(title.en, Box(left, top + 0.4, right, top + 3), english)


def _label(sheet: Sheet, cell: Cell) -> None:
    box = cell.label_box
    middle = (box.top + box.bottom) / 2
    sheet.line(cell.label.zh, Box(box.left, middle - 3.1, box.right, middle + 0.9), _LABEL_ZH)
    sheet.line(cell.label.en, Box(box.left, middle + 0.7, box.right, middle + 3.2), _LABEL_EN)
