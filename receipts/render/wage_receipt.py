"""The receipt of one payroll row (代发明细回单) on A5: payer and payee side by side, sealed, with a slot to be signed in.

It bears no verification code: whoever held the code could ask what somebody earns. Whether a file is the bank's is found
by the file itself.
"""

from __future__ import annotations

from typing import Final

from kernel.calendar import SHANGHAI
from kernel.capital import capitals
from kernel.text import Text
from receipts.facts import Party
from receipts.render import sheet as on
from receipts.render.blank import SEAL_PURPOSE, SPECIMEN
from receipts.render.layout import LEFT, RIGHT
from receipts.render.seal import RoundSeal
from receipts.render.sheet import Align, Box, DocumentInfo, Sheet, Style
from receipts.signing import Slot
from receipts.wage_receipt import WageReceipt

_PAID: Final = Text("代发明细回单", "Payroll row receipt")
_REFUND: Final = Text("代发退回回单", "Payroll row refunded")
_TEST_PURPOSE: Final = "测试专用章"
_NOTE: Final = Text(
    "本回单载有个人薪资，请妥善保管；真伪以文件验真为准。",
    "It tells what one person is paid; keep it safe. Verify it by the file itself.",
)
_TITLE: Final = Style(16, is_bold=True, align=Align.CENTRE, spacing=0.15)
_LABEL_ZH: Final = Style(7.6, colour=on.SECONDARY)
_LABEL_EN: Final = Style(5.2, colour=on.SECONDARY)
_VALUE: Final = Style(8.8)
_STRONG: Final = Style(10.5, is_bold=True)
_SMALL: Final = Style(6.6, colour=on.SECONDARY)
_MIDDLE: Final = (LEFT + RIGHT) / 2
_LABEL_WIDTH: Final = 24.0
_TOP: Final = 30.0
_ROW: Final = 8.0
_RADIUS: Final = 15.0
_SEAL: Final = Box(RIGHT - 36, 97, RIGHT - 6, 127)


def render(facts: WageReceipt, slot: Slot | None = None) -> bytes:
    """One page; the same facts give the same bytes."""
    title = _title(facts).zh
    sheet = Sheet(DocumentInfo(f"{title} {facts.number}", facts.bank, title, facts.printed_at))
    _head(sheet, facts)
    top = _parties(sheet, facts)
    words = capitals(facts.money, named=False)
    label = Text("退回金额", "Refunded") if facts.is_refund else Text("金额", "Amount")
    top = _row(sheet, top, (label, f"人民币（大写）{words}    ¥ {facts.money.display()}"))
    for pair in _rest(facts):
        top = _row(sheet, top, *pair)
    sheet.frame(Box(LEFT, _TOP, RIGHT, top), 0.9, on.INK)
    purpose = _TEST_PURPOSE if facts.is_test else SEAL_PURPOSE.zh
    sheet.seal(RoundSeal(facts.bank, purpose, _SEAL.left + _RADIUS, _SEAL.top + _RADIUS, _RADIUS))
    if slot:
        sheet.sign_here(slot, _SEAL)
    _foot(sheet, facts)
    sheet.end_page()
    return sheet.finish()


def _title(facts: WageReceipt) -> Text:
    return _REFUND if facts.is_refund else _PAID


def _head(sheet: Sheet, facts: WageReceipt) -> None:
    if facts.is_test:
        words = f"{SPECIMEN.zh} {SPECIMEN.en}"
        sheet.watermark(words, 80, Style(50, is_bold=True, colour=on.FAINT_STOP), 22)
    brand = on.colour_of(facts.colour) if facts.colour else on.BRAND
    sheet.fill(Box(LEFT, 12.2, LEFT + 1.1, 22.8), brand)
    sheet.line(facts.bank, Box(LEFT + 3, 12, LEFT + 60, 18), _STRONG)
    sheet.line(_title(facts).en, Box(LEFT + 3, 18, LEFT + 60, 23), _SMALL)
    sheet.line(_title(facts).zh, Box(LEFT + 55, 12, RIGHT - 55, 24), _TITLE)
    sheet.line(
        f"编号 {facts.number}", Box(RIGHT - 60, 12, RIGHT, 18), Style(7.4, align=Align.RIGHT)
    )
    sheet.rules([(LEFT, 26.8, RIGHT, 26.8)], 1.1, brand)


def _parties(sheet: Sheet, facts: WageReceipt) -> float:
    top = _TOP
    for label, of in (
        (Text("户名", "name"), lambda one: one.name),
        (Text("账号", "account"), lambda one: one.account),
        (Text("开户行", "bank"), _bank),
    ):
        payer = Text(f"付款{label.zh}", f"Payer {label.en}"), of(facts.payer)
        payee = Text(f"收款{label.zh}", f"Payee {label.en}"), of(facts.payee)
        top = _row(sheet, top, payer, payee)
    return top


def _bank(one: Party) -> str:
    return f"{one.bank_name} {one.bank_code}".strip()


def _rest(facts: WageReceipt) -> tuple[tuple[tuple[Text, str], ...], ...]:
    why = Text("退回原因", "Reason") if facts.is_refund else Text("附言", "Remark")
    booked = f"{facts.booked_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return (
        ((Text("代发种类", "Kind"), f"{facts.kind.zh} {facts.month}"), (Text("工号", "Employee no."), facts.employee)),
        ((Text("状态", "State"), facts.state.zh), (Text("办结时间", "Done at"), booked)),
        ((why, facts.remark),),
        ((Text("交易流水", "Transaction"), facts.transaction),),
    )  # fmt: skip


def _row(sheet: Sheet, top: float, *cells: tuple[Text, str]) -> float:
    edges = (LEFT, _MIDDLE, RIGHT) if len(cells) > 1 else (LEFT, RIGHT)
    for place, (label, value) in enumerate(cells):
        _cell(sheet, Box(edges[place], top, edges[place + 1], top + _ROW), label, value)
    sheet.rules([(LEFT, top, RIGHT, top)], 0.4, on.RULE)
    return top + _ROW


def _cell(sheet: Sheet, box: Box, label: Text, value: str) -> None:
    edge, middle = box.left + _LABEL_WIDTH, box.top + box.height * 0.58
    sheet.fill(Box(box.left, box.top, edge, box.bottom), on.SUNKEN)
    sheet.line(label.zh, Box(box.left + 1.5, box.top + 0.6, edge - 1, middle), _LABEL_ZH)
    sheet.line(label.en, Box(box.left + 1.5, middle, edge - 1, box.bottom - 0.4), _LABEL_EN)
    sheet.block(value, Box(edge + 2, box.top + 0.3, box.right - 1.5, box.bottom - 0.3), _VALUE)


def _foot(sheet: Sheet, facts: WageReceipt) -> None:
    printed = f"{facts.printed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    sheet.line(f"打印时间 Printed {printed}", Box(LEFT, 129, RIGHT, 133), _SMALL)
    sheet.line(f"{_NOTE.zh} {_NOTE.en}", Box(LEFT, 134, RIGHT, 139), _SMALL)
