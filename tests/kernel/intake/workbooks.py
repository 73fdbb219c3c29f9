"""Workbooks as people and attackers make them, in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

HEADINGS = ("户名", "账号", "金额", "附言")


def workbook(
    rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, *, title: str = ""
) -> bytes:
    """A sheet of headings and rows, with a title above them if one is given."""

    def write(sheet: Any) -> None:
        if title:
            sheet.write(0, 0, title)
        for number, row in enumerate([headings, *rows], start=1 if title else 0):
            sheet.write_row(number, 0, row)

    return drawn(write)


def drawn(draw: Callable[[Any], None]) -> bytes:
    """A workbook whose one sheet `draw` filled."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        draw(book.add_worksheet("明细"))
    return kept.getvalue()


def with_entries(content: bytes, **entries: bytes) -> bytes:
    """The same archive with entries added or replaced; `__` in a name stands for `/`, `_dot_` for a dot."""
    kept = io.BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): body for name, body in entries.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in named:
                new.writestr(entry.filename, old.read(entry))
        for name, body in named.items():
            new.writestr(name, body)
    return kept.getvalue()


def sheet_of(xml: str) -> bytes:
    """A workbook whose sheet is `xml`, whatever that is."""
    return with_entries(workbook(()), xl__worksheets__sheet1_dot_xml=xml.encode())
