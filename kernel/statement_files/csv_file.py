"""Writes CSV with a running balance: UTF-8 with a mark, so that Excel sees Chinese; RFC 4180 lines.

A text that a table program would take for a formula is led by an apostrophe: names come from other banks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from io import TextIOWrapper
from typing import BinaryIO, Final

from kernel.iso20022.statement_model import Part
from kernel.money import format_minor
from kernel.statement_files.table import COLUMNS, Cell, Running, cells_of

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(out: BinaryIO, parts: Iterable[Part]) -> None:
    """Write a heading and a row for each line; `out` stays open."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow([f"{column.name.zh} {column.name.en}" for column in COLUMNS])
        for statement, entries in parts:
            running, currency = Running(statement), statement.account.currency
            for entry in entries:
                cells = cells_of(statement, entry, running.after(entry))
                writer.writerow(
                    _written(cell, column.kind, currency)
                    for cell, column in zip(cells, COLUMNS, strict=True)
                )
        text.flush()
    finally:
        text.detach()


def _written(cell: object, kind: Cell, currency: str) -> str:
    if kind is Cell.MONEY:
        return format_minor(cell, currency, grouping=False) if isinstance(cell, int) else ""
    if isinstance(cell, date):
        return cell.isoformat()
    return safe_text(str(cell))


def safe_text(text: str) -> str:
    """One line of text that no table program takes for a formula."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"'{line}" if line.startswith(_FORMULA) else line
