"""What a receipt states of a booked line: its kind, both sides, serials and words, out of what the books keep.

A booking says of itself what its slice knew. What it leaves out about the customer's own side is the account itself;
who stands across a line that only the bank booked (利息, 手续费, 票据) is the bank.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from connectors.ports import BookedLine
from corporate.banks import Bank
from kernel.money import Money, format_minor
from kernel.operation import Door
from kernel.text import Text
from receipts.facts import LENGTHS_MAX, IssuingBank, Party, ReceiptFacts
from receipts.kinds import ReceiptKind, kind_of
from receipts.numbering import receipt_number

_RAILS: Final = {
    "INTERNAL": Text("行内转账", "Own-bank transfer"),
    "HVPS": Text("大额支付", "HVPS"),
    "BEPS": Text("小额支付", "BEPS"),
    "IBPS": Text("网银互联", "IBPS"),
    "CORRESPONDENT": Text("代理行汇款", "Correspondent"),
}
_ABROAD: Final = frozenset({"transfer_out", "return"})
"""Bookings whose payee has its account at another bank, named or not."""
_ABOUT_ANOTHER: Final = frozenset(
    {
        ReceiptKind.RETURN,
        ReceiptKind.FEE,
        ReceiptKind.REVERSAL,
        ReceiptKind.BILL_IN,
        ReceiptKind.BILL_OUT,
    }
)
"""Kinds whose serial is that of the payment or bill they are about."""
_AMONG_CUSTOMERS: Final = frozenset({"transfer", "transfer_out", "transfer_in", "return", "batch"})
"""Bookings between customers, of this bank or others; across any other line stands the bank, unless it names somebody."""
_NOT_OURS: Final = frozenset({ReceiptKind.CREDIT_IN, ReceiptKind.FEE})
"""Kinds that do not bear the customer's own serial: somebody else's, or a payment's."""
_CHARGED: Final = "转账手续费 Transfer fee"
_FEE: Final = "fee"

Said = Mapping[str, Any]


def stated(bank: Bank, transaction_id: UUID, line: BookedLine) -> ReceiptFacts:
    """The facts of a line's receipt, cut to what a sheet can print; the books keep them whole."""
    said = line.detail
    is_fee = bool(said.get("fee")) or line.kind == _FEE
    kind = kind_of(line.kind, credit=line.money.minor > 0, fee=is_fee)
    payer, payee = _sides(bank, line, kind)
    return fitting(
        ReceiptFacts(
            number=_number(bank, transaction_id, line, kind),
            kind=kind,
            bank=IssuingBank(bank.name, bank.short_code, is_test=bank.is_test),
            payer=payer,
            payee=payee,
            amount=_amount(line, kind),
            booked_at=line.booked_at,
            booked_on=line.booked_on,
            transaction_id=transaction_id,
            business_serial=said.get("number") or str(transaction_id),
            client_serial="" if kind in _NOT_OURS else said.get("client_serial", ""),
            purpose=_CHARGED if kind is ReceiptKind.FEE else said.get("purpose", ""),
            remark=said.get("remark") or _counted(said, line.money.currency),
            channel=Door(said["door"]).label if said.get("door") else None,
            rail=_RAILS.get(said.get("rail", "")),
            refunded_of=_original(said, kind),
        )
    )


def _original(said: Said, kind: ReceiptKind) -> str:
    """What the receipt is about: a payment, a bill, the last day of a period of interest."""
    if kind is ReceiptKind.INTEREST:
        return str(said.get("period_on", ""))
    return str(said.get("number", "")) if kind in _ABOUT_ANOTHER else ""


def _counted(said: Said, currency: str) -> str:
    """How interest was counted: so many days, and the sum of their balances (积数)."""
    if not said.get("product"):
        return ""
    product = format_minor(int(said["product"]), currency)
    return f"计息 {said.get('days', '')} 天，积数 {product}"


def _number(bank: Bank, transaction_id: UUID, line: BookedLine, kind: ReceiptKind) -> str:
    """A fee stands beside its payment in one transaction: its kind takes part in its number."""
    account = line.account_number
    subject = f"{account} {kind.value}" if kind is ReceiptKind.FEE else account
    return receipt_number(bank.short_code, line.booked_on, transaction_id, subject)


def _amount(line: BookedLine, kind: ReceiptKind) -> Money:
    money = -line.money if line.money.minor < 0 else line.money
    return -money if kind.row.is_negative else money


def _sides(bank: Bank, line: BookedLine, kind: ReceiptKind) -> tuple[Party, Party]:
    said, across = line.detail, kind is ReceiptKind.FEE or line.kind not in _AMONG_CUSTOMERS
    payer = _party(bank, said, "payer", ours=line.kind != "transfer_in")
    payee = _party(bank, said, "payee", ours=line.kind not in _ABROAD)
    if kind is ReceiptKind.RETURN:
        payer, payee = payee, payer
    itself = Party(bank.name.zh, "", bank.name.zh, bank.bank_code)
    if kind.goes_out:
        return _own(bank, payer, line), itself if across and _is_nobody(payee, kind) else payee
    return itself if across and _is_nobody(payer, kind) else payer, _own(bank, payee, line)


def _is_nobody(party: Party, kind: ReceiptKind) -> bool:
    return kind is ReceiptKind.FEE or not party.name


def _own(bank: Bank, said: Party, line: BookedLine) -> Party:
    """The customer's side: what the booking says of it, and what the account says where it says nothing."""
    return Party(
        said.name or line.account_name,
        said.account or line.account_number,
        said.bank_name or bank.name.zh,
        said.bank_code or bank.bank_code,
    )


def _party(bank: Bank, said: Said, side: str, *, ours: bool) -> Party:
    """One side of the booking; its bank is this one only where its account is kept here."""
    named = said.get(f"{side}_bank_name", ""), said.get(f"{side}_bank_code", "")
    own = (bank.name.zh, bank.bank_code) if ours else ("", "")
    return Party(
        said.get(f"{side}_name", ""), said.get(f"{side}_account", ""), named[0] or own[0], named[1] or own[1]
    )  # fmt: skip


def fitting(facts: ReceiptFacts) -> ReceiptFacts:
    """Cut what came in longer than a receipt can print; the books keep it whole."""
    return dataclasses.replace(
        facts,
        payer=_fitting_party(facts.payer, "payer"),
        payee=_fitting_party(facts.payee, "payee"),
        client_serial=facts.client_serial[-LENGTHS_MAX["client_serial"] :],
        purpose=facts.purpose[: LENGTHS_MAX["purpose"]],
        remark=facts.remark[: LENGTHS_MAX["remark"]],
    )


def _fitting_party(party: Party, side: str) -> Party:
    return dataclasses.replace(
        party,
        name=party.name[: LENGTHS_MAX[f"{side}.name"]],
        bank_name=party.bank_name[: LENGTHS_MAX[f"{side}.bank_name"]],
    )
