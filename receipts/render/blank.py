"""The blank form (空白凭证): rules, labels and the bank's name, drawn once per file and filled many times."""

from dataclasses import dataclass
from typing import Final

from kernel.text import Text
from receipts.facts import IssuingBank
from receipts.kinds import Label
from receipts.render import layout as at
from receipts.render import sheet as on
from receipts.render.layout import Cell, Layout
from receipts.render.seal import RoundSeal
from receipts.render.sheet import Align, Box, Sheet, Style

SPECIMEN: Final = Text("测试环境", "SPECIMEN")
SEAL_PURPOSE: Final = Text("电子回单专用章", "Receipt seal")
PAYER: Final = Text("付款人", "Payer")
PAYEE: Final = Text("收款人", "Payee")
_TEST_PURPOSE: Final = "测试专用章"

_TITLE: Final = Style(19, is_bold=True, align=Align.CENTRE, spacing=0.28)
_SIDE: Final = Style(9.5, is_bold=True, align=Align.CENTRE)
_LABEL_ZH: Final = Style(7.8, colour=on.SECONDARY)
_LABEL_EN: Final = Style(5.2, colour=on.SECONDARY)
_LOW_ZH: Final = Style(6.4, colour=on.SECONDARY)
_LOW_EN: Final = Style(4.6, colour=on.SECONDARY)
_HAIR: Final = 0.4
_SIDE_STEP: Final = 5.2
_LOW: Final = 6.2


@dataclass(frozen=True, slots=True)
class Look:
    """What receipts of one bank and kind have in common."""

    bank: IssuingBank
    labels: tuple[Label, ...]
    """What cells and sides are called, where kinds differ."""
    colour: str
    is_sealed: bool

    def label(self, name: str, usual: Text) -> Text:
        """What a cell or side is called here."""
        return dict(self.labels).get(name, usual)


def draw_blank(sheet: Sheet, places: Layout, look: Look) -> None:
    """Draw all that such receipts have in common."""
    _shading(sheet, places)
    if look.bank.is_test:
        middle = (places.table_top + places.table_bottom) / 2
        words = f"{SPECIMEN.zh} {SPECIMEN.en}"
        sheet.watermark(words, middle, Style(50, is_bold=True, colour=on.FAINT_STOP), 22)
    _rules(sheet, places)
    _head(sheet, places, look)
    _side(sheet, places, look.label("payer", PAYER), at.LEFT)
    _side(sheet, places, look.label("payee", PAYEE), at.MIDDLE)
    for name, cell in places.cells.items():
        _label(sheet, cell, look.label(name, cell.label))
    sheet.line("验证码 Verification code", places.code_label, at.SMALL)
    sheet.line("扫描二维码，或在下列网址核验本回单真伪：", places.code_hint, at.SMALL)
    if look.is_sealed:
        middle, below, radius = places.seal
        purpose = _TEST_PURPOSE if look.bank.is_test else SEAL_PURPOSE.zh
        sheet.seal(RoundSeal(look.bank.name.zh, purpose, middle, below, radius))


def _shading(sheet: Sheet, places: Layout) -> None:
    for left in (at.LEFT, at.MIDDLE):
        box = Box(left, places.table_top, left + at.LABEL_WIDTH, places.table_bottom)
        sheet.fill(box, on.SUNKEN)


def _rules(sheet: Sheet, places: Layout) -> None:
    top, middle, bottom = places.table_top, places.parties_bottom, places.table_bottom
    across = [
        (cell.box.left + cell.indent, cell.box.top, cell.box.right, cell.box.top)
        for cell in places.cells.values()
        if cell.box.top > top
    ]
    down = [
        (left + width, top, left + width, middle)
        for left in (at.LEFT, at.MIDDLE)
        for width in (at.SIDE_WIDTH, at.LABEL_WIDTH)
    ]
    down += [
        (left, middle, left, bottom)
        for left in (at.LEFT + at.LABEL_WIDTH, at.MIDDLE + at.LABEL_WIDTH)
    ]
    down.append((at.MIDDLE, top, at.MIDDLE, bottom))
    sheet.rules(across + down, _HAIR, on.RULE)
    sheet.frame(Box(at.LEFT, top, at.RIGHT, bottom), 0.9, on.INK)


def _head(sheet: Sheet, places: Layout, look: Look) -> None:
    colour = on.colour_of(look.colour)
    sheet.fill(places.bar, colour)
    sheet.line(look.bank.name.zh, places.bank_zh, Style(13, is_bold=True))
    sheet.line(look.bank.name.en, places.bank_en, at.SMALL)
    sheet.line("电子回单", places.title, _TITLE)
    sheet.line("回单编号 Receipt No.", places.number_label, at.SMALL_RIGHT)
    sheet.rules([(at.LEFT, places.rule, at.RIGHT, places.rule)], 1.1, colour)


def _side(sheet: Sheet, places: Layout, title: Text, left: float) -> None:
    """Write 付款人 downwards, as printed forms do, with the English word below."""
    right = left + at.SIDE_WIDTH
    middle = (places.table_top + places.parties_bottom) / 2
    top = middle - _SIDE_STEP * len(title.zh) / 2 - 1.2
    for character in title.zh:
        sheet.line(character, Box(left, top, right, top + _SIDE_STEP), _SIDE)
        top += _SIDE_STEP
    english = Style(_LABEL_EN.size, colour=on.SECONDARY, align=Align.CENTRE)
    sheet.line(title.en, Box(left, top + 0.4, right, top + 3), english)


def _label(sheet: Sheet, cell: Cell, label: Text) -> None:
    """Chinese above English; side by side where the row is low."""
    box = cell.label_box
    middle = (box.top + box.bottom) / 2
    upper = Box(box.left, middle - 3.1, box.right, middle + 0.9)
    lower = Box(box.left, middle + 0.7, box.right, middle + 3.2)
    if box.height < _LOW:
        upper = Box(box.left, middle - 2.4, box.right, middle + 0.5)
        lower = Box(box.left, middle + 0.3, box.right, middle + 2.2)
    zh, en = (_LABEL_ZH, _LABEL_EN) if box.height >= _LOW else (_LOW_ZH, _LOW_EN)
    sheet.line(label.zh, upper, zh)
    sheet.line(label.en, lower, en)
