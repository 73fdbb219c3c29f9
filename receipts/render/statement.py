"""The statement (账户对账单) as A4 pages: each begins with what was carried over and ends with what is carried on.

承前页 and 过次页 are the sums so far, so that opening + credits - debits = balance can be checked on every page
alone. A statement whose lines do not come to its balance is not drawn at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Final

from kernel.booked import words_of
from kernel.iso20022.statement_model import Part, StatementEntry
from kernel.money import format_minor
from kernel.text import Text
from receipts.render import sheet as on
from receipts.render import statement_layout as at
from receipts.render.blank import SPECIMEN
from receipts.render.seal import RoundSeal
from receipts.render.sheet import A4, Align, Box, DocumentInfo, Sheet, Style
from receipts.signing import Slot
from receipts.statement_paper import (
    PagePlan,
    Running,
    StatementHead,
    Unbalanced,
    entries_of,
    pages,
    plan,
)

BEIJING: Final = timezone(timedelta(hours=8))
SEAL_PURPOSE: Final = "对账单专用章"
_TEST_PURPOSE: Final = "测试专用章"


def render_statement(head: StatementHead, parts: Iterable[Part], slot: Slot | None = None) -> bytes:
    """Return the statement as PDF; the same input gives the same bytes. Raises Unbalanced."""
    sheet = Sheet(_info(head), A4)
    running = Running(head.opening_minor)
    for page, entries in pages(plan(head.lines, at.CAPACITY), entries_of(parts)):
        _page(sheet, head, page, entries, running)
        if page.is_last:
            if running.balance_minor != head.closing_minor:
                message = f"{running.balance_minor} is not the closing {head.closing_minor}"
                raise Unbalanced(message)
            _sums(sheet, head, page, running)
            if slot:
                _seal(sheet, head)
                sheet.sign_here(slot, at.SEAL_BOX)
        sheet.end_page()
    return sheet.finish()


def _info(head: StatementHead) -> DocumentInfo:
    return DocumentInfo(
        title=f"账户对账单 {head.number}",
        author=head.bank.name.zh,
        subject=f"{head.account} {head.from_on.isoformat()} {head.to_on.isoformat()}",
        made_at=head.made_at,
    )


def _page(
    sheet: Sheet,
    head: StatementHead,
    page: PagePlan,
    entries: list[StatementEntry],
    running: Running,
) -> None:
    top = at.FIRST_TOP if page.number == 1 else at.OTHER_TOP
    first = page.number == 1
    sheet.form((head.bank, first), lambda: _blank(sheet, head, top, first=first))
    if first:
        _about(sheet, head)
    row = top + at.HEADING
    _carried(sheet, row, _OPENING if first else _BROUGHT, running, head)
    row += at.SUM_ROW
    before = replace(running)
    for entry in entries:
        running.take(entry)
        _line(sheet, row, entry, running, head.currency)
        row += at.ROW
    sheet.rules([(at.LEFT, y, at.RIGHT, y) for y in _ruled(top, len(entries))], 0.3, on.RULE)
    page_sums = Running(
        running.balance_minor,
        running.debit_minor - before.debit_minor,
        running.credit_minor - before.credit_minor,
    )
    _carried(sheet, row, _PAGE, page_sums, head, balance=False)
    if not page.is_last:
        _carried(sheet, row + at.SUM_ROW, _ON, running, head)
    _foot(sheet, head, page)


_OPENING: Final = Text("期初余额", "Opening balance")
_BROUGHT: Final = Text("承前页", "Brought forward")
_PAGE: Final = Text("本页合计", "This page")
_ON: Final = Text("过次页", "Carried forward")
_ALL: Final = Text("本期合计", "This period")
_CLOSING: Final = Text("期末余额", "Closing balance")
_SO_FAR: Final = Text("当前余额", "Balance so far")


def _ruled(top: float, lines: int) -> list[float]:
    first = top + at.HEADING + at.SUM_ROW
    return [first + number * at.ROW for number in range(lines + 1)]


def _blank(sheet: Sheet, head: StatementHead, top: float, *, first: bool) -> None:
    if head.bank.is_test:
        words = f"{SPECIMEN.zh} {SPECIMEN.en}"
        sheet.watermark(words, A4 / 2, Style(56, is_bold=True, colour=on.FAINT_STOP), 45)
    colour = on.colour_of(head.colour)
    sheet.fill(Box(at.LEFT, 12, at.LEFT + 1.1, 22.6), colour)
    sheet.line(head.bank.name.zh, Box(at.LEFT + 3.5, 11.3, 80, 18), Style(13, is_bold=True))
    sheet.line(head.bank.name.en, Box(at.LEFT + 3.5, 18.4, 80, 22.8), at.SMALL)
    title = Style(17, is_bold=True, align=Align.CENTRE, spacing=0.2)
    sheet.line("账户对账单", Box(80, 10.5, 130, 19.5), title)
    sheet.line("Account statement", Box(80, 19.6, 130, 23.4), replace(at.SMALL, align=Align.CENTRE))
    sheet.rules([(at.LEFT, 26, at.RIGHT, 26)], 1.1, colour)
    sheet.fill(Box(at.LEFT, top, at.RIGHT, top + at.HEADING), on.SUNKEN)
    for column in at.COLUMNS:
        box = Box(column.left, top, column.right, top + at.HEADING).inset(1.2, 0.6)
        middle = (box.top + box.bottom) / 2
        sheet.line(
            column.name.zh,
            Box(box.left, box.top, box.right, middle + 0.5),
            replace(at.LABEL, align=column.align),
        )
        sheet.line(
            column.name.en,
            Box(box.left, middle + 0.3, box.right, box.bottom),
            replace(at.LABEL_EN, align=column.align),
        )
    edges = [(at.LEFT, top, at.RIGHT, top), (at.LEFT, top + at.HEADING, at.RIGHT, top + at.HEADING)]
    sheet.rules(edges, 0.7, on.INK)
    if first:
        for label, box in at.FACTS.values():
            sheet.line(
                f"{label.zh} {label.en}", Box(box.left, box.top, box.right, box.top + 3.4), at.SMALL
            )


def _about(sheet: Sheet, head: StatementHead) -> None:
    said = {
        "owner": head.owner,
        "account": head.account,
        "currency": head.currency,
        "period": " — ".join(sorted({f"{on:%Y-%m-%d}" for on in (head.from_on, head.to_on)})),
        "days": head.days,
        "lines": str(head.lines),
    }
    for name, (_, box) in at.FACTS.items():
        sheet.block(said[name] or "—", Box(box.left, box.top + 3.4, box.right, box.bottom), at.FACT)


def _line(sheet: Sheet, top: float, entry: StatementEntry, running: Running, currency: str) -> None:
    boxes = at.halves(top)
    when = entry.booked_at.astimezone(BEIJING).strftime("%H:%M:%S") if entry.booked_at else ""
    other = entry.counterparty
    upper = (
        f"{entry.booked_on:%Y-%m-%d}",
        words_of(entry.code.own, credit=entry.credit).zh,
        other.name,
        entry.bank_reference,
    )
    lower = (
        when,
        " ".join(filter(None, (entry.remittance, entry.note))),
        other.account,
        f"#{entry.entry_reference}",
    )
    for place, (above, below) in enumerate(zip(upper, lower, strict=True)):
        high, low = boxes[place]
        whole = Box(high.left, high.top, high.right, low.bottom)
        if (
            above
            and below
            and sheet.holds(above, high, at.TEXT)
            and sheet.holds(below, low, at.SUB)
        ):
            sheet.line(above, high, at.TEXT)
            sheet.line(below, low, at.SUB)
        else:
            both = above and below
            sheet.block(f"{above} {below}".strip(), whole, at.DENSE if both else at.TEXT)
    amounts = (
        "" if entry.credit else format_minor(entry.amount_minor, currency),
        format_minor(entry.amount_minor, currency) if entry.credit else "",
        format_minor(running.balance_minor, currency),
    )
    for place, amount in enumerate(amounts, start=4):
        high, low = boxes[place]
        red = amount.startswith("-")
        if amount:
            style = replace(at.MONEY, colour=on.STOP) if red else at.MONEY
            sheet.line(amount, Box(high.left, high.top, high.right, low.bottom), style)


def _carried(
    sheet: Sheet,
    top: float,
    name: Text,
    sums: Running,
    head: StatementHead,
    *,
    balance: bool = True,
) -> None:
    """A line of sums: opening, brought forward, of this page, carried forward."""
    bottom = top + at.SUM_ROW
    label = Box(at.LEFT + 1.2, top, at.COLUMNS[3].right, bottom)
    sheet.line(f"{name.zh} {name.en}", label, at.SUM_LABEL)
    written = [sums.debit_minor, sums.credit_minor, sums.balance_minor if balance else None]
    if name is _OPENING:
        written[:2] = [None, None]
    for column, minor in zip(at.COLUMNS[4:], written, strict=True):
        if minor is not None:
            box = Box(column.left, top, column.right, bottom).inset(1.2, 0.4)
            sheet.line(format_minor(minor, head.currency), box, at.SUM)


def _sums(sheet: Sheet, head: StatementHead, page: PagePlan, running: Running) -> None:
    """The end of the last page: both sums with their counts, and what stands on the account."""
    top = at.FIRST_TOP if page.number == 1 else at.OTHER_TOP
    row = top + at.HEADING + 2 * at.SUM_ROW + page.lines * at.ROW + 2
    sheet.rules([(at.LEFT, row, at.RIGHT, row)], 0.9, on.INK)
    currency = head.currency
    final = _CLOSING if head.is_final else _SO_FAR
    said = (
        (_OPENING, format_minor(head.opening_minor, currency)),
        (Text(f"支出 {running.debits} 笔", f"{running.debits} debits"), format_minor(running.debit_minor, currency)),
        (Text(f"收入 {running.credits} 笔", f"{running.credits} credits"), format_minor(running.credit_minor, currency)),
        (final, format_minor(running.balance_minor, currency)),
    )  # fmt: skip
    width = (at.RIGHT - at.LEFT) / len(said)
    for place, (name, amount) in enumerate(said):
        left = at.LEFT + place * width
        sheet.line(f"{name.zh} {name.en}", Box(left, row + 2, left + width - 2, row + 6), at.SMALL)
        sheet.line(amount, Box(left, row + 6, left + width - 2, row + 12), at.TOTAL)


def _seal(sheet: Sheet, head: StatementHead) -> None:
    box = at.SEAL_BOX
    radius = box.width / 2
    purpose = _TEST_PURPOSE if head.bank.is_test else SEAL_PURPOSE
    sheet.seal(RoundSeal(head.bank.name.zh, purpose, box.left + radius, box.top + radius, radius))


def _foot(sheet: Sheet, head: StatementHead, page: PagePlan) -> None:
    made = f"{head.made_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    left = f"对账单编号 No. {head.number}　出具时间 Issued {made}"
    sheet.line(left, Box(at.LEFT, 285, 150, 288.5), at.SMALL)
    told = f"第 {page.number} 页，共 {page.of} 页　Page {page.number} of {page.of}"
    sheet.line(told, Box(150, 285, at.RIGHT, 288.5), replace(at.SMALL, align=Align.RIGHT))
    if head.verify_url:
        note = f"本对账单由本行数字签名；在 {head.verify_url} 交验本文件可辨真伪。"
        sheet.line(note, Box(at.LEFT, 281.4, 165, 284.8), at.SMALL)
