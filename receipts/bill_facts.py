"""What a printed bill says: its face (票面) and its back (背面), in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.money import Money


@dataclass(frozen=True, slots=True)
class BillName:
    """Somebody on the face."""

    name: str
    account: str
    bank: str


@dataclass(frozen=True, slots=True)
class BackLine:
    """One line of the back."""

    title: str
    by: str
    to: str
    on: date
    note: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class BillFacts:
    """One interval of a package as it stands."""

    bank: str
    kind: str
    number: str
    interval: str
    issued_on: date
    due_on: date
    money: Money
    package: Money
    drawer: BillName
    acceptor: BillName
    payee: BillName
    holder: str
    mark: str
    status: str
    contract: str
    invoice: str
    accepted_on: date | None
    guarantors: str
    back: tuple[BackLine, ...]
    printed_at: datetime
    is_test: bool
