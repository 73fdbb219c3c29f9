"""Writes an Excel workbook (.xlsx): a sheet of lines and a sheet that sums them up, in constant memory.

Amounts are numbers, account numbers are texts: a number of nineteen digits would lose its last four. Every
text is written as a text, so that nothing from another bank becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, Final

import xlsxwriter

from kernel.currencies import exponent
from kernel.iso20022.statement_model import EntrySums, Part, Statement
from kernel.statement_files.table import COLUMNS, Cell, Running, cells_of

_EXACT_MINOR_MAX: Final = 10**15
"""Above it a number in a cell is no longer exact to the cent, and the amount is written as text."""
_SUMMARY: Final = (
    "账号 Account", "户名 Name", "币种 Currency", "对账单 Statement", "期初余额 Opening", "收入笔数 Credits",
    "收入金额 Credited", "支出笔数 Debits", "支出金额 Debited", "期末余额 Closing",
)  # fmt: skip


def write_xlsx(out: BinaryIO, parts: Iterable[Part]) -> None:
    """Write the workbook; `out` stays open."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _Sheets(book).write(parts)


class _Sheets:
    """The sheets of one workbook, filled from the top."""

    def __init__(self, book: Any) -> None:
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
        self._book = book
        self._money: dict[int, Any] = {}
        self._lines = book.add_worksheet("流水 Lines")
        self._sums = book.add_worksheet("汇总 Summary")

    def write(self, parts: Iterable[Part]) -> None:
        """Write every part, the headings first."""
        for place, column in enumerate(COLUMNS):
            self._lines.set_column(place, place, column.width)
        self._lines.freeze_panes(1, 0)
        self._lines.write_row(0, 0, [f"{c.name.zh} {c.name.en}" for c in COLUMNS], self._bold)
        self._sums.set_column(0, len(_SUMMARY) - 1, 20)
        self._sums.write_row(0, 0, _SUMMARY, self._bold)
        row = 1
        for place, (statement, entries) in enumerate(parts, 1):
            running = Running(statement)
            for entry in entries:
                cells = cells_of(statement, entry, running.after(entry))
                self._row(row, cells, statement.account.currency)
                row += 1
            self._summary(place, statement)
        self._lines.autofilter(0, 0, max(row - 1, 1), len(COLUMNS) - 1)

    def _row(self, row: int, cells: tuple[object, ...], currency: str) -> None:
        for place, (cell, column) in enumerate(zip(cells, COLUMNS, strict=True)):
            if column.kind is Cell.MONEY and isinstance(cell, int):
                self._amount(self._lines, row, place, cell, currency)
            elif isinstance(cell, date):
                self._lines.write_datetime(row, place, cell, self._date)
            elif cell:
                self._lines.write_string(row, place, str(cell))

    def _summary(self, row: int, statement: Statement) -> None:
        account, sums = statement.account, statement.sums or EntrySums(0, 0, 0, 0)
        for place, text in enumerate((account.number, account.owner, account.currency)):
            self._sums.write_string(row, place, text)
        self._sums.write_string(row, 3, statement.statement_id)
        amounts = {6: sums.credit_minor, 8: sums.debit_minor}
        if statement.opening:
            amounts[4] = statement.opening.signed_minor
        if statement.closing:
            amounts[9] = statement.closing.signed_minor
        for place in range(4, len(_SUMMARY)):
            if place in amounts:
                self._amount(self._sums, row, place, amounts[place], account.currency)
            elif place in {5, 7}:
                count = sums.credit_count if place == 5 else sums.debit_count  # noqa: PLR2004 - the column
                self._sums.write_number(row, place, count)

    def _amount(self, sheet: Any, row: int, place: int, minor: int, currency: str) -> None:
        decimals = exponent(currency)
        value = Decimal(minor).scaleb(-decimals)
        if abs(minor) >= _EXACT_MINOR_MAX:
            sheet.write_string(row, place, f"{value:f}")
            return
        shown = self._money.get(decimals)
        if shown is None:
            pattern = f"#,##0{'.' + '0' * decimals if decimals else ''}"
            shown = self._money[decimals] = self._book.add_format({"num_format": pattern})
        sheet.write_number(row, place, value, shown)
