"""The statement on paper: every page adds up by itself, and what does not add up is not drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kernel.iso20022.codes import BalanceKind
from kernel.iso20022.statement_model import (
    Counterparty,
    Part,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
    TransactionCode,
)
from receipts.render.statement import render_statement
from receipts.render.statement_layout import CAPACITY, COLUMNS
from receipts.statement_paper import Capacity, StatementHead, Unbalanced, plan
from tests.receipts.render.reading import pages_of, pieces_of, text_of
from tests.receipts.samples import BANK, DAY

AT = datetime(2026, 11, 20, 10, 33, 40, tzinfo=UTC)
OPENING = 100_000_00
HEAD = StatementHead(
    number="S261120-7KQ2M9XA", bank=BANK, colour="", account="1001234509012345678",
    owner="广西柳州市𬭚石有限公司", currency="CNY", from_on=date(2026, 11, 1), to_on=date(2026, 11, 30),
    made_at=AT, lines=0, days="12 — 34", opening_minor=OPENING, closing_minor=OPENING, is_final=True,
    verify_url="https://bank.example/verify",
)  # fmt: skip


def entries(count: int) -> list[StatementEntry]:
    """Lines both ways, one of twelve digits, one with everything long."""
    found, balance = [], OPENING
    for place in range(count):
        amount = 1_234_567_890_12 if place == 3 else 100 + place * 7
        credit = place % 3 == 0
        balance += amount if credit else -amount
        found.append(
            StatementEntry(
                amount, credit, DAY, DAY, f"P261120-{place:08}",
                TransactionCode("PMNT", "ICDT", "DMCT", own="fee" if place % 5 else "transfer_out"),
                entry_reference=str(place + 1), balance_minor=balance, booked_at=AT,
                counterparty=Counterparty("苏州㛃镕精密机械（集团）股份有限公司", "6217002110008821903"),
                remittance="采购款 PO-2026-0417 十一月轴承及备件货款" if place == 1 else "货款",
            )
        )  # fmt: skip
    return found


def day(lines: list[StatementEntry], opening: int) -> Part:
    """A day's statement of some lines."""
    closing = lines[-1].balance_minor if lines else opening
    assert closing is not None
    balances = tuple(
        StatementBalance(kind, abs(minor), DAY, minor >= 0)
        for kind, minor in ((BalanceKind.OPBD, opening), (BalanceKind.CLBD, closing))
    )
    account = StatementAccount(HEAD.account, "CNY")
    return Statement("", "1", 1, AT, AT, AT, account, balances), lines


def drawn(count: int) -> bytes:
    lines = entries(count)
    closing = lines[-1].balance_minor if lines else OPENING
    assert closing is not None
    half = count // 2
    middle = lines[half - 1].balance_minor if half else OPENING
    assert middle is not None
    parts = [day(lines[:half], OPENING), day(lines[half:], middle)]
    return render_statement(replace(HEAD, lines=count, closing_minor=closing), parts)


def amounts(text: str) -> list[Decimal]:
    return [Decimal(one.replace(",", "")) for one in re.findall(r"-?[\d,]+\.\d\d", text)]


def rows(pdf: bytes, page: int) -> Iterator[tuple[str, list[str]]]:
    """Each line of a page as it stands: its first words, and what stands in the three columns of money."""
    lines: dict[int, list[tuple[float, str]]] = {}
    for piece in pieces_of(pdf, page):
        middle = round((piece.box.top + piece.box.bottom) / 2 * 2)
        lines.setdefault(middle, []).append((piece.box.right, piece.text))
    for _, pieces in sorted(lines.items()):
        money = [""] * 3
        for right, text in pieces:
            for place, column in enumerate(COLUMNS[4:]):
                if abs(right - (column.right - 1.2)) < 0.1:
                    money[place] = text
        words = [text for right, text in sorted(pieces) if text not in money]
        yield " ".join(words), money


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (60, 3)])
def test_every_page_adds_up_from_what_was_carried_over(count: int, pages: int) -> None:
    pdf = drawn(count)
    assert len(pages_of(pdf).pages) == pages
    carried: list[str] | None = None
    for page in range(pages):
        found = {words.split(" ")[0]: money for words, money in rows(pdf, page) if any(money)}
        begin = found["期初余额" if page == 0 else "承前页"]
        if carried is not None:
            assert begin == carried
        debit, credit = (amounts(text)[0] for text in found["本页合计"][:2])
        end = found["过次页"] if page < pages - 1 else None
        before = amounts(begin[2])[0]
        if end is not None:
            assert before + credit - debit == amounts(end[2])[0]
            carried = end
        else:
            assert f"{before + credit - debit:,.2f}" in text_of(pdf, page)


def test_every_fact_of_a_line_is_on_it_and_long_texts_are_whole() -> None:
    pdf = drawn(5)
    text = text_of(pdf).replace("\n", "").replace(" ", "")
    for said in (
        "账户对账单", "S261120-7KQ2M9XA", "1001234509012345678", "广西柳州市𬭚石有限公司", "12—34",
        "2026-11-01—2026-11-30", "苏州㛃镕精密机械（集团）股份有限公司", "6217002110008821903", "18:33:40",
        "采购款PO-2026-0417十一月轴承及备件货款", "1,234,567,890.12", "跨行汇出", "手续费", "第1页，共1页",
        "支出3笔", "收入2笔", "https://bank.example/verify",
    ):  # fmt: skip
        assert said in text, said


def test_nothing_lies_outside_the_sheet_or_on_something_else() -> None:
    pieces = pieces_of(drawn(30))
    assert all(piece.box.left >= 12 and piece.box.right <= 198.01 for piece in pieces)
    assert min(piece.size for piece in pieces) >= 4.5


def test_the_same_lines_give_the_same_bytes() -> None:
    assert drawn(9) == drawn(9)


def test_lines_that_do_not_come_to_the_balance_are_not_drawn() -> None:
    lines = entries(4)
    closing = lines[-1].balance_minor
    assert closing is not None
    head = replace(HEAD, lines=4, closing_minor=closing)
    wrong = replace(lines[2], amount_minor=lines[2].amount_minor + 1)
    for bad_head, parts in (
        (head, [day([*lines[:2], wrong, lines[3]], OPENING)]),
        (replace(head, closing_minor=closing + 1), [day(lines, OPENING)]),
        (replace(head, opening_minor=OPENING + 1), [day(lines, OPENING)]),
        (replace(head, lines=3), [day(lines, OPENING)]),
        (replace(head, lines=5), [day(lines, OPENING)]),
        (head, [day(lines[:2], OPENING), day(lines[2:], OPENING)]),
    ):
        with pytest.raises(Unbalanced):
            render_statement(bad_head, parts)


def test_an_overdrawn_day_that_is_not_over_says_so() -> None:
    line = replace(entries(2)[1], amount_minor=OPENING + 500, balance_minor=-500)
    head = replace(HEAD, lines=1, closing_minor=-500, is_final=False)
    text = text_of(render_statement(head, [day([line], OPENING)]))
    assert "-5.00" in text
    assert "当前余额" in text
    assert "期末余额" not in text


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        (0, [0]),
        (7, [7]),
        (8, [8, 0]),
        (10, [10, 0]),
        (11, [10, 1]),
        (19, [10, 9]),
        (20, [10, 10, 0]),
    ],
)
def test_the_sums_go_on_a_page_of_their_own_where_they_do_not_fit(
    lines: int, counts: list[int]
) -> None:
    found = plan(lines, Capacity(first=10, other=12, sums=3))
    assert [page.lines for page in found] == counts
    assert [page.is_last for page in found] == [False] * (len(counts) - 1) + [True]
    assert {page.of for page in found} == {len(counts)}
    assert CAPACITY.first > CAPACITY.sums
