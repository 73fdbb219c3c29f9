"""CSV and Excel: the saved column map, what is guessed, and what is refused with row and column."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from erp_adapters.csv_excel import adapter
from erp_adapters.csv_excel.tables import table_of
from erp_adapters.gateway.items import Order
from kernel.errors import Faulty

HEADER = "付款单号,付款账号,收款账号,收款户名,行号,金额,用途"
ROW = 'FK-1,1001234509012345678,6222020200112233445,广西柳州市𬭚石有限公司,102100099996,"1,286.40",货款'
SHEET = f"{HEADER}\n{ROW}\n"


def read(content: bytes, name: str = "a.csv", **profile: Any) -> list[Any]:
    return list(adapter(profile).read(content, name))


def faults(content: bytes, name: str = "a.csv", **profile: Any) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as faulty:
        read(content, name, **profile)
    return [(finding.code, finding.text.zh) for finding in faulty.value.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found_out(encoding: str, delimiter: str) -> None:
    text = f"{HEADER}\n{ROW.replace('1,286.40', '1286.40')}\n".replace(",", delimiter)
    (payment,) = read(text.encode(encoding))
    assert (payment.serial, payment.amount) == ("FK-1", "1286.40")
    assert payment.payee_name == "广西柳州市𬭚石有限公司"


def test_the_second_byte_of_a_gbk_letter_parts_nothing() -> None:
    """東 is 96 7C in GBK, and 7C is `|`."""
    text = "流水号|付款账号|收款账号|户名|金额\nA1|1|2|東方公司|5.00\n"
    assert read(text.encode("gbk"))[0].payee_name == "東方公司"


def test_a_saved_map_says_which_column_is_what_and_defaults_fill_in() -> None:
    text = "No;To;Who;How much\r\nA1;6222020200112233445;张三;12,00.5\r\n"
    profile: dict[str, Any] = {
        "columns": {
            "serial": "No",
            "payee_account": "To",
            "payee_name": "Who",
            "amount": "How much",
        },
        "defaults": {"payer_account": "1001234509012345678", "purpose": "工资"},
    }
    assert faults(text.encode(), **profile)[0][0] == "erp.amount"
    (payment,) = read(text.replace("12,00.5", "1,200.5").encode(), **profile)
    assert (payment.amount, payment.payer_account, payment.purpose) == (
        "1200.50", "1001234509012345678", "工资",
    )  # fmt: skip


def test_every_fault_of_every_row_is_named_with_row_and_column() -> None:
    rows = [
        "FK-1,1001234509012345678,6.22202E+18,张三,,12.00,",
        "FK-2,1001234509012345678,6222020200112233445,,,0.00,",
        "FK-2,1001234509012345678,6222020200112233445,李四,,1e3,",
        "FK-4,1001234509012345678,6222020200112233445,王五,,5.00,",
        "FK-4,1001234509012345678,6222020200112233445,王五,,5.00,",
    ]
    found = faults("\n".join([HEADER, *rows]).encode())
    assert [code for code, _ in found] == [
        "erp.bad_account", "erp.zero", "erp.missing", "erp.amount", "erp.twice",
    ]  # fmt: skip
    assert found[0][1].startswith("第 2 行 row 2：“收款账号”的值“6.22202E+18”不是账号")
    assert "第 3 行" in found[1][1]
    assert "“收款户名”" in found[2][1]
    assert "第 6 行 row 6：流水号“FK-4”与 第 5 行 row 5 重复" in found[4][1]


def test_missing_columns_are_all_named() -> None:
    found = faults("甲,乙\n1,2\n".encode())
    assert {code for code, _ in found} == {"erp.column_missing"}
    assert len(found) == 5
    wrong = faults(SHEET.encode(), columns={"serial": "不存在"})
    assert wrong == [("erp.column_named", "列映射中的“不存在”不在表头中")]
    twice = faults(SHEET.replace("用途", "金额").encode(), columns={"amount": "金额"})
    assert twice[0][0] == "erp.column_twice"
    with pytest.raises(Faulty, match="surprise"):
        adapter({"columns": {"surprise": "x"}})


def test_an_account_is_never_guessed_between_two_columns() -> None:
    found = faults(SHEET.replace("用途", "收款账号").encode())
    assert found[0][0] == "erp.column_missing"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_an_empty_or_broken_file_is_refused(content: bytes) -> None:
    assert faults(content)


def sheet(rows: list[list[Any]], formats: dict[int, str] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("付款")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                style = (
                    book.add_format({"num_format": formats[c]})
                    if formats and c in formats
                    else None
                )
                page.write(r, c, value, style)
    return out.getvalue()


EXCEL: list[list[Any]] = [
    ["付款单号", "付款账号", "收款账号", "收款户名", "金额"],
    ["FK-1", "1001234509012345678", "6222020200112233445", "张三", 1286.4],
]


def test_an_excel_sheet_is_read_with_text_accounts_and_exact_cents() -> None:
    (payment,) = read(sheet(EXCEL), "a.xlsx")
    assert (payment.payee_account, payment.amount) == ("6222020200112233445", "1286.40")
    assert read(sheet(EXCEL), "a.xlsx", sheet="付款")[0] == payment
    assert faults(sheet(EXCEL), "a.xlsx", sheet="别的")[0][0] == "erp.sheet"


def test_an_account_that_excel_made_a_number_is_refused_never_guessed() -> None:
    rows = [EXCEL[0], ["FK-1", "1001234509012345678", 6222020200112233445, "张三", 12.5]]
    ((code, text),) = faults(sheet(rows), "a.xlsx")
    assert code == "erp.not_text"
    assert "“收款账号”是数值" in text
    assert "文本" in text


def test_a_cell_with_more_than_cents_is_refused() -> None:
    rows = [EXCEL[0], ["FK-1", "1001234509012345678", "6222020200112233445", "张三", 12.345]]
    assert faults(sheet(rows), "a.xlsx")[0][0] == "erp.amount"


def test_an_archive_that_unpacks_to_too_much_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (201 << 20))
    assert faults(out.getvalue(), "a.xlsx")[0][0] == "erp.too_large"
    assert faults(b"PK\x03\x04rubbish", "a.xlsx")[0][0] == "erp.broken"


def test_the_same_row_read_twice_is_the_same_order() -> None:
    first, again = (Order.of_payment(read(SHEET.encode())[0]) for _ in range(2))
    assert first.digest == again.digest


def test_the_golden_sheet_reads_as_it_says() -> None:
    folder = Path(__file__).parent / "golden" / "csv_excel"
    table = table_of((folder / "payments.csv").read_bytes(), "payments.csv", {})
    assert len(table.rows) == 3
    payments = read((folder / "payments.csv").read_bytes())
    assert [(p.serial, p.payee_account, p.amount) for p in payments] == [
        ("FKD2026110001", "3250612000181470", "1286.40"),
        ("FKD2026110002", "6222020200112233445", "0.01"),
        ("FKD2026110003", "6222020200112233453", "100000.00"),
    ]
