"""Rows as the file had them: accounts stay text, headings are recognised, the row's number is the one people see."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.assets import ROOT
from kernel.errors import Faulty
from kernel.intake.headings import Column, found_in, lacks, mark_of
from kernel.intake.lines import Line
from kernel.intake.opening import lines_of
from kernel.intake.rules import CellRule
from kernel.intake.sheet import FileRow, Sheet
from kernel.intake.text_table import lines as text_lines
from tests.kernel.intake.workbooks import HEADINGS, workbook

MESSAGE = ROOT / "tests/samples/odoo-pain.001.001.09-cny-5.xml"


def rows(content: bytes) -> list[FileRow]:
    sheet = Sheet(lines_of(content))
    return list(sheet.rows(sheet.guess()))


def values(row: FileRow) -> tuple[str, ...]:
    return tuple(row.values.get(c, "") for c in (Column.NAME, Column.ACCOUNT, Column.AMOUNT))


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (("*收款账号（必填）", " 户 名 ", "金额(元)"), {"account": 0, "name": 1, "amount": 2}),
        (
            ("序号", "姓名", "收款帐号", "开户行", "联行号", "实发工资", "工号"),
            {"name": 1, "account": 2, "bank_name": 3, "bank": 4, "amount": 5, "reference": 6},
        ),
        (
            ("Payee Name", "Account No.", "AMOUNT", "Bank Code"),
            {"name": 0, "account": 1, "amount": 2, "bank": 3},
        ),
        (("付款账号", "收款人名称", "收款账号", "金额"), {"payer": 0, "name": 1, "account": 2, "amount": 3}),
        (("账号", "账号", "户名", "金额"), {"name": 2, "amount": 3}),
    ],
)  # fmt: skip
def test_headings_are_recognised_and_two_accounts_are_not_chosen_between(
    headings: tuple[str, ...], found: dict[str, int]
) -> None:
    assert found_in(headings) == found
    assert bool(lacks(found_in(headings))) is ("account" not in found)


def test_headings_are_remembered_by_what_they_say_not_by_how() -> None:
    assert mark_of(("户名", "账号 *")) == mark_of((" 户名", "帐号"))
    assert mark_of(("户名", "账号")) != mark_of(("账号", "户名"))


def test_a_workbook_gives_the_numbers_people_see_and_cells_as_text() -> None:
    content = workbook(
        [
            ("张三", "6222020000000000011", 1000.1, "工资"),
            ("李四", 622202000012345, "1,234.50", ""),
            ("", "", "", ""),
            ("王五", "0012 3456 7890", 0.1 + 0.2, dt.date(2026, 11, 5).isoformat()),
        ],
        title="十一月工资",
    )
    found = rows(content)
    assert [row.number for row in found] == [3, 4, 6]
    assert values(found[0]) == ("张三", "6222020000000000011", "1000.10")
    assert values(found[1]) == ("李四", "622202000012345", "1,234.50")
    assert values(found[2]) == ("王五", "001234567890", "0.30")
    assert not any(row.faults for row in found)


def test_an_account_kept_as_a_number_is_told_and_never_guessed() -> None:
    [row] = rows(workbook([("张三", 6222020000000000011, 100, "")]))
    assert row.faults == {Column.ACCOUNT: CellRule.ACCOUNT_FLOAT}
    [written] = rows("户名,账号,金额\n张三,6.22202E+18,100\n".encode())
    assert written.faults == {Column.ACCOUNT: CellRule.ACCOUNT_SCIENTIFIC}


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t")],
)
def test_a_text_file_is_read_in_every_encoding_people_save_it_in(
    encoding: str, delimiter: str
) -> None:
    lines = [
        HEADINGS,
        ("張東", '="6222020000000000011"', '"1,000.00"', '"两行\n附言"'),
        ("李四", '"\t0012"', "5", ""),
    ]
    content = "\r\n".join(delimiter.join(cells) for cells in lines).encode(encoding)
    found = rows(content)
    assert [row.number for row in found] == [2, 4]
    assert values(found[0]) == ("張東", "6222020000000000011", "1,000.00")
    assert values(found[1]) == ("李四", "0012", "5")


def test_a_message_gives_its_payments_and_must_name_the_paying_account_that_was_chosen() -> None:
    sheet = Sheet(lines_of(MESSAGE.read_bytes()))
    assert lacks(sheet.guess()) == ()
    found = list(sheet.rows(sheet.guess(), payer=""))
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    assert all(row.values[Column.ACCOUNT] and row.values[Column.AMOUNT] for row in found)
    other = Sheet(lines_of(MESSAGE.read_bytes()))
    with pytest.raises(Faulty) as refused:
        list(other.rows(other.guess(), payer="3001999999"))
    assert refused.value.findings[0].code == "intake.payer"


def test_what_the_columns_do_not_know_travels_beside_under_its_heading() -> None:
    content = workbook([(1, "张三", "62220", 100, "8000.00")], ("序号", *HEADINGS[:3], "基本工资"))
    [row] = rows(content)
    assert row.others == {"基本工资": "8000.00"}


def test_pasted_rows_are_read_like_a_file() -> None:
    sheet = Sheet(text_lines("户名\t账号\t金额\n张三\t62220\t1,000.00\n"))
    assert [values(row) for row in sheet.rows(sheet.guess())] == [("张三", "62220", "1,000.00")]


def test_a_list_longer_than_agreed_is_refused_and_read_without_keeping_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kernel.intake.sheet.INTAKE_ROWS_MAX", 3)
    monkeypatch.setattr("kernel.intake.sheet.INTAKE_LEAD_ROWS", 2)
    lines = iter([Line(1, HEADINGS), *(Line(n, ("张三", "1", "1", "")) for n in range(2, 9))])
    sheet = Sheet(lines)
    read = sheet.rows(sheet.guess())
    assert [next(read).number for _ in range(3)] == [2, 3, 4]
    with pytest.raises(Faulty) as refused:
        next(read)
    assert refused.value.findings[0].code == "intake.too_many"
    assert [line.number for line in lines] == [6, 7, 8]


def test_rows_without_headings_lose_none_and_somebody_has_to_say_what_the_columns_are() -> None:
    sheet = Sheet(text_lines("张三\t6222020000000000011\t1,000.00\n李四\t6222020000000000029\t5\n"))
    assert sheet.guess() == {}
    assert sheet.likely() == {Column.NAME: 0, Column.ACCOUNT: 1, Column.AMOUNT: 2}
    assert [row.number for row in sheet.rows(sheet.likely())] == [1, 2]
