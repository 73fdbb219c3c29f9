"""The bank receipt (电子回单) of whatever was booked: one form for all kinds, alone or three on a page.

Laid out as Chinese banks print it: payer and payee side by side, the amount in words and in
figures, the serials, and the verification code below; in the lower right the bank's seal, where the file is signed
(电子回单专用章). A fact may be printed small, but it is never cut, altered or left out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import Final

from kernel.capital import capitals
from kernel.text import Text
from receipts.facts import Imprint, Party, ReceiptFacts
from receipts.kinds import TABLE, ReceiptKind
from receipts.render import layout as at
from receipts.render import sheet as on
from receipts.render.blank import Look, draw_blank
from receipts.render.layout import FLAT, FULL, Layout
from receipts.render.sheet import (
    A4,
    HEIGHT,
    Align,
    Box,
    DocumentInfo,
    Ground,
    Sheet,
    Style,
    prepared,
)
from receipts.signing import Slot

BEIJING: Final = timezone(timedelta(hours=8))
"""Bank time in China: one zone, no summer time since 1992."""

KIND_TITLES: Final = {kind: row.title for kind, row in TABLE.items()}
REPEAT_NOTE: Final = Text(
    "重复打印请注意避免重复入账。", "Printed copies are one receipt: do not book it twice."
)
NO_VOUCHER: Final = Text(
    "本回单证明款项状态，不作记账凭证。", "It tells how money stands: book nothing on it."
)
WHOLE: Final = Text("账户全部款项", "The whole account")
REPRINT: Final = Text("补打", "REPRINT")
BOOKED_ON: Final = Text("记账日期", "Booked on")
_NONE: Final = "—"
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,:-"
_COMMON: Final = (
    (
        f"{_SIGNS}abcdefghijklmnopqrstuvwxyz/—零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整负人民币记账日期　（北京时间）"
        "打印次数第出具重复请注意避免入账。行号付款收汇"
    ),
    f"{_SIGNS}打印次数第　有限公司",
)
"""What most receipts say in each face besides their form; not a limit, only what is kept ready."""
_LOOKS_KEPT: Final = 64
_CODE_ROW: Final = 4.2


class Paper(StrEnum):
    """How receipts stand on paper."""

    SINGLE = "single"  # each on a sheet of A5
    THREE = "three"  # three on a sheet of A4, to be cut

    @property
    def label(self) -> Text:
        """Its name."""
        return _PAPERS[self.value]


_PAPERS: Final = {
    "single": Text("每页一张（A5）", "One a page (A5)"),
    "three": Text("每页三张（A4）", "Three a page (A4)"),
}
_THIRD: Final = A4 / 3


def render(facts: ReceiptFacts, imprint: Imprint, slot: Slot | None = None) -> bytes:
    """Return one receipt as PDF, sealed where there is a slot; the same input gives the same bytes.

    Raises `Faulty`.
    """
    return render_many([(facts, imprint)], slot=slot)


def render_many(
    receipts: Sequence[tuple[ReceiptFacts, Imprint]],
    *,
    paper: Paper = Paper.SINGLE,
    slot: Slot | None = None,
) -> bytes:
    """Return many receipts in one PDF that shares its fonts; none is left out.

    Raises `Faulty` if the facts of any are faulty and `ValueError` if there is none.
    """
    if not receipts:
        message = "there is no receipt to print"
        raise ValueError(message)
    for facts, _ in receipts:
        facts.validate()
    flat = paper is Paper.THREE
    places, a_page = (FLAT, 3) if flat else (FULL, 1)
    look = _look(*receipts[0], is_sealed=slot is not None)
    sheet = Sheet(_info(receipts), A4 if flat else HEIGHT, _ground(look, is_flat=flat))
    for number, (facts, imprint) in enumerate(receipts, start=1):
        sheet.lower((number - 1) % a_page * _THIRD)
        _fill(sheet, places, (facts, imprint), is_sealed=slot is not None)
        if slot and number == 1:
            sheet.sign_here(slot, _seal_box(places))
        if number % a_page == 0 or number == len(receipts):
            sheet.end_page()
        else:
            _cut(sheet)
    return sheet.finish()


def _look(facts: ReceiptFacts, imprint: Imprint, *, is_sealed: bool) -> Look:
    return Look(facts.bank, facts.kind.row.labels, imprint.colour, is_sealed)


@lru_cache(_LOOKS_KEPT)
def _ground(look: Look, *, is_flat: bool) -> Ground:
    """The blank form of a look, and what is printed on most of them, once for all files."""
    places, height = (FLAT, A4) if is_flat else (FULL, HEIGHT)
    return prepared(look, height, lambda sheet: draw_blank(sheet, places, look), _COMMON)


def _seal_box(places: Layout) -> Box:
    middle, below, radius = places.seal
    return Box(middle - radius, below - radius, middle + radius, below + radius)


def _cut(sheet: Sheet) -> None:
    """Draw where to cut."""
    sheet.rules([(4, _THIRD, 10, _THIRD), (200, _THIRD, 206, _THIRD)], 0.4, on.RULE)


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


def _fill(
    sheet: Sheet, places: Layout, receipt: tuple[ReceiptFacts, Imprint], *, is_sealed: bool
) -> None:
    facts, imprint = receipt
    look = _look(facts, imprint, is_sealed=is_sealed)
    sheet.form(look, lambda: draw_blank(sheet, places, look))
    kind = KIND_TITLES[facts.kind]
    subtitle = Style(7.5, colour=on.SECONDARY, align=Align.CENTRE)
    sheet.line(f"{kind.zh}　{kind.en}", places.subtitle, subtitle)
    sheet.line(facts.number, places.number, Style(8.2, is_bold=True, align=Align.RIGHT))
    day = f"{_both(look.label('booked_on', BOOKED_ON))}　{facts.booked_on:%Y-%m-%d}"
    sheet.line(day, places.booked_on, Style(7.5, align=Align.RIGHT))
    is_negative = facts.amount.minor < 0
    for name, value in _values(facts).items():
        style = places.cells[name].style
        if is_negative and name in _RED:
            style = replace(style, colour=on.STOP)
        sheet.block(value.strip() or _NONE, places.values[name], style)
    for side, party in (("payer", facts.payer), ("payee", facts.payee)):
        cell = f"{side}.bank"
        _bank(sheet, places.values[cell], places.cells[cell].style, party)
    _imprint(sheet, places, imprint, facts.kind)


_RED: Final = frozenset({"amount", "words"})
"""What a reversal prints in red (红字)."""


def _values(facts: ReceiptFacts) -> dict[str, str]:
    return {
        "payer.name": facts.payer.name,
        "payer.account": facts.payer.account,
        "payee.name": facts.payee.name,
        "payee.account": facts.payee.account,
        "words": capitals(facts.amount) if facts.amount.minor else _both(WHOLE),
        "amount": str(facts.amount) if facts.amount.minor else "",
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


def _bank(sheet: Sheet, whole: Box, style: Style, party: Party) -> None:
    """Write the bank's name, and below it its 12-digit code (行号) or its BIC."""
    if not party.bank_code:
        sheet.block(party.bank_name.strip() or _NONE, whole, style)
        return
    split = whole.bottom - min(_CODE_ROW, whole.height * 0.54) + 0.8
    name = Box(whole.left, whole.top, whole.right, split)
    sheet.block(party.bank_name.strip() or _NONE, name, style)
    code = Box(whole.left, split, whole.right, whole.bottom)
    scheme = "行号" if party.bank_code.isdecimal() else "BIC"
    sheet.line(f"{scheme} {party.bank_code}", code, Style(7.5, colour=on.SECONDARY))


def _imprint(sheet: Sheet, places: Layout, imprint: Imprint, kind: ReceiptKind) -> None:
    """Print the code, and how often this was printed: from the second time on it catches the eye."""
    sheet.qr(imprint.verify_url, places.qr)
    code = Style(14, is_bold=True, spacing=0.04)
    sheet.line(imprint.verification_code, places.code, code)
    sheet.line(imprint.verify_url, places.code_url, Style(6.2, colour=on.SECONDARY))
    number = imprint.print_count
    colour = on.WARN if number > 1 else on.INK
    count = f"打印次数 第 {number} 次　Print No. {number}"
    sheet.line(count, places.print_count, Style(8, is_bold=True, colour=colour))
    if number > 1:
        mark = Style(7.5, is_bold=True, colour=on.WARN, align=Align.CENTRE)
        sheet.frame(places.reprint, 0.8, on.WARN)
        sheet.line(f"{REPRINT.zh} {REPRINT.en}", places.reprint.inset(1, 0), mark)
    issued = f"出具时间 Issued {imprint.issued_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    sheet.line(issued, places.issued_at, at.SMALL)
    note = REPEAT_NOTE if kind.row.moves else NO_VOUCHER
    sheet.line(note.zh, places.repeat_zh, Style(7.5, colour=colour))
    sheet.line(note.en, places.repeat_en, Style(5.6, colour=on.SECONDARY))
