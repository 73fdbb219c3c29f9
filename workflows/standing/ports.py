"""What standing orders need of whoever pays; the composition root hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from kernel.context import Context
from kernel.errors import Finding
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.policy import PayeeClass


@dataclass(frozen=True, slots=True)
class Wanted:
    """One payment as an order describes it."""

    client_serial: str
    payer_account: str
    payee_account: str
    payee_name: str
    payee_bank: str
    money: Money
    purpose: str
    remark: str
    on: date


@dataclass(frozen=True, slots=True)
class Checked:
    """The same, resolved: both parties in their one spelling, the way it would go, what must be known."""

    payer_account: str
    payer_name: str
    payee_account: str
    payee_name: str
    payee_bank_code: str
    payee_bank_name: str
    rail: str
    fee: Money
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The payment a run has made; `refused` says why it ended at once without paying."""

    payment_id: UUID
    number: str
    refused: Text | None = None


@dataclass(frozen=True, slots=True)
class NotYet:
    """Nothing was written: funds are short, or the way out is closed."""

    why: Text


class Payments(Protocol):
    """Payments, as far as standing orders see them."""

    def look(self, ctx: Context, wanted: Wanted) -> Checked:
        """What such a payment would be; raises what keeps it from being looked at."""
        ...

    def class_of(self, ctx: Context, order: Row) -> PayeeClass:
        """The class of a stored order's payee at this moment."""
        ...

    def pay(
        self, ctx: Context, wanted: Wanted, approval_id: UUID | None, *, last: bool
    ) -> Made | NotYet:
        """Pay now. What may still come right is NotYet, but on the `last` try a payment that has failed.

        Raises Conflict or Invalid for what no payment can be made of at all.
        """
        ...
