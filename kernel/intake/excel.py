"""Rows out of the first visible sheet of a workbook, every cell as text.

Numbers are told from text: an account that is a number has lost what is behind its fifteenth digit, and nobody may
guess it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any, Final

import python_calamine as calamine

from kernel.intake.lines import Formula, Line, Number
from kernel.intake.numbers import number_text
from kernel.intake.rules import FileRule
from kernel.intake.survey import survey
from kernel.limits import INTAKE_COLUMNS_MAX

_TEXT_CHARS_MAX: Final = 40_000  # Excel's own limit is 32,767


def lines(content: bytes) -> Iterator[Line]:
    """The rows of a workbook that hold anything. Raises Faulty."""
    surveyed = survey(content)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = _first(book)
            yield from _rows(sheet, surveyed.formulas_of(sheet.name))
    except calamine.PasswordError as fault:
        raise FileRule.LOCKED.refusal() from fault
    except (calamine.CalamineError, OSError) as fault:
        raise FileRule.BROKEN.refusal() from fault


def _first(book: calamine.CalamineWorkbook) -> calamine.CalamineSheet:
    """The first sheet that people see and that holds something."""
    for one in book.sheets_metadata:
        if one.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        if one.visible is not calamine.SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(one.name)
        if sheet.start is not None:
            return sheet
    raise FileRule.EMPTY.refusal()


def _rows(sheet: calamine.CalamineSheet, formulas: set[tuple[int, int]]) -> Iterator[Line]:
    left = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if not any(row):
            continue
        cells = [cell if type(cell) is str else _text(cell) for cell in row]
        if left + len(cells) > INTAKE_COLUMNS_MAX:
            raise FileRule.TOO_WIDE.refusal(row=number, max=INTAKE_COLUMNS_MAX)
        if formulas:
            cells = [
                Formula(cell) if (number, left + place) in formulas else cell
                for place, cell in enumerate(cells)
            ]
        if any(cell.strip() for cell in cells):
            yield Line(number, ("",) * left + tuple(cells))


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (int, float)):
        return Number(number_text(float(cell)))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)[:_TEXT_CHARS_MAX]
