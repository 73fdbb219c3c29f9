"""What makes an invoice of fees: its month, its lines, its remark. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from kernel.errors import Finding, Severity
from kernel.identifiers import IdentifierFault, parse_uscc
from kernel.text import Text
from receipts.invoice import InvoiceFacts, InvoiceItem, InvoiceParty, item_of
from workflows.invoices.errors import MonthWrong

SERVICE: Final = "*金融服务*"
"""What the platform puts before the name of a service, from its goods code."""
_RAILS: Final = {
    "INTERNAL": "行内转账手续费",
    "HVPS": "大额支付手续费",
    "BEPS": "小额支付手续费",
    "IBPS": "网银互联手续费",
}
_OTHER: Final = "手续费"
_MAIL: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII
)
_NAME_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee as it was booked."""

    transaction_id: UUID
    account_number: str
    amount_minor: int
    booked_on: date
    business_number: str
    rail: str


def month_of(on: date) -> str:
    """The month of a day, as `2026-11`."""
    return f"{on:%Y-%m}"


def days_of(month: str, today: date) -> tuple[date, date]:
    """First and last day of a month that has begun. Raises MonthWrong."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise MonthWrong from None
    if first > today:
        raise MonthWrong
    return first, next_month(first) - timedelta(days=1)


def next_month(on: date) -> date:
    """The first day of the month after."""
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)


def items(fees: Iterable[Fee]) -> tuple[InvoiceItem, ...]:
    """One line for each rail; each tells its own net and tax, and their sums are the invoice's."""
    sums: dict[str, tuple[int, int]] = {}
    for fee in fees:
        name = _RAILS.get(fee.rail, _OTHER)
        count, minor = sums.get(name, (0, 0))
        sums[name] = count + 1, minor + fee.amount_minor
    return tuple(
        item_of(SERVICE + name, count, minor) for name, (count, minor) in sorted(sums.items())
    )


def remark(fees: Sequence[Fee]) -> str:
    """Which fees it is about, in a line."""
    first, last = min(fee.booked_on for fee in fees), max(fee.booked_on for fee in fees)
    if len(fees) == 1:
        return f"业务编号 {fees[0].business_number}，记账日 {first}"
    return f"{first} 至 {last} 手续费 {len(fees)} 笔"


def seller_of(name: str, settings: Mapping[str, Any]) -> tuple[InvoiceParty, str] | None:
    """The bank as the tax platform knows it, and who draws; None where the bank is not set up for it."""
    said = settings.get("invoice_seller")
    if not isinstance(said, dict) or not said.get("tax_number"):
        return None
    kept = {key: str(said.get(key, "")) for key in _PARTY}
    return InvoiceParty(name=name, **kept), str(said.get("drawer", ""))


_PARTY: Final = ("tax_number", "address", "phone", "bank_name", "bank_account")


def facts_of(
    seller: tuple[InvoiceParty, str],
    buyer: Mapping[str, Any],
    fees: Sequence[Fee],
    *,
    is_test: bool,
) -> InvoiceFacts:
    """The invoice of these fees."""
    party = InvoiceParty(buyer["name"], **{key: buyer[key] for key in _PARTY})
    return InvoiceFacts(
        is_special=buyer["kind"] == "special",
        seller=seller[0],
        buyer=party,
        items=items(fees),
        remark=remark(fees),
        drawer=seller[1],
        is_test=is_test,
    )


def buyer_faults(content: Mapping[str, Any]) -> list[Finding]:
    """Every fault of a buyer's data: a name, and a number whose check digits agree (GB 32100)."""
    found = []
    if not 1 <= len(content["name"].strip()) <= _NAME_MAX:
        found.append(_fault("buyer_name_wrong", _NAME, "name"))
    try:
        parse_uscc(content["tax_number"])
    except IdentifierFault as fault:
        found.append(Finding(fault.code, Severity.BLOCK, fault.message, "tax_number"))
    if bool(content["bank_name"].strip()) != bool(content["bank_account"].strip()):
        found.append(_fault("buyer_bank_half", _BANK, "bank_account"))
    return found


def is_mail(text: str) -> bool:
    """Whether mail can go there."""
    return bool(_MAIL.fullmatch(text))


def _fault(code: str, text: Text, field: str) -> Finding:
    return Finding(f"invoice.{code}", Severity.BLOCK, text, field)


_NAME: Final = Text("购买方名称为 1 至 100 个字", "A buyer's name has 1 to 100 characters")
_BANK: Final = Text(
    "开户银行与银行账号应同时填写或同时留空", "Bank and account go together, or neither is given"
)
