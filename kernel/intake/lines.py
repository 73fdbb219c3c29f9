"""A row of a file as the reader hands it on: its number as people see it, and cells that are text."""

from __future__ import annotations

from typing import NamedTuple


class Number(str):
    """The text of a cell that a program kept as a number: more than 15 digits of it are not to be trusted."""

    __slots__ = ()


class Formula(str):
    """The text a formula had when the file was saved."""

    __slots__ = ()


class Line(NamedTuple):
    """One row that holds anything."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """The cell in a column; a short row has empty ones."""
        return self.cells[place] if place < len(self.cells) else ""
