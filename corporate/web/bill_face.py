"""The face of a bill (票面) as its form is printed, and the package it is part of, as pages draw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from corporate.web.bill_rows import BillRow, row_of
from kernel.bills.acts import Act
from kernel.bills.intervals import Interval
from kernel.bills.records import Outcome
from kernel.money import Money
from workflows.bills.answers import BillParty, ShownBill

UNITS: Final = "十亿千百十万千百十元角分"
"""The columns of an amount, of a billion at most."""
WIDE: Final = 1000
"""How wide a whole package is drawn."""


@dataclass(frozen=True, slots=True)
class Backing:
    """Somebody guarantees it (保证)."""

    guarantor: str
    debtor: str
    on: date


@dataclass(frozen=True, slots=True)
class Face:
    """What the form says beside what a line of a list does."""

    drawer: BillParty
    acceptor: BillParty
    payee: BillParty
    holder: BillParty
    digits: tuple[tuple[str, str], ...]
    accepted_on: date | None
    backings: tuple[Backing, ...]
    amount: Money
    package: Money


@dataclass(frozen=True, slots=True)
class Part:
    """One interval of a package, and where it is drawn in it."""

    row: BillRow
    holder: str
    at: int
    wide: int
    is_this: bool


def face_of(seen: ShownBill) -> Face:
    """The face of the interval that is shown."""
    agreed = [step for step in seen.steps if step.outcome == Outcome.AGREED]
    minor = seen.line[0].amount_minor
    drawer, acceptor, payee, holder = seen.parties
    return Face(
        drawer=drawer, acceptor=acceptor, payee=payee, holder=holder,
        digits=tuple(zip(UNITS, f"¥{minor}".rjust(len(UNITS))[-len(UNITS) :], strict=True)),
        accepted_on=next((one.on for one in agreed if one.act is Act.ASK_ACCEPTANCE), None),
        backings=tuple(Backing(one.to_name, one.by_name, one.on) for one in agreed if one.act is Act.GUARANTEE),
        amount=Money(minor, "CNY"),
        package=Money(seen.package_minor, "CNY"),
    )  # fmt: skip


def parts_of(seen: ShownBill, today: date, *, phone: bool) -> tuple[Part, ...]:
    """What is seen of its package; nothing where that is this interval alone."""
    shown = seen.line[0].interval
    parts = []
    for line in seen.intervals if len(seen.intervals) > 1 else ():
        span = Interval.parse(line.interval)
        at = (span.start - 1) * WIDE // seen.package_minor
        wide = max(span.end * WIDE // seen.package_minor - at, 2)
        row = row_of(line, today, phone=phone)
        parts.append(Part(row, line.holder_name, at, wide, line.interval == shown))
    return tuple(parts)
