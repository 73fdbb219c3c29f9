"""A list of payees pasted out of a spreadsheet, or typed with commas: cells become rows of a command. Pure.

The columns are those of the form, in their order; a first line that names them is left out. Which line each row
came from is kept, so that a fault is told where the eye finds it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from corporate.web.parts import FormFault
from kernel.errors import Faulty, Finding, Severity, YinqiError
from kernel.text import Text
from workflows.payees.classes import PayeeClass

COLUMNS: Final = ("account", "name", "bank_code", "payee_class", "note")
CHARS_MAX: Final = 60_000
_HEADS: Final = frozenset({"账号", "收款账号", "收款人账号", "account", "account number"})
_PLACE: Final = re.compile(r"rows\[(\d+)\]")
_CLASSES: Final = {word: one.value for one in PayeeClass for word in (one.label.zh, one.label.en)}
_AT_LINE: Final = Text("第 {line} 行 {name}：{said}", "Line {line} {name}: {said}")
_TOO_WIDE: Final = Text(
    "多出一列，应为账号、户名、行号、类别、备注",
    "There is a column too many; account, name, bank code, class, note are expected",
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """The rows a text holds, each with its line, and what cannot be read of it."""

    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]
    faults: tuple[FormFault, ...]

    def told(self, refused: YinqiError) -> tuple[FormFault, ...]:
        """A refusal as people read it: with the line and the name that stands there."""
        listed = refused.findings if isinstance(refused, Faulty) else ()
        blocking = [one for one in listed if one.severity is Severity.BLOCK]
        if not blocking:
            return (FormFault("rows", refused.message),)
        return tuple(FormFault("rows", self._placed(one)) for one in blocking)

    def _placed(self, finding: Finding) -> Text:
        found = _PLACE.match(finding.field)
        place = int(found[1]) if found else 0
        if not 0 < place <= len(self.rows):
            return finding.text
        row, line = self.rows[place - 1], self.lines[place - 1]
        return _AT_LINE.fill(line=line, name=row["name"] or row["account"], said=finding.text)


def read(text: str) -> Pasted:
    """The rows of a pasted text."""
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    faults: list[FormFault] = []
    for line, cells in _cells(text):
        if len(cells) > len(COLUMNS):
            named = _AT_LINE.fill(line=line, name=cells[0], said=_TOO_WIDE)
            faults.append(FormFault("rows", named))
            continue
        padded = [*cells, *[""] * (len(COLUMNS) - len(cells))]
        row = dict(zip(COLUMNS, padded, strict=True))
        rows.append(row | {"payee_class": _class_of(row["payee_class"])})
        lines.append(line)
    return Pasted(tuple(rows), tuple(lines), tuple(faults))


def given(pasted: Pasted, reason: str) -> dict[str, Any]:
    """What the command is read from; what is empty is left out."""
    rows = [{name: said for name, said in row.items() if said} for row in pasted.rows]
    return {"rows": rows, "reason": reason}


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """Lines with something in them and their cells; a first line that names the columns is none."""
    delimiter = "\t" if "\t" in text else ","
    found = [
        (number, [cell.strip() for cell in cells])
        for number, line in enumerate(text.splitlines(), start=1)
        for cells in csv.reader([line], delimiter=delimiter)
        if any(cell.strip() for cell in cells)
    ]
    return found[1:] if found and _is_head(found[0][1]) else found


def _is_head(cells: Sequence[str]) -> bool:
    return cells[0].lower() in _HEADS


def _class_of(said: str) -> str:
    return _CLASSES.get(said, said)
