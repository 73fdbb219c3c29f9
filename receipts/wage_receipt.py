"""What the receipt of one payroll row states (代发明细回单), in plain values. It is drawn when asked for and kept nowhere.

A row that was not paid, or came back, has one of its refund (代发退回回单), too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.money import Money
from kernel.text import Text
from receipts.facts import Party


@dataclass(frozen=True, slots=True)
class WageReceipt:
    """One person's pay as it was booked, or sent to another bank and settled there."""

    bank: str
    number: str
    """The batch's number and the row's, as the books and clearing have it."""
    payer: Party
    payee: Party
    employee: str
    money: Money
    kind: Text
    month: str
    state: Text
    remark: str
    transaction: str
    booked_at: datetime
    printed_at: datetime
    is_test: bool
    colour: str = ""
    is_refund: bool = False
    """Whether it states that the money is back on the paying account; `remark` says why, then."""
