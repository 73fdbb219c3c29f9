"""What is left to mend, as a workbook: every faulty row as it stands, what is wrong with it, ready to be dropped again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

import xlsxwriter

from workflows.batches.commands import FindingView, RowView

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS: Final = ("收款户名", "收款账号", "金额", "开户行", "附言", "业务编号", "原行号", "问题")
_WIDTHS: Final = (28, 26, 16, 28, 24, 20, 8, 60)
_SPOOL: Final = 4 << 20
_PIECE: Final = 256 << 10
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

Left = Iterable[tuple[RowView, list[FindingView]]]


def leftover(rows: Left) -> Iterator[bytes]:
    """The workbook in pieces. Every cell is text, so that no account loses a digit and nothing is a formula."""
    kept = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115 - closed by who reads it to its end
    with xlsxwriter.Workbook(kept, dict(_OPTIONS)) as book:
        _fill(book, rows)
    kept.seek(0)
    return _pieces(kept)


def _fill(book: Any, rows: Left) -> None:
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("待处理明细")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width, text)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, _HEADINGS, bold)
    for number, (row, findings) in enumerate(rows, start=1):
        said = "；".join(one.text_zh for one in findings)
        cells = (row.name, row.account, row.amount, row.bank, row.remark, row.reference)
        for place, cell in enumerate((*cells, str(row.row), said)):
            sheet.write_string(number, place, cell, text)


def _pieces(kept: BinaryIO | Any) -> Iterator[bytes]:
    with kept:
        while piece := kept.read(_PIECE):
            yield piece
