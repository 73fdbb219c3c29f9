"""Bills as PDF: the face (票面) drawn like the printed form, and the back (背面) with everything that happened.

Both are pictures of what the exchange's register says at the moment of printing; the register counts, not the paper.
"""

from __future__ import annotations

from typing import Final

from kernel.capital import capitals
from kernel.money import format_minor
from receipts.bill_facts import BackLine, BillFacts, BillName
from receipts.render import sheet as on
from receipts.render.layout import LEFT, RIGHT
from receipts.render.sheet import Align, Box, DocumentInfo, Sheet, Style

_TITLE: Final = Style(17, is_bold=True, align=Align.CENTRE, spacing=0.2)
_LABEL: Final = Style(7.4, colour=on.SECONDARY)
_VALUE: Final = Style(9)
_STRONG: Final = Style(10.5, is_bold=True)
_SMALL: Final = Style(6.4, colour=on.SECONDARY)
_SIDE: Final = Style(9, is_bold=True, align=Align.CENTRE)
_HAIR: Final = 0.4
_TOP: Final = 30.0
_ROW: Final = 8.0
_LINE: Final = 10.4
_LINES_A_PAGE: Final = 9
_MIDDLE: Final = (LEFT + RIGHT) / 2
_BLANK: Final = "——"


def render_bill(facts: BillFacts) -> bytes:
    """The face on the first page, the back on the pages after it."""
    title = f"电子{facts.kind}"
    info = DocumentInfo(
        f"{title} {facts.number} {facts.interval}", facts.bank, title, facts.printed_at
    )
    sheet = Sheet(info)
    _face(sheet, facts, title)
    sheet.end_page()
    back = facts.back or ()
    for at in range(0, max(len(back), 1), _LINES_A_PAGE):
        _back(sheet, facts, title, back[at : at + _LINES_A_PAGE])
        sheet.end_page()
    return sheet.finish()


def _face(sheet: Sheet, facts: BillFacts, title: str) -> None:
    _head(sheet, facts, title)
    top = _TOP
    top = _row(sheet, top, ("出票日期", f"{facts.issued_on:%Y-%m-%d}"), ("票据状态", facts.status))
    top = _row(sheet, top, ("汇票到期日", f"{facts.due_on:%Y-%m-%d}"), ("能否转让", facts.mark))
    top = _row(sheet, top, ("票据（包）号码", facts.number), ("子票区间", facts.interval))
    first = top
    for side, party in (("出票人", facts.drawer), ("收款人", facts.payee)):
        top = _party(sheet, top, side, party)
    top = _amount(sheet, top, facts)
    top = _party(sheet, top, "承兑人", facts.acceptor)
    promise = "本汇票请予以承兑，到期无条件付款"
    if facts.accepted_on:
        promise = f"本汇票已经承兑，到期无条件付款  {facts.accepted_on:%Y-%m-%d}"
    top = _row(sheet, top, ("承兑信息", promise), ("保证信息", facts.guarantors or _BLANK))
    trade = " / ".join(filter(None, (facts.contract, facts.invoice)))
    top = _row(sheet, top, ("持票人", facts.holder), ("合同 / 发票", trade or _BLANK))
    sheet.rules([(LEFT, first, RIGHT, first)], 0.7, on.RULE)
    sheet.frame(Box(LEFT, _TOP, RIGHT, top), 0.9, on.INK)
    _foot(sheet, facts)


def _back(sheet: Sheet, facts: BillFacts, title: str, lines: tuple[BackLine, ...]) -> None:
    _head(sheet, facts, f"{title} 背面")
    sheet.line(f"票据（包）号码 {facts.number}    子票区间 {facts.interval}", Box(LEFT, _TOP, RIGHT, _TOP + 6), _VALUE)  # fmt: skip
    top = _TOP + 7
    for line in lines:
        box = Box(LEFT, top, RIGHT, top + _LINE)
        sheet.frame(box, _HAIR, on.RULE)
        sheet.fill(Box(LEFT, top, LEFT + 22, top + _LINE), on.SUNKEN)
        sheet.line(line.title, Box(LEFT, top, LEFT + 22, top + _LINE), _SIDE)
        said = f"{line.by} → {line.to}" if line.to else line.by
        note = " · ".join(filter(None, (line.interval, line.note)))
        sheet.block(said, Box(LEFT + 24, top + 0.3, RIGHT - 26, top + 6), _VALUE)
        sheet.line(note, Box(LEFT + 24, top + 5.6, RIGHT - 26, top + _LINE - 0.4), _SMALL)
        sheet.line(f"{line.on:%Y-%m-%d}", Box(RIGHT - 25, top, RIGHT - 1, top + _LINE), _VALUE)
        top += _LINE
    if not lines:
        sheet.line("尚无记载", Box(LEFT, top, RIGHT, top + _LINE), _SIDE)
    _foot(sheet, facts)


def _head(sheet: Sheet, facts: BillFacts, title: str) -> None:
    if facts.is_test:
        sheet.watermark("测试环境 SPECIMEN", 80, Style(50, is_bold=True, colour=on.FAINT_STOP), 22)
    sheet.fill(Box(LEFT, 12.2, LEFT + 1.1, 22.8), on.BRAND)
    sheet.line(facts.bank, Box(LEFT + 3, 12, LEFT + 60, 18), _STRONG)
    sheet.line("票据信息查询打印件", Box(LEFT + 3, 18, LEFT + 60, 23), _SMALL)
    sheet.line(title, Box(LEFT + 45, 12, RIGHT - 45, 24), _TITLE)
    sheet.rules([(LEFT, 26.8, RIGHT, 26.8)], 1.1, on.BRAND)


def _foot(sheet: Sheet, facts: BillFacts) -> None:
    said = f"打印时间 {facts.printed_at:%Y-%m-%d %H:%M:%S} · 以票据交易系统登记为准，打印件不作为提示付款凭证"
    sheet.line(said, Box(LEFT, 134, RIGHT, 139), _SMALL)


def _row(sheet: Sheet, top: float, left: tuple[str, str], right: tuple[str, str]) -> float:
    for start, (label, value) in ((LEFT, left), (_MIDDLE, right)):
        end = _MIDDLE if start == LEFT else RIGHT
        sheet.fill(Box(start, top, start + 24, top + _ROW), on.SUNKEN)
        sheet.line(label, Box(start + 1.5, top, start + 23, top + _ROW), _LABEL)
        sheet.block(value, Box(start + 26, top, end - 1.5, top + _ROW), _VALUE)
    sheet.rules([(LEFT, top, RIGHT, top), (_MIDDLE, top, _MIDDLE, top + _ROW)], _HAIR, on.RULE)
    return top + _ROW


def _party(sheet: Sheet, top: float, side: str, party: BillName) -> float:
    bottom = top + 2 * _ROW
    sheet.fill(Box(LEFT, top, LEFT + 24, bottom), on.SUNKEN)
    sheet.line(side, Box(LEFT, top, LEFT + 24, bottom), _SIDE)
    sheet.line(party.name, Box(LEFT + 26, top, RIGHT - 1.5, top + _ROW), _STRONG)
    said = f"账号 {party.account}    开户行行号 {party.bank}"
    sheet.line(said, Box(LEFT + 26, top + _ROW, RIGHT - 1.5, bottom), _VALUE)
    sheet.rules([(LEFT, top, RIGHT, top)], _HAIR, on.RULE)
    return bottom


def _amount(sheet: Sheet, top: float, facts: BillFacts) -> float:
    bottom = top + 1.4 * _ROW
    sheet.fill(Box(LEFT, top, LEFT + 24, bottom), on.SUNKEN)
    sheet.line("票据金额", Box(LEFT, top, LEFT + 24, bottom), _SIDE)
    sheet.line(
        f"人民币（大写）{capitals(facts.money, named=False)}",
        Box(LEFT + 26, top, RIGHT - 52, bottom),
        _STRONG,
    )
    sheet.line(
        f"¥ {format_minor(facts.money.minor, facts.money.currency)}",
        Box(RIGHT - 50, top, RIGHT - 1.5, bottom),
        _STRONG,
    )
    sheet.rules([(LEFT, top, RIGHT, top)], _HAIR, on.RULE)
    return bottom
