"""What a receipt states of money that stands still or is free again: no booking, so whoever did it tells of it.

A measure on an account (冻结、止付、金额冻结) has a receipt when it begins and one when it ends. Of a payment's hold (圈存) there
is one only once nobody knows what became of the payment: until then its own state says enough, and a receipt for
each would double every list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from corporate.banks import Bank
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.money import Money
from receipts.facts import IssuingBank, Party, ReceiptFacts
from receipts.kinds import ReceiptKind
from receipts.numbering import receipt_number
from workflows.documents.stating import fitting

TOPICS: Final = ("account.measured", "payment.unknown", "payment.failed")
"""What tells of money set aside or set free."""
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """Money, or an account, that stands still or is free again."""

    id: UUID
    """Of the measure or of the hold in the books; with the kind it makes the receipt once for ever."""
    subject_id: UUID
    enterprise_id: UUID
    kind: ReceiptKind
    account: str
    name: str
    money: Money
    """Nothing is the whole account."""
    far: Party
    """Who ordered it, or whom the money was meant for."""
    at: datetime
    number: str
    original: str
    client_serial: str = ""
    purpose: str = ""
    remark: str = ""
    after: ReceiptKind | None = None
    """One is due only where a receipt of this kind was issued."""


Tell = Callable[[Context, Said], Held | None]
"""What an event of that topic was about, or None where no receipt is due."""


def stated(bank: Bank, held: Held) -> ReceiptFacts:
    """The facts of its receipt; the account's holder stands where a payer stands."""
    on = held.at.astimezone(SHANGHAI).date()
    subject = f"{held.account} {held.kind.value}"
    return fitting(
        ReceiptFacts(
            number=receipt_number(bank.short_code, on, held.id, subject),
            kind=held.kind,
            bank=IssuingBank(bank.name, bank.short_code, is_test=bank.is_test),
            payer=Party(held.name, held.account, bank.name.zh, bank.bank_code),
            payee=held.far,
            amount=held.money,
            booked_at=held.at,
            booked_on=on,
            transaction_id=held.id,
            business_serial=held.number,
            client_serial=held.client_serial,
            purpose=held.purpose,
            remark=held.remark,
            refunded_of=held.original,
        )
    )
