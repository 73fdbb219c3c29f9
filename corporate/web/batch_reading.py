"""A file of rows at the web's door: what its columns are, and its rows as a batch takes them.

A file is read by a child process (`kernel.intake`), once for its headings and on from there for its rows; should the
transaction that takes them begin again, so does the file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import request

from kernel.intake.headings import Column, Places, mark_of
from kernel.intake.opening import lines_of
from kernel.intake.rules import CellRule, FileRule
from kernel.intake.sheet import FileRow, Sheet
from kernel.limits import INTAKE_BYTES_MAX, INTAKE_CELL_CHARS_MAX
from workflows.batches.commands import Intake
from workflows.batches.rows import Fault, RowIn

FILE: Final = "file"
PASTE: Final = "paste"
_PASTED: Final = "粘贴.txt"
_NAME_CHARS_MAX: Final = 80
_LOST: Final = frozenset({CellRule.ACCOUNT_FLOAT, CellRule.ACCOUNT_SCIENTIFIC})
_SHORT_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brought: a file, or rows that were pasted."""

    name: str
    content: bytes


class Reading:
    """One file whose headings were read; close it when it is not read on."""

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        self._lines = lines_of(brought.content)
        self.sheet = Sheet(self._lines)
        self._begun = False

    @property
    def mark(self) -> str:
        """What its headings are remembered by."""
        return mark_of(self.sheet.headings).hex()

    def intake(self, places: Places, payer: str) -> Intake:
        """Its rows for a batch."""
        found = self.brought
        return Intake(lambda: self._rows(places, payer), name=found.name, content=found.content)

    def close(self) -> None:
        """End the child that reads it."""
        self._lines.close()

    def _rows(self, places: Places, payer: str) -> Iterator[RowIn]:
        if not self._begun:
            self._begun = True
            return map(row_in, self.sheet.rows(places, payer=payer))
        self.close()
        self._lines = lines_of(self.brought.content)
        return map(row_in, Sheet(self._lines).rows(places, payer=payer))


def brought() -> Brought | None:
    """What the form brought: the file if there is one, else what was pasted. Raises Faulty for too much."""
    file = request.files.get(FILE)
    if file is not None and file.filename:
        content = file.stream.read(INTAKE_BYTES_MAX + 1)
        if len(content) > INTAKE_BYTES_MAX:
            raise FileRule.TOO_LARGE.refusal(max=INTAKE_BYTES_MAX >> 20)
        return Brought(_tidy(file.filename), content)
    pasted = request.form.get(PASTE, "").strip("\r\n")
    return Brought(_PASTED, pasted.encode()) if pasted.strip() else None


@contextlib.contextmanager
def reading(found: Brought) -> Iterator[Reading]:
    """Read a file's headings. Raises Faulty for what is no list to pay."""
    opened = Reading(found)
    try:
        yield opened
    finally:
        opened.close()


def row_in(row: FileRow) -> RowIn:
    """A row of a file as a batch takes it. Digits that are lost are not handed on as if they were an account."""
    said = row.values
    account = said.get(Column.ACCOUNT, "")
    if row.faults.get(Column.ACCOUNT) in _LOST:
        account = _short(account)
    return RowIn(
        row=row.number,
        name=said.get(Column.NAME, ""),
        account=account,
        amount=said.get(Column.AMOUNT, ""),
        bank=said.get(Column.BANK, "") or said.get(Column.BANK_NAME, ""),
        remark=said.get(Column.REMARK, ""),
        reference=said.get(Column.REFERENCE, ""),
        extra=row.others,
        found=_found(row),
    )


def _found(row: FileRow) -> tuple[Fault, ...]:
    """What the reader found, as the engine keeps it: one for a field, and without the cell."""
    found = {}
    for column, rule in row.faults.items():
        field = Column.BANK if column is Column.BANK_NAME else column
        facts = {"max": INTAKE_CELL_CHARS_MAX} if rule is CellRule.TOO_LONG else {}
        found[field] = Fault(field.value, rule.value, facts)
    return tuple(found.values())


def _short(account: str) -> str:
    """`6.22202E+18`, as the spreadsheet itself shows it."""
    if not account.isdigit():
        return account
    return f"{account[0]}.{account[1:_SHORT_DIGITS]}E+{len(account) - 1}"


def _tidy(name: str) -> str:
    """A file's name without a path and without what nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in last if c.isprintable()).strip()
    return clean[-_NAME_CHARS_MAX:] or _PASTED
