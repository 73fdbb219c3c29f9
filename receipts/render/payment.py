"""The bank receipt (电子回单) of a payment out, a credit in and a return: one sheet for all three.

Laid out as Chinese banks print it: payer and payee side by side, the amount in words and in
figures, the serials, and the verification code below. The lower right is left free for the bank's
seal (电子回单专用章). A fact may be printed small, but it is never cut, altered or left out.
"""

from collections.abc import Sequence
from datetime import timedelta, timezone
from typing import Final

from kernel.capital import capitals
from kernel.text import Text
from receipts.facts import Imprint, Party, ReceiptFacts, ReceiptKind
from receipts.render import layout as at
from receipts.render import sheet as on
from receipts.render.blank import draw_blank
from receipts.render.layout import CELLS, Cell
from receipts.render.sheet import Align, Box, DocumentInfo, Sheet, Style

BEIJING: Final = timezone(timedelta(hours=8))
"""Bank time in China: one zone, no summer time since 1992."""

KIND_TITLES: Final = {
    ReceiptKind.PAYMENT_OUT: Text("付款回单", "Payment receipt"),
    ReceiptKind.CREDIT_IN: Text("收款回单", "Credit receipt"),
    ReceiptKind.RETURN: Text("退汇回单", "Returned payment receipt"),
}
REPEAT_NOTE: Final = Text(
    "重复打印请注意避免重复入账。", "Printed copies are one receipt: do not book it twice."
)
_NONE: Final = "—"
_CODE_ROW: Final = 4.2


def render(facts: ReceiptFacts, imprint: Imprint) -> bytes:
    """Return one receipt as PDF; the same input gives the same bytes. Raises `Faulty`."""
    return render_many([(facts, imprint)])


def render_many(receipts: Sequence[tuple[ReceiptFacts, Imprint]]) -> bytes:
    """Return many receipts, a page each, in one PDF that shares its fonts; none is left out.

    Raises `Faulty` if the facts of any are faulty and `ValueError` if there is none.
    """
    if not receipts:
        message = "there is no receipt to print"
        raise ValueError(message)
    for facts, _ in receipts:
        facts.validate()
    sheet = Sheet(_info(receipts))
    for facts, imprint in receipts:
        _fill(sheet, facts, imprint)
        sheet.end_page()
    return sheet.finish()


def _info(receipts: Sequence[tuple[ReceiptFacts, Imprint]]) -> DocumentInfo:
    first = receipts[0][0]
    more = f" +{len(receipts) - 1}" if len(receipts) > 1 else ""
    kind = KIND_TITLES[first.kind]
    return DocumentInfo(
        title=f"电子回单 {first.number}{more}",
        author=first.bank.name.zh,
        subject=f"{kind.zh} {kind.en}",
        made_at=max(imprint.issued_at for _, imprint in receipts),
    )


def _fill(sheet: Sheet, facts: ReceiptFacts, imprint: Imprint) -> None:
    sheet.form(facts.bank, lambda: draw_blank(sheet, facts.bank))
    kind = KIND_TITLES[facts.kind]
    subtitle = Style(7.5, colour=on.SECONDARY, align=Align.CENTRE)
    sheet.line(f"{kind.zh}　{kind.en}", at.SUBTITLE, subtitle)
    sheet.line(facts.number, at.NUMBER, Style(8.2, is_bold=True, align=Align.RIGHT))
    day = f"记账日期 Booked on　{facts.booked_on:%Y-%m-%d}"
    sheet.line(day, at.BOOKED_ON, Style(7.5, align=Align.RIGHT))
    for name, value in _values(facts).items():
        _write(sheet, CELLS[name], value)
    for side, party in (("payer", facts.payer), ("payee", facts.payee)):
        _bank(sheet, CELLS[f"{side}.bank"], party)
    _imprint(sheet, imprint)


def _values(facts: ReceiptFacts) -> dict[str, str]:
    return {
        "payer.name": facts.payer.name,
        "payer.account": facts.payer.account,
        "payee.name": facts.payee.name,
        "payee.account": facts.payee.account,
        "words": capitals(facts.amount),
        "amount": str(facts.amount),
        "purpose": facts.purpose,
        "remark": facts.remark,
        "kind": _both(facts.kind.label),
        "booked_at": f"{facts.booked_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}（北京时间）",
        "business_serial": facts.business_serial,
        "client_serial": facts.client_serial,
        "transaction_id": str(facts.transaction_id),
        "refunded_of": facts.refunded_of,
        "channel": _both(facts.channel),
        "rail": _both(facts.rail),
    }


def _both(text: Text | None) -> str:
    return f"{text.zh} {text.en}" if text else ""


def _write(sheet: Sheet, cell: Cell, value: str) -> None:
    sheet.block(value.strip() or _NONE, cell.value_box, cell.style)


def _bank(sheet: Sheet, cell: Cell, party: Party) -> None:
    """Write the bank's name, and below it its 12-digit code (行号) or its BIC."""
    if not party.bank_code:
        _write(sheet, cell, party.bank_name)
        return
    whole = cell.value_box
    split = whole.bottom - _CODE_ROW + 0.8
    name = Box(whole.left, whole.top, whole.right, split)
    sheet.block(party.bank_name.strip() or _NONE, name, cell.style)
    code = Box(whole.left, split, whole.right, whole.bottom)
    scheme = "行号" if party.bank_code.isdecimal() else "BIC"
    sheet.line(f"{scheme} {party.bank_code}", code, Style(7.5, colour=on.SECONDARY))


def _imprint(sheet: Sheet, imprint: Imprint) -> None:
    """Print the code, and how often this was printed: from the second time on it catches the eye."""
    sheet.qr(imprint.verify_url, at.QR)
    sheet.line(imprint.verification_code, at.CODE, Style(14, is_bold=True, spacing=0.04))
    sheet.line(imprint.verify_url, at.CODE_URL, Style(6.2, colour=on.SECONDARY))
    number = imprint.print_count
    colour = on.WARN if number > 1 else on.INK
    count = f"打印次数 第 {number} 次　Print No. {number}"
    sheet.line(count, at.PRINT_COUNT, Style(8, is_bold=True, colour=colour))
    issued = f"出具时间 Issued {imprint.issued_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    sheet.line(issued, at.ISSUED_AT, at.SMALL)
    sheet.line(REPEAT_NOTE.zh, at.REPEAT_ZH, Style(7.5, colour=colour))
    sheet.line(REPEAT_NOTE.en, at.REPEAT_EN, Style(5.6, colour=on.SECONDARY))
