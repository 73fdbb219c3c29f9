"""Every format says the same lines; nothing in them can break a reader, a table program or memory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from lxml import etree

from kernel.iso20022.statement_model import Counterparty, StatementEntry
from kernel.statement_files import FileFormat, write_statement
from kernel.statement_files.swift_text import swift_text
from tests.kernel.statement_files.samples import AT, ENTRIES, entry, file, statement

LINES = 15_000
RSS_GROWTH_KIB_MAX = 12_000  # all lines together would take some 60 000
HOSTILE = Counterparty("=cmd|' /C calc'!A0", "+1", bank_name="@SUM(1)")


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def column(rows: list[list[str]], name: str) -> list[str]:
    place = next(i for i, title in enumerate(rows[0]) if title.endswith(name))
    return [row[place] for row in rows[1:]]


class TestCsv:
    def test_the_balance_runs_with_the_lines(self) -> None:
        rows = table(file(FileFormat.CSV))
        assert column(rows, " Balance") == [
            "98713.60",
            "101213.60",
            "101138.10",
            "101213.60",
            "101208.60",
        ]
        assert column(rows, " Credit") == ["", "2500.00", "", "75.50", ""]
        assert column(rows, " Debit") == ["1286.40", "", "75.50", "", "5.00"]

    def test_a_balance_the_books_do_not_say_is_counted_on_from_the_opening(self) -> None:
        bare = [replace(one, balance_minor=None) for one in ENTRIES]
        assert file(FileFormat.CSV, (statement(), bare)) == file(FileFormat.CSV)

    def test_no_text_is_taken_for_a_formula_and_no_line_is_broken(self) -> None:
        bad = entry(1, -100, "transfer", counterparty=HOSTILE, remittance="a\r\nb\tc")
        rows = table(file(FileFormat.CSV, (statement(), [bad])))
        assert len(rows) == 2
        assert column(rows, " Counterparty") == ["'=cmd|' /C calc'!A0"]
        assert column(rows, " Counterparty account") == ["'+1"]
        assert column(rows, " Description") == ["a  b c"]

    def test_excel_sees_chinese_by_the_mark(self) -> None:
        assert file(FileFormat.CSV).startswith(b"\xef\xbb\xbf")


class TestExcel:
    def sheet(self, content: bytes, number: int = 1) -> list[dict[str, str]]:
        book = zipfile.ZipFile(io.BytesIO(content))
        strings = (
            [t.text or "" for t in etree.fromstring(book.read("xl/sharedStrings.xml")).iter("{*}t")]
            if "xl/sharedStrings.xml" in book.namelist()
            else []
        )
        root = etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
        return [
            {str(cell.get("r")).rstrip("0123456789"): self.value(cell, strings) for cell in row}
            for row in root.iter("{*}row")
        ]

    def value(self, cell: etree._Element, strings: list[str]) -> str:
        text = "".join(str(part) for part in cell.itertext())
        return strings[int(text)] if cell.get("t") == "s" and strings else text

    def test_amounts_are_numbers_and_account_numbers_are_texts(self) -> None:
        content = file(FileFormat.XLSX)
        rows = self.sheet(content)
        assert [Decimal(row["H"]) for row in rows[1:]] == [
            Decimal(one.balance_minor or 0) / 100 for one in ENTRIES
        ]
        assert rows[1]["K"] == "3250612000181470"
        raw = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in raw
        summary = self.sheet(content, 2)[1]
        assert (summary["A"], Decimal(summary["E"]), Decimal(summary["J"])) == (
            "1001234509012345678", Decimal(100_000), Decimal("101208.60"),
        )  # fmt: skip

    def test_no_text_is_taken_for_a_formula(self) -> None:
        bad = entry(1, -100, "transfer", counterparty=HOSTILE, remittance="http://x.example/")
        raw = zipfile.ZipFile(io.BytesIO(file(FileFormat.XLSX, (statement(), [bad]))))
        assert b"<f>" not in raw.read("xl/worksheets/sheet1.xml")
        assert not [name for name in raw.namelist() if "rels" in name and "sheet1" in name]

    def test_an_amount_no_number_of_a_cell_can_hold_is_a_text(self) -> None:
        large = entry(1, 10**15 + 1, "transfer", 10**17 + 1)
        row = self.sheet(file(FileFormat.XLSX, (statement(), [large])))[1]
        assert (row["F"], row["H"]) == ("10000000000000.01", "1000000000000000.01")


class TestMt940:
    def test_swifts_characters_alone_and_lines_as_they_may_be(self) -> None:
        bad = entry(
            1, -100, "transfer", counterparty=Counterparty("𬭚石:-矿业（上海）?20", "6217"),
            remittance="-:86:假的 " * 40, end_to_end_id="/A//B",
        )  # fmt: skip
        text = file(FileFormat.MT940, (statement(), [*ENTRIES, bad])).decode("ascii")
        lines = text.split("\r\n")
        assert max(len(line.removeprefix(":86:")) for line in lines) <= 65
        assert lines[-2:] == ["-", ""]
        tags = [line[:4] for line in lines if line.startswith(":")]
        assert tags == [":20:", ":25:", ":28C", ":60F", *([":61:", ":86:"] * 6), ":62F"]
        assert all(line[:1] in {":", "?", "-", ""} for line in lines)
        assert "NONREF" in text.split(":61:")[-1]

    @pytest.mark.parametrize(
        ("form", "encoding"),
        [(FileFormat.MT940_UTF8, "utf-8"), (FileFormat.MT940_GB18030, "gb18030")],
    )
    def test_chinese_by_agreement(self, form: FileFormat, encoding: str) -> None:
        text = file(form).decode(encoding)
        assert "?32苏州恒锐特钢有限公司" in text
        assert "?20EREF+E2E-7?21KREF+INSTR-7" in text

    def test_an_overdrawn_account_and_a_currency_without_decimals(self) -> None:
        text = file(FileFormat.MT940, (statement(-5, -505), [])).decode()
        assert (":60F:D261123CNY0,05" in text, ":62F:D261123CNY5,05" in text) == (True, True)
        yen = replace(statement(), account=replace(statement().account, currency="JPY"))
        assert ":60F:C261123JPY10000000," in file(FileFormat.MT940, (yen, [])).decode()

    @pytest.mark.parametrize(
        ("text", "swift"),
        [
            ("苏州恒锐", "SU ZHOU HENG RUI"),
            ("Łódź & Straße “x”", "Lodz + Strasse 'x'"),
            ("a_b?c*d", "a-b.c.d"),
            ("\x00\u202e", ".."),
        ],
    )
    def test_spelling(self, text: str, swift: str) -> None:
        assert swift_text(text) == swift

    def test_a_purpose_is_never_cut_beside_a_blank(self) -> None:
        said = "货款 invoice " * 12
        text = file(
            FileFormat.MT940_UTF8, (statement(), [entry(1, -1, "transfer", remittance=said)])
        ).decode()
        detail = text.split(":86:")[1].split(":62F:")[0].replace("\r\n", "")
        pieces = [
            part[2:] for part in detail.split("?")[1:] if part[:2].isdigit() and part[0] in "26"
        ]
        assert "".join(pieces).removeprefix("SVWZ+") == said.strip()
        assert all(piece == piece.strip() for piece in pieces)


def test_ofx_numbers_its_lines_for_ever_and_signs_its_amounts() -> None:
    content = file(FileFormat.OFX)
    root = etree.fromstring(content[content.index(b"<OFX>") :])
    found = [
        (one.findtext("FITID"), one.findtext("TRNAMT"), one.findtext("TRNTYPE"))
        for one in root.iter("STMTTRN")
    ]
    assert found == [
        ("41", "-1286.40", "DEBIT"), ("42", "2500.00", "CREDIT"), ("43", "-75.50", "DEBIT"),
        ("44", "75.50", "CREDIT"), ("45", "-5.00", "FEE"),
    ]  # fmt: skip
    assert root.findtext(".//LEDGERBAL/BALAMT") == "101208.60"


def many() -> Iterator[StatementEntry]:
    for place in range(1, LINES + 1):
        yield entry(place % 9 + 1, -place, "transfer", remittance="货款", end_to_end_id=f"E{place}")


@pytest.mark.parametrize(
    "form", [FileFormat.CAMT_053_08, FileFormat.CSV, FileFormat.MT940_UTF8, FileFormat.OFX]
)
def test_many_lines_take_no_memory(form: FileFormat) -> None:
    file(form)  # schemas and tables are loaded before we measure
    with TemporaryFile() as out:
        before = resident_kib()
        write_statement(out, form, "S1", AT, [(statement(), many())])
        assert resident_kib() - before < RSS_GROWTH_KIB_MAX
        assert out.seek(0, io.SEEK_END) > 10 * LINES


def resident_kib() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4
