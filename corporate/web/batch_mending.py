"""The faulty rows of a draft, of a batch or of a payroll: shown some at a time, corrected, taken out, taken away.

What was typed is compared with the rows as they stand and asked for at once, so that a whole is looked at anew once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, request

from corporate.web import batch_facts
from corporate.web.batch_leftover import XLSX, Left, leftover
from corporate.web.desk import Desk
from kernel.text import Text
from workflows.batches.commands import (
    Edit,
    EditField,
    FindingPage,
    FindingView,
    ListFindings,
    MendAlike,
    MendRows,
    RemoveRows,
    RowNumber,
    RowView,
)

_ROWS: Final = 25  # of one page: their cells are fields of one form
_EXPORTED: Final = 200  # of one question, while all of them are taken away
_FINDINGS: Final = 400
_TEXT_MAX: Final = 300
_DIGITS_MAX: Final = 8
COLUMNS: Final[tuple[Text, ...]] = tuple(field.label for field in batch_facts.FIELDS)


@dataclass(frozen=True, slots=True)
class FaultyPage:
    """Some faulty rows in their order, and the row behind which the next begin: 0 after the last."""

    rows: Sequence[RowView]
    after: int


@dataclass(frozen=True, slots=True)
class Grid:
    """What the form of faulty rows shows."""

    rows: tuple[batch_facts.FaultyRow, ...]
    whole: bool
    """Whether every finding was looked at, so that what is alike is counted and not only known to be more."""
    after: int
    mend_url: str
    left_url: str
    first_url: str
    next_url: str
    may: bool


class Mending:
    """The faulty rows of one draft."""

    def __init__(
        self, desk: Desk, number: str, family: str, faulty: Callable[[int, int], FaultyPage]
    ) -> None:
        """`family` is what the operations' codes begin with; `faulty` reads rows behind one, at most so many."""
        self._desk = desk
        self._number = number
        self._family = family
        self._faulty = faulty

    def grid(self, after: int, page_at: Callable[[int], str], mend_url: str, left_url: str) -> Grid:
        """The faulty rows behind a row of the file, or the first when none are left there; `page_at` says where others are."""
        page = self._faulty(after, _ROWS)
        if after and not page.rows:
            after, page = 0, self._faulty(0, _ROWS)
        found, whole = self._first_findings()
        if not whole:
            found = list(dict.fromkeys((*found, *self._findings(page))))
        return Grid(
            rows=batch_facts.faulty_rows(page.rows, found),
            whole=whole,
            after=after,
            mend_url=mend_url,
            left_url=left_url,
            first_url=page_at(0) if after else "",
            next_url=page_at(page.after) if page.after else "",
            may=self._desk.offers(f"{self._family}.mend"),
        )

    def act(self, after: int) -> None:
        """Do what a button of the form says. Raises Faulty, Invalid, Conflict."""
        act = request.form.get("act", "save")
        if act == "remove_faulty":
            self._perform("remove", RemoveRows(number=self._number))
        elif act == "remove":
            self._remove()
        else:
            self._mend(act, after)

    def taken_away(self) -> Response:
        """Every faulty row with its reasons, as a workbook that can be mended and dropped again."""
        answer = Response(leftover(self._left()), content_type=XLSX)
        name = f"{self._number}-faults.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def _mend(self, act: str, after: int) -> None:
        """First all that are like one cell, while it still reads as they do; then what else was typed."""
        typed = dict(_typed(self._faulty(after, _ROWS).rows, request.form))
        kind, _, place = act.partition(" ")
        number, _, name = place.partition(".")
        row, field = (
            number_in(number),
            next((f for f in batch_facts.FIELDS if f.value == name), None),
        )
        if kind == "alike" and field is not None:
            text = request.form.get(batch_facts.field_name(row, field), "").strip()[:_TEXT_MAX]
            given = MendAlike(number=self._number, row=row, field=field, text=text)
            self._perform("mend_alike", given)
            typed.pop((row, field), None)
        if typed:
            edits = tuple(Edit(row=at, field=cell, text=text) for (at, cell), text in typed.items())
            self._perform("mend", MendRows(number=self._number, edits=edits))

    def _remove(self) -> None:
        picked = tuple(RowNumber(row=number_in(text)) for text in request.form.getlist("pick"))
        if picked:
            self._perform("remove", RemoveRows(number=self._number, rows=picked))

    def _perform(self, act: str, command: object) -> None:
        self._desk.perform(f"{self._family}.{act}", command)

    def _first_findings(self) -> tuple[list[FindingView], bool]:
        """What is wrong, from the first row on, and whether that is all of it."""
        asked = ListFindings(number=self._number, after=0, limit=_FINDINGS)
        told: FindingPage = self._desk.read(f"{self._family}.findings", asked)
        return list(told.findings), not told.after

    def _findings(self, page: FaultyPage) -> list[FindingView]:
        """What is wrong with the rows of a page; rows that are only warned of may lie between them."""
        if not page.rows:
            return []
        found: list[FindingView] = []
        after, last = page.rows[0].row - 1, page.rows[-1].row
        while True:
            asked = ListFindings(number=self._number, after=after, limit=_FINDINGS)
            told: FindingPage = self._desk.read(f"{self._family}.findings", asked)
            found += [one for one in told.findings if one.row <= last]
            if not told.after or told.after >= last:
                return found
            after = told.after

    def _left(self) -> Left:
        after = 0
        while True:
            page = self._faulty(after, _EXPORTED)
            said: dict[int, list[FindingView]] = {}
            for one in self._findings(page):
                said.setdefault(one.row, []).append(one)
            yield from ((row, said.get(row.row, [])) for row in page.rows)
            if not page.after:
                return
            after = page.after


def _typed(
    rows: Sequence[RowView], form: Mapping[str, str]
) -> Iterator[tuple[tuple[int, EditField], str]]:
    """The cells that read otherwise now."""
    for row in rows:
        for field in batch_facts.FIELDS:
            text = form.get(batch_facts.field_name(row.row, field))
            if text is not None and text.strip() != getattr(row, field.value):
                yield (row.row, field), text.strip()[:_TEXT_MAX]


def number_in(text: str) -> int:
    """A number in a form or an address; 0 for what is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX
    return int(text) if is_number else 0
