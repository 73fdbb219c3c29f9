"""A statement (账户对账单) on paper: what its head says, and its lines parted into pages before the first is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from kernel.iso20022.statement_model import Part, StatementEntry
from receipts.facts import IssuingBank


class Unbalanced(ValueError):
    """Opening and entries do not come to the balance the books say: nothing may be printed."""


@dataclass(frozen=True, slots=True)
class StatementHead:
    """What stands above the lines."""

    number: str
    bank: IssuingBank
    colour: str
    account: str
    owner: str
    currency: str
    from_on: date
    to_on: date
    made_at: datetime
    lines: int
    days: str
    """The numbers of its days' statements (日对账单号), which are unbroken in an account."""
    opening_minor: int
    closing_minor: int
    is_final: bool
    """False while the last day is open, and more may be booked."""
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many lines fit: on the first page, on others, and how many places the sums take on the last."""

    first: int
    other: int
    sums: int


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page: its place among all, how many lines it has, whether the sums stand on it."""

    number: int
    of: int
    lines: int
    is_last: bool


@dataclass(slots=True)
class Running:
    """Sums so far, and what stands on the account."""

    balance_minor: int
    debit_minor: int = 0
    credit_minor: int = 0
    debits: int = 0
    credits: int = 0

    def take(self, entry: StatementEntry) -> None:
        """Count one more. Raises Unbalanced where the books say another balance."""
        if entry.credit:
            self.credits += 1
            self.credit_minor += entry.amount_minor
            self.balance_minor += entry.amount_minor
        else:
            self.debits += 1
            self.debit_minor += entry.amount_minor
            self.balance_minor -= entry.amount_minor
        if entry.balance_minor not in {None, self.balance_minor}:
            message = (
                f"line {entry.entry_reference}: {self.balance_minor} is not {entry.balance_minor}"
            )
            raise Unbalanced(message)


def plan(lines: int, capacity: Capacity) -> list[PagePlan]:
    """Part lines into pages; the sums go on the last, or on one of their own where they do not fit."""
    counts = [min(lines, capacity.first)]
    rest = lines - counts[0]
    while rest > 0:
        counts.append(min(rest, capacity.other))
        rest -= counts[-1]
    room = capacity.first if len(counts) == 1 else capacity.other
    if counts[-1] > room - capacity.sums:
        counts.append(0)
    return [
        PagePlan(number, len(counts), count, number == len(counts))
        for number, count in enumerate(counts, start=1)
    ]


def entries_of(parts: Iterable[Part]) -> Iterator[StatementEntry]:
    """All entries, one after another. Raises Unbalanced where one day does not begin as the last ended."""
    before: int | None = None
    for statement, entries in parts:
        opening, closing = statement.opening, statement.closing
        if opening and before not in {None, opening.signed_minor}:
            message = f"{statement.statement_id} begins with {opening.signed_minor}, not {before}"
            raise Unbalanced(message)
        yield from entries
        before = closing.signed_minor if closing else None


def pages(
    plans: Iterable[PagePlan], entries: Iterator[StatementEntry]
) -> Iterator[tuple[PagePlan, list[StatementEntry]]]:
    """Each page with its entries. Raises Unbalanced where there are more or fewer than were told."""
    for one in plans:
        found = list(islice(entries, one.lines))
        if len(found) != one.lines or (one.is_last and next(entries, None) is not None):
            message = f"page {one.number} has not the {one.lines} lines it was to have"
            raise Unbalanced(message)
        yield one, found
