"""Employees pasted out of a spreadsheet: cells become rows of a command. Pure; what is wrong is told by line alone."""

from __future__ import annotations

import csv
from typing import Final

COLUMNS: Final = ("number", "name", "account", "project", "mail", "mobile")
CHARS_MAX: Final = 400_000
_HEADS: Final = frozenset({"工号", "员工编号", "employee number", "employee no", "number"})


def read(text: str) -> list[dict[str, str]]:
    """The rows a text holds, with what is filled in of each; a first line that names the columns is left out."""
    delimiter = "\t" if "\t" in text else ","
    found = [
        [cell.strip() for cell in cells]
        for line in text.splitlines()
        for cells in csv.reader([line], delimiter=delimiter)
        if any(cell.strip() for cell in cells)
    ]
    rows = found[1:] if found and found[0][0].lower() in _HEADS else found
    return [
        {name: cell for name, cell in zip(COLUMNS, cells, strict=False) if cell} for cells in rows
    ]
