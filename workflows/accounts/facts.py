"""From the core's lines to what a statement says of them: stable codes, references, the other side. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final

from connectors.ports import Account, StatementLine
from corporate.banks import Bank
from kernel.calendar import SHANGHAI
from kernel.identifiers import IdentifierFault, parse_iban
from kernel.iso20022.codes import BalanceKind
from kernel.iso20022.statement_model import (
    Counterparty,
    EntrySums,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
    TransactionCode,
)
from kernel.money import Money
from kernel.xml.texts import writable

_ID_CHARS_MAX: Final = 35
_BANK_CODE_DIGITS: Final = 12
_BIC: Final = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?", re.ASCII)
"""As the oldest version of the messages has it."""
_ISSUED, _RECEIVED, _OTHER = "ICDT", "RCDT", "MCOP"
_CODES: Final[Mapping[tuple[str, bool], tuple[str, str]]] = MappingProxyType(
    {
        ("transfer", False): (_ISSUED, "BOOK"),
        ("transfer", True): (_RECEIVED, "BOOK"),
        ("transfer_out", False): (_ISSUED, "DMCT"),
        ("transfer_in", True): (_RECEIVED, "DMCT"),
        ("return", True): (_ISSUED, "RRTN"),
        ("fee", False): (_ISSUED, "CHRG"),
        ("interest", True): (_OTHER, "INTR"),
        ("closing", False): (_ISSUED, "BOOK"),
        ("closing", True): (_RECEIVED, "BOOK"),
    }
)
"""Kind of booking and whether it is a credit: family and sub-family of the domain PMNT."""


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """A closed day of an account, for the message `name`."""

    name: str
    message_id: str
    at: datetime
    statement: Statement
    entries: Iterable[StatementEntry]


class ReportFacts(StatementFacts):
    """The day so far."""


class NotificationFacts(StatementFacts):
    """Lines after a line."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which days a statement is about, and under which number."""

    begin: date
    end: date
    number: int


@dataclass(frozen=True, slots=True)
class Balances:
    """What stood on the account before and after; `closed` when nothing can be added any more."""

    opening: Money
    closing: Money
    closed: bool = True


def head_of(
    account: Account,
    bank: Bank,
    at: datetime,
    span: Span,
    *,
    balances: Balances | None = None,
    sums: EntrySums | None = None,
) -> Statement:
    """The head of a statement; a bank day is a day of the bank's own clock."""
    number = account.number
    return Statement(
        message_id="",
        statement_id=f"{span.begin:%Y%m%d}-{span.number}",
        sequence=span.number,
        created_at=at,
        from_at=datetime.combine(span.begin, time(), SHANGHAI),
        to_at=datetime.combine(span.end, time(), SHANGHAI) + timedelta(days=1),
        account=StatementAccount(
            number=number, currency=account.currency, owner=writable(account.name), iban=_is_iban(number),
            bank_name=bank.name.zh, bank_bic=bank.bic, bank_code=bank.bank_code,
        ),
        balances=() if balances is None else _balances(balances, span),
        sums=sums,
    )  # fmt: skip


def _balances(balances: Balances, span: Span) -> tuple[StatementBalance, ...]:
    last = BalanceKind.CLBD if balances.closed else BalanceKind.ITBD
    found = (
        (BalanceKind.OPBD, balances.opening, span.begin),
        (last, balances.closing, span.end),
    )
    return tuple(
        StatementBalance(kind, abs(money.minor), on, money.minor >= 0) for kind, money, on in found
    )


def sums_of(lines: Iterable[StatementLine]) -> EntrySums:
    """Number and sum of lines, both ways."""
    counts, totals = {True: 0, False: 0}, {True: 0, False: 0}
    for line in lines:
        credit = line.money.minor > 0
        counts[credit] += 1
        totals[credit] += abs(line.money.minor)
    return EntrySums(counts[True], totals[True], counts[False], totals[False])


def entry_of(line: StatementLine) -> StatementEntry:
    """One booking. What the payer calls its payment stands on the payer's statement only."""
    detail, credit, kind = line.detail, line.money.minor > 0, _kind(line)
    returned = kind == "return"
    family, sub_family = _CODES.get((kind, credit), (_OTHER, "OTHR"))
    own = {} if credit and not returned else detail
    own_serial = _id(own.get("client_serial"))
    said = (str(detail.get(name) or "") for name in ("purpose", "remark"))
    return StatementEntry(
        amount_minor=abs(line.money.minor),
        credit=credit,
        booked_on=line.booked_on,
        valued_on=line.value_on,
        bank_reference=_id(detail.get("number")),
        code=TransactionCode("PMNT", family, sub_family, own=kind),
        reversal=returned,
        entry_reference=str(line.seq),
        end_to_end_id=_id(detail.get("end_to_end")) or own_serial,
        instruction_id=_id(own.get("instruction")) or own_serial,
        payment_info_id=_id(own.get("pmt_inf")),
        message_id=_id(own.get("message")),
        counterparty=_counterparty(detail, paid=returned or not credit),
        remittance=writable(" ".join(text for text in said if text)),
        balance_minor=line.balance.minor,
        booked_at=line.booked_at,
    )


def _kind(line: StatementLine) -> str:
    return "fee" if line.detail.get("fee") else line.kind


def _counterparty(detail: Mapping[str, Any], *, paid: bool) -> Counterparty:
    side = "payee" if paid else "payer"
    account = str(detail.get(f"{side}_account") or "")
    code = str(detail.get(f"{side}_bank_code") or "")
    numbered = code.isdigit() and len(code) == _BANK_CODE_DIGITS
    return Counterparty(
        name=writable(str(detail.get(f"{side}_name") or "")),
        account=writable(account),
        iban=_is_iban(account),
        bank_name=writable(str(detail.get(f"{side}_bank_name") or "")),
        bank_bic=code if _BIC.fullmatch(code) else "",
        bank_code=code if numbered else "",
    )


def _id(value: object) -> str:
    """An identifier as long as ISO 20022 lets it be; a longer one is left out, never cut."""
    text = writable(str(value or ""))
    return text if len(text) <= _ID_CHARS_MAX else ""


def _is_iban(number: str) -> bool:
    try:
        return parse_iban(number) == number
    except IdentifierFault:
        return False
