"""The sheet of an e-invoice of fees (数电票), laid out as people know it: 210 × 140 mm, ruled in brown.

The oval of the tax authority (发票监制章) is not ours to print: where it would be, a test bank's sheet says what it is.
"""

from typing import Final

from reportlab.lib.colors import HexColor

from kernel.calendar import SHANGHAI
from kernel.capital import capitals
from kernel.money import format_minor
from kernel.text import Text
from receipts.invoice import (
    CURRENCY,
    VAT_PERCENT,
    InvoiceFacts,
    InvoiceItem,
    InvoiceParty,
    InvoiceStamp,
    qr_of,
)
from receipts.render.sheet import (
    FAINT_STOP,
    INK,
    STOP,
    Align,
    Box,
    DocumentInfo,
    Sheet,
    Style,
)

HEIGHT: Final = 140.0
BROWN: Final = HexColor("#7A3B12")
_LEFT, _RIGHT = 6.0, 204.0
_SIDE: Final = 6.5
_MIDDLE: Final = 105.0
_TOP, _ITEMS, _SUM, _REMARK, _BOTTOM = 28.0, 48.0, 98.0, 107.0, 128.0
_HEADER: Final = 6.0
_ROW: Final = 5.4
_ROWS_MAX: Final = 7
_HAIR, _FRAME = 0.5, 0.9
_LABEL: Final = Style(8.4, colour=BROWN)
_VALUE: Final = Style(8.4)
_NUMBER: Final = Style(8.4, align=Align.RIGHT)
_VERTICAL: Final = Style(8.4, colour=BROWN, align=Align.CENTRE)
_COLUMNS: Final = (
    ("项目名称", 8.0, 62.0, Align.LEFT),
    ("规格型号", 62.0, 80.0, Align.LEFT),
    ("单位", 80.0, 92.0, Align.CENTRE),
    ("数量", 92.0, 106.0, Align.RIGHT),
    ("单价", 106.0, 126.0, Align.RIGHT),
    ("金额", 126.0, 150.0, Align.RIGHT),
    ("税率/征收率", 150.0, 174.0, Align.CENTRE),
    ("税额", 174.0, 202.0, Align.RIGHT),
)
_AMOUNT, _RATE, _TAX = (Box(left, 0, right, 0) for _, left, right, _ in _COLUMNS[5:])
_SPECIMEN: Final = Text("测试环境 非真实发票", "SPECIMEN, NOT AN INVOICE")


def render_invoice(facts: InvoiceFacts, stamp: InvoiceStamp) -> bytes:
    """Return the sheet as PDF; the same input gives the same bytes."""
    sheet = Sheet(_info(facts, stamp), HEIGHT)
    if facts.is_test:
        words = f"{_SPECIMEN.zh} {_SPECIMEN.en}"
        sheet.watermark(words, 74, Style(24, is_bold=True, colour=FAINT_STOP), 18)
    _rules(sheet)
    _head(sheet, facts, stamp)
    _party(sheet, "购买方信息", facts.buyer, _LEFT)
    _party(sheet, "销售方信息", facts.seller, _MIDDLE)
    _items(sheet, facts)
    _sum(sheet, facts)
    _down(sheet, "备注", _LEFT, _REMARK, _BOTTOM)
    remark = Box(_LEFT + _SIDE + 2, _REMARK + 1, _RIGHT - 2, _BOTTOM - 1)
    sheet.block(_remark(facts, stamp), remark, _VALUE)
    sheet.line("开票人：", Box(20, 129.5, 34, 135), _LABEL)
    sheet.line(facts.drawer, Box(34, 129.5, 100, 135), _VALUE)
    sheet.end_page()
    return sheet.finish()


def _info(facts: InvoiceFacts, stamp: InvoiceStamp) -> DocumentInfo:
    return DocumentInfo(
        title=f"{facts.title.zh} {stamp.number}",
        author=facts.seller.name,
        subject=f"{facts.title.zh} {facts.title.en}",
        made_at=stamp.issued_at,
    )


def _rules(sheet: Sheet) -> None:
    sheet.frame(Box(_LEFT, _TOP, _RIGHT, _BOTTOM), _FRAME, BROWN)
    across = [(_LEFT, at, _RIGHT, at) for at in (_ITEMS, _SUM, _REMARK)]
    down = [(at, _TOP, at, _ITEMS) for at in (_LEFT + _SIDE, _MIDDLE, _MIDDLE + _SIDE)]
    down += [(_COLUMNS[0][2] - 8, _SUM, _COLUMNS[0][2] - 8, _REMARK)]
    down += [(_LEFT + _SIDE, _REMARK, _LEFT + _SIDE, _BOTTOM)]
    sheet.rules([*across, *down], _HAIR, BROWN)
    sheet.rules([(62, 18.6, 134, 18.6), (62, 19.6, 134, 19.6)], _HAIR, BROWN)


def _head(sheet: Sheet, facts: InvoiceFacts, stamp: InvoiceStamp) -> None:
    sheet.qr(qr_of(facts, stamp), Box(8, 5, 28, 25))
    title = Style(17, is_bold=True, colour=BROWN, align=Align.CENTRE)
    sheet.line(facts.title.zh, Box(52, 8, 144, 18), title)
    day = stamp.issued_at.astimezone(SHANGHAI)
    for top, label, value in (
        (10.0, "发票号码：", stamp.number),
        (16.5, "开票日期：", f"{day:%Y年%m月%d日}"),
    ):
        sheet.line(label, Box(146, top, 162, top + 5), _LABEL)
        sheet.line(value, Box(162, top, _RIGHT, top + 5), _VALUE)


def _party(sheet: Sheet, title: str, party: InvoiceParty, left: float) -> None:
    _down(sheet, title, left, _TOP, _ITEMS)
    inside, right = left + _SIDE + 2, left + 99 - 2
    sheet.line("名称：", Box(inside, _TOP + 2.5, inside + 11, _TOP + 8), _LABEL)
    name = Box(inside + 11, _TOP + 1, right, _TOP + 9.5)
    sheet.block(party.name, name, _VALUE)
    label = "统一社会信用代码/纳税人识别号："
    sheet.line(label, Box(inside, _TOP + 11.5, inside + 46, _TOP + 17), _LABEL)
    sheet.line(party.tax_number, Box(inside + 46, _TOP + 11.5, right, _TOP + 17), _VALUE)


def _down(sheet: Sheet, text: str, left: float, top: float, bottom: float) -> None:
    """Write a label downwards, in the middle of its box."""
    step = 3.7
    at = (top + bottom - step * len(text)) / 2
    for sign in text:
        sheet.line(sign, Box(left, at, left + _SIDE, at + step), _VERTICAL)
        at += step


def _items(sheet: Sheet, facts: InvoiceFacts) -> None:
    for name, left, right, align in _COLUMNS:
        style = Style(8.4, colour=BROWN, align=align)
        sheet.line(name, Box(left, _ITEMS + 0.5, right, _ITEMS + _HEADER), style)
    row = min(_ROW, (_SUM - _ITEMS - 2 * _HEADER) / max(len(facts.items), _ROWS_MAX))
    for place, item in enumerate(facts.items):
        _item(sheet, item, _ITEMS + _HEADER + place * row, row)
    top, bottom = _SUM - _HEADER, _SUM
    sheet.line("合　　　计", Box(14, top, 60, bottom), _LABEL)
    sheet.line(f"¥{facts.net.wire()}", Box(_AMOUNT.left, top, _AMOUNT.right, bottom), _NUMBER)
    sheet.line(f"¥{facts.tax.wire()}", Box(_TAX.left, top, _TAX.right, bottom), _NUMBER)


def _item(sheet: Sheet, item: InvoiceItem, top: float, height: float) -> None:
    def place(box: Box) -> Box:
        return Box(box.left, top, box.right, top + height)

    name = Box(_COLUMNS[0][1], 0, _COLUMNS[0][2], 0)
    sheet.line(item.name, place(name), _VALUE)
    net = format_minor(item.net_minor, CURRENCY, grouping=False)
    tax = format_minor(item.tax_minor, CURRENCY, grouping=False)
    sheet.line(net, place(_AMOUNT), _NUMBER)
    sheet.line(f"{VAT_PERCENT}%", place(_RATE), Style(8.4, align=Align.CENTRE))
    sheet.line(tax, place(_TAX), _NUMBER)


def _sum(sheet: Sheet, facts: InvoiceFacts) -> None:
    sheet.line("价税合计（大写）", Box(14, _SUM, 52, _REMARK), _LABEL)
    gross, colour = facts.gross, STOP if facts.is_red else INK
    words = (
        f"（负数）{capitals(-gross, named=False)}" if facts.is_red else capitals(gross, named=False)
    )
    sheet.line(words, Box(58, _SUM, 138, _REMARK), Style(9, colour=colour))
    sheet.line("（小写）", Box(140, _SUM, 154, _REMARK), _LABEL)
    figures = Style(9.6, is_bold=True, colour=colour)
    sheet.line(f"¥{gross.wire()}", Box(154, _SUM, _RIGHT - 2, _REMARK), figures)


def _remark(facts: InvoiceFacts, stamp: InvoiceStamp) -> str:
    """The remark; of a red one what it takes back, why, and with whose leave."""
    told = [facts.remark]
    if facts.is_red:
        told.append(f"被红冲蓝字数电票号码：{facts.reversed_number}")
        told.append(f"红冲原因：{facts.red_reason}　红字发票信息确认单编号：{stamp.confirmation}")
    buyer = facts.buyer
    if buyer.address or buyer.phone:
        told.append(f"购买方地址、电话：{buyer.address} {buyer.phone}")
    if buyer.bank_account:
        told.append(f"购方开户银行：{buyer.bank_name}　银行账号：{buyer.bank_account}")
    if facts.seller.bank_account:
        told.append(
            f"销方开户银行：{facts.seller.bank_name}　银行账号：{facts.seller.bank_account}"
        )
    return "；".join(part.strip() for part in told if part.strip())
