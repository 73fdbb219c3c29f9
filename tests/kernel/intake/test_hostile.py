"""Files that are wrong, or made to hurt: one sentence each, within bounds, and the house goes on."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from kernel import limits
from kernel.assets import ROOT
from kernel.intake.opening import lines_of
from kernel.intake.sheet import Sheet
from tests.kernel.intake.reading import codes_of
from tests.kernel.intake.workbooks import HEADINGS, drawn, sheet_of, with_entries, workbook

CPU_S = 2.0
MEMORY_KIB = 256 << 10
MIB_TOO_MANY = (limits.INTAKE_UNPACKED_BYTES_MAX >> 20) + 2
LAST = "~ a good one"
GOOD = ("张三", "6222020000000000011", "100.00", "")
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@cache
def expanding() -> bytes:
    """A few kilobytes that unpack to more than is let in."""
    kept = io.BytesIO(workbook(()))
    with (
        zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/blank.xml", "w") as entry,
    ):
        for _ in range(MIB_TOO_MANY):
            entry.write(b" " * (1 << 20))
    return kept.getvalue()


def lying() -> bytes:
    """The same, and the archive says that it is small."""
    content = expanding()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        real = archive.getinfo("xl/media/blank.xml").file_size.to_bytes(4, "little")
    return content.replace(real, (1_000).to_bytes(4, "little"))


def far_cells() -> bytes:
    """Two cells in opposite corners: seventeen thousand million cells for whoever allots them all."""

    def write(sheet: Any) -> None:
        sheet.write("A1", "户名")
        sheet.write("XFD1048576", "x")

    return drawn(write)


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return sheet_of(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
        f'<worksheet {_NS}><sheetData><row r="1"><c r="A1" t="str"><v>&e9;</v></c></row></sheetData></worksheet>'
    )


def laughing_message() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">&e9;</Document>'
    ).encode()


def million_rows() -> bytes:
    """What a formatted column leaves: every row of the sheet, and nothing in any."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 1_048_577))
    return sheet_of(f"<worksheet {_NS}><sheetData>{rows}</sheetData></worksheet>")


def formulas() -> bytes:
    def write(sheet: Any) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_formula(1, 2, "=50*2", None, 100)

    return drawn(write)


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


def csv(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(["户名,账号,金额,附言", *rows, ""]).encode(encoding)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "expands": (expanding, "intake.bomb"),
    "expands and lies": (lying, "intake.broken"),
    "corners": (far_cells, "intake.bomb"),
    "entities": (billion_laughs, "intake.entities"),
    "entities in a message": (laughing_message, "xml.doctype"),
    "a million empty rows": (million_rows, "intake.empty"),
    "formulas": (formulas, "intake.formula"),
    "macros": (lambda: with_entries(workbook([GOOD]), xl__vbaProject_dot_bin=b"x"), "intake.macros"),
    "external links": (
        lambda: with_entries(workbook([GOOD]), xl__externalLinks__externalLink1_dot_xml=b"<a/>"),
        "intake.external",
    ),
    "cut off": (lambda: workbook([GOOD])[:2_000], "intake.broken"),
    "password": (locked, "intake.locked"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "intake.old_excel"),
    "page that calls itself .xls": (lambda: b"<html><table></table></html>", "intake.old_excel"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "intake.unknown"),
    "nothing": (lambda: b" \r\n", "intake.empty"),
    "headings alone": (lambda: workbook(()), "intake.empty"),
    "GBK cut off": (
        lambda: csv("张三,6222020000000000011,100.00,工资", encoding="gbk")[:-3],
        "intake.encoding",
    ),
    "wrong total": (lambda: workbook([GOOD, GOOD, ("合计", "", "150.00", "")]), "intake.total"),
    "dollars": (
        lambda: workbook([(*GOOD, "USD")], (*HEADINGS, "币种")),
        "intake.currency",
    ),
    "too wide": (lambda: workbook([("x",) * 200]), "intake.too_wide"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], float, int]]:
    """What each file was refused with, and what its reader took; a good one is read last."""
    folder = tmp_path_factory.mktemp("files")
    for name, (make, _code) in CASES.items():
        (folder / name).write_bytes(make())
    (folder / LAST).write_bytes(workbook([GOOD]))
    said = subprocess.run(
        [sys.executable, "-m", "tests.kernel.intake.reading", str(folder)],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    found: dict[str, tuple[list[str], float, int]] = json.loads(said.stdout)
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_one_sentence_within_two_seconds_and_256_mb(
    case: str, told: dict[str, tuple[list[str], float, int]]
) -> None:
    codes, cpu_s, kib = told[case]
    assert codes == [CASES[case][1]]
    assert cpu_s <= CPU_S
    assert kib <= MEMORY_KIB


def test_after_all_of_them_the_next_file_is_read(
    told: dict[str, tuple[list[str], float, int]],
) -> None:
    codes, cpu_s, _kib = told[LAST]
    assert codes == []
    assert cpu_s > 0


def test_a_file_that_is_too_large_is_not_even_handed_to_a_reader() -> None:
    used: list[resource.struct_rusage] = []
    assert codes_of(b"x" * (limits.INTAKE_BYTES_MAX + 1), used) == ["intake.too_large"]
    assert used == []


def test_a_total_that_is_a_formula_and_right_stops_nothing() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, GOOD)
        sheet.write(2, 0, "合计")
        sheet.write_formula(2, 2, "=SUM(C2:C2)", None, 100)
        sheet.write(3, 0, "制表人：李四")

    sheet = Sheet(lines_of(drawn(write)))
    assert [row.number for row in sheet.rows(sheet.guess())] == [2]


def test_a_caller_that_stops_early_leaves_no_reader_behind() -> None:
    used: list[resource.struct_rusage] = []
    lines = lines_of(workbook([GOOD] * 5_000), used.append)
    next(lines)
    lines.close()
    assert len(used) == 1
