"""A list to pay out of a file's rows: where the headings are, what the columns are, then one row after another.

    sheet = Sheet(lines_of(content))
    places = remembered or found_in(sheet.headings)
    for row in sheet.rows(places, payer="3001…"): ...

Nothing is read twice and nothing is kept: a hundred thousand rows take no more memory than a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Final, NamedTuple

from kernel.intake.headings import Column, Places, found_in, is_heading, key_of, likely_in
from kernel.intake.lines import Formula, Line, Number
from kernel.intake.rules import CellRule, FileRule
from kernel.intake.totals import Running
from kernel.limits import INTAKE_CELL_CHARS_MAX, INTAKE_LEAD_ROWS, INTAKE_ROWS_MAX

_DIGITS_MAX: Final = 15  # what Excel keeps of a number
_SHOWN: Final = 3
_TEXT: Final = {str}
_LETTERS: Final = 26
_RENMINBI: Final = frozenset({"", "cny", "rmb", "人民币", "人民币元", "元", "¥", "156"})
_COUNTERS: Final = frozenset({"", "序号", "编号", "no", "#"})
_TEXTS: Final = (
    Column.NAME, Column.ACCOUNT, Column.AMOUNT, Column.BANK, Column.BANK_NAME, Column.REMARK, Column.REFERENCE,
)  # fmt: skip


class FileRow(NamedTuple):
    """One row as the file had it; what is wrong with it shows later, but for what only the reader could see."""

    number: int
    values: Mapping[Column, str]
    others: Mapping[str, str]
    faults: Mapping[Column, CellRule]


class Sheet:
    """The rows of one file, its headings found."""

    def __init__(self, lines: Iterator[Line]) -> None:
        lead = list(islice(lines, INTAKE_LEAD_ROWS))
        if not lead:
            raise FileRule.EMPTY.refusal()
        at = next((i for i, line in enumerate(lead) if is_heading(line.cells)), _widest(lead))
        headless = any(_is_value(cell) for cell in lead[at].cells)
        rows = lead[at:] if headless else lead[at + 1 :]
        self.headings = ("",) * len(lead[at].cells) if headless else lead[at].cells
        self.samples = tuple(line.cells for line in rows[:_SHOWN])
        self._rest = chain(rows, lines)

    def guess(self) -> dict[Column, int]:
        """The columns whose headings leave no doubt."""
        return found_in(self.headings)

    def likely(self) -> dict[Column, int]:
        """What the columns seem to be, for somebody to confirm: by their headings, else by what stands in them."""
        return likely_in(self.samples, self.guess())

    def rows(self, places: Places, *, payer: str = "") -> Iterator[FileRow]:
        """The rows to pay. Raises Faulty for what stops the whole file, behind the last good row at the latest."""
        reader = _Rows(self.headings, places, payer)
        count = 0
        for line in self._rest:
            row = reader.read(line)
            if row is None:
                continue
            count += 1
            if count > INTAKE_ROWS_MAX:
                raise FileRule.TOO_MANY.refusal(max=INTAKE_ROWS_MAX)
            yield row
        reader.finish()
        if not count:
            raise FileRule.EMPTY.refusal()


class _Rows:
    """Reads lines as rows, with what has to be remembered from one to the next."""

    def __init__(self, headings: tuple[str, ...], places: Places, payer: str) -> None:
        self._places = places
        self._width = max(len(headings), *(place + 1 for place in places.values()))
        self._states = not places.keys().isdisjoint({Column.CURRENCY, Column.PAYER})
        self._payer = payer
        self._headings = headings
        self._fields = tuple((column, places[column]) for column in _TEXTS if column in places)
        taken = set(places.values())
        self._others = tuple(
            (place, heading.strip())
            for place, heading in enumerate(headings)
            if place not in taken and key_of(heading) not in _COUNTERS
        )
        self._running = Running()
        self._formulas: list[tuple[int, int]] = []

    def read(self, line: Line) -> FileRow | None:
        """The row, or nothing for the total, what stands below it, and headings said again."""
        cells = line.cells
        if len(cells) < self._width:
            cells += ("",) * (self._width - len(cells))
        values = {column: cells[place].strip() for column, place in self._fields}
        faults = {} if _is_plain(cells, values) else self._look(cells, values)
        if self._running.takes(line, values) or line.cells == self._headings:
            return None
        self._check(line)
        others = {name: cells[place] for place, name in self._others if cells[place]}
        return FileRow(line.number, values, others, faults)

    def finish(self) -> None:
        """Raise Faulty when a column to pay from is made of formulas."""
        if self._formulas:
            number, place = self._formulas[0]
            raise FileRule.FORMULA.refusal(
                heading=self._headings[place].strip(),
                cell=f"{_letters(place)}{number}",
                count=len(self._formulas),
            )

    def _look(self, cells: tuple[str, ...], values: dict[Column, str]) -> dict[Column, CellRule]:
        """What is wrong with cells that their values do not show; the values as they are taken."""
        faults = {}
        for column, place in self._fields:
            values[column], rule = _read(column, cells[place])
            if rule is not None:
                faults[column] = rule
        return faults

    def _check(self, line: Line) -> None:
        if Formula in map(type, line.cells):
            self._formulas += [
                (line.number, place)
                for _column, place in self._fields
                if type(line.cell(place)) is Formula
            ]
        if self._states:
            self._check_stated(line)

    def _check_stated(self, line: Line) -> None:
        """The currency is renminbi and the paying account the chosen one. Raises Faulty."""
        said = self._said(line, Column.CURRENCY)
        if key_of(said) not in _RENMINBI:
            raise FileRule.CURRENCY.refusal(row=line.number, said=said[:20])
        payer = "".join(self._said(line, Column.PAYER).split())
        if payer and self._payer and payer != self._payer:
            raise FileRule.PAYER.refusal(row=line.number, said=payer[:40], chosen=self._payer)

    def _said(self, line: Line, column: Column) -> str:
        place = self._places.get(column)
        return "" if place is None else line.cell(place).strip()


def _is_plain(cells: tuple[str, ...], values: Mapping[Column, str]) -> bool:
    """Whether every cell is text of a usual length and the account all digits, as nearly always."""
    return (
        values.get(Column.ACCOUNT, "").isdigit()
        and {*map(type, cells)} == _TEXT
        and max(map(len, cells)) <= INTAKE_CELL_CHARS_MAX
    )


def _read(column: Column, cell: str) -> tuple[str, CellRule | None]:
    """The value of a cell, and what is wrong with it that its value does not show."""
    value = cell.strip()
    if column is Column.ACCOUNT:
        value = "".join(value.split())
        if rule := _lost(cell, value):
            return value, rule
    if len(value) > INTAKE_CELL_CHARS_MAX:
        return value[:INTAKE_CELL_CHARS_MAX], CellRule.TOO_LONG
    return value, None


def _lost(cell: str, value: str) -> CellRule | None:
    """Whether digits of an account were lost on the way into the file."""
    if type(cell) is Number and len(value) > _DIGITS_MAX:
        return CellRule.ACCOUNT_FLOAT
    digits, sign, power = value.lower().partition("e")
    if sign and power.lstrip("+").isdigit() and digits.replace(".", "", 1).isdigit():
        return CellRule.ACCOUNT_SCIENTIFIC
    return None


def _is_value(cell: str) -> bool:
    """Whether a cell is an account or an amount, which no heading is."""
    plain = cell.replace(",", "").replace(" ", "")
    return isinstance(cell, Number) or plain.replace(".", "", 1).isdigit()


def _widest(lead: list[Line]) -> int:
    """The first row with as many cells as any: a title above it is narrower."""
    widths = [sum(1 for cell in line.cells if cell.strip()) for line in lead]
    return widths.index(max(widths))


def _letters(place: int) -> str:
    """A column as Excel names it: 0 is `A`, 26 is `AA`."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name
