"""What is left to mend, as a workbook: every faulty row as it stands, what is wrong with it, ready to be dropped again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

import xlsxwriter

from corporate.web.batch_facts import sentence
from workflows.batches.commands import FindingView, RowView

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS: Final = ("收款户名", "收款账号", "金额", "开户行", "附言", "业务编号", "原行号", "问题")
_WIDTHS: Final = (28, 26, 16, 28, 24, 20, 8, 60)
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

Left = Iterable[tuple[RowView, list[FindingView]]]


def leftover(rows: Left) -> bytes:
    """The workbook. Every cell is text, so that no account loses a digit and nothing is a formula."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, dict(_OPTIONS)) as book:
        _fill(book, rows)
    return kept.getvalue()


def _fill(book: Any, rows: Left) -> None:
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("待处理明细")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width, text)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, _HEADINGS, bold)
    for number, (row, findings) in enumerate(rows, start=1):
        said = "；".join(sentence(one).zh for one in findings)
        cells = (row.name, row.account, row.amount, row.bank, row.remark, row.reference)
        for place, cell in enumerate((*cells, str(row.row), said)):
            sheet.write_string(number, place, cell, text)
