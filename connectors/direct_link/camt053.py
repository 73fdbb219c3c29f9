"""The statement of a day (camt.053.001.08) from the facts of the core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from io import BytesIO
from types import MappingProxyType
from typing import Any, Final

from connectors.direct_link.texts import writable
from connectors.ports import StatementLine
from kernel.calendar import SHANGHAI
from kernel.identifiers import IdentifierFault, parse_iban
from kernel.iso20022.camt053 import write_camt053
from kernel.iso20022.camt053_model import (
    Counterparty,
    EntrySums,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
    TransactionCode,
)
from kernel.iso20022.codes import BalanceKind
from workflows.accounts.files import StatementFacts

_ID_CHARS_MAX: Final = 35
_BANK_CODE_DIGITS: Final = 12
_ISSUED, _RECEIVED, _OTHER = "ICDT", "RCDT", "MCOP"
_CODES: Final[Mapping[tuple[str, bool], tuple[str, str]]] = MappingProxyType(
    {
        ("transfer", False): (_ISSUED, "BOOK"),
        ("transfer", True): (_RECEIVED, "BOOK"),
        ("transfer_out", False): (_ISSUED, "DMCT"),
        ("transfer_in", True): (_RECEIVED, "DMCT"),
        ("return", True): (_ISSUED, "RRTN"),
        ("fee", False): (_ISSUED, "CHRG"),
    }
)
"""Kind of booking and whether it is a credit: family and sub-family of the domain PMNT."""


def camt053_of(facts: StatementFacts) -> bytes:
    """Write the statement, valid against its schema."""
    out = BytesIO()
    lines = facts.statement.lines
    write_camt053(out, statement_of(facts), (entry_of(line) for line in lines))
    return out.getvalue()


def statement_of(facts: StatementFacts) -> Statement:
    """The head of the statement; a bank day is a day of the bank's own clock."""
    found = facts.statement
    begin = datetime.combine(found.on, time(), SHANGHAI)
    number = found.account.number
    return Statement(
        message_id=facts.message_id,
        statement_id=f"{found.on:%Y%m%d}-{found.number}",
        sequence=found.number,
        created_at=facts.at,
        from_at=begin,
        to_at=begin + timedelta(days=1),
        account=StatementAccount(
            number=number, currency=found.account.currency, owner=writable(found.account.name),
            iban=_is_iban(number), bank_name=facts.bank_name, bank_bic=facts.bank_bic,
            bank_code=facts.bank_code,
        ),
        balances=(
            StatementBalance(BalanceKind.OPBD, abs(found.opening.minor), found.on, found.opening.minor >= 0),
            StatementBalance(BalanceKind.CLBD, abs(found.closing.minor), found.on, found.closing.minor >= 0),
        ),
        sums=_sums(found.lines),
    )  # fmt: skip


def entry_of(line: StatementLine) -> StatementEntry:
    """One booking. The payer's own serial stands on the payer's statement only."""
    detail, credit, kind = line.detail, line.money.minor > 0, _kind(line)
    returned = kind == "return"
    family, sub_family = _CODES.get((kind, credit), (_OTHER, "OTHR"))
    own_serial = "" if credit and not returned else _id(detail.get("client_serial"))
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
        counterparty=_counterparty(detail, paid=returned or not credit),
        remittance=writable(" ".join(text for text in said if text)),
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
        bank_code=code if numbered else "",
    )


def _sums(lines: Iterable[StatementLine]) -> EntrySums:
    amounts = [line.money.minor for line in lines]
    paid_in = [minor for minor in amounts if minor > 0]
    paid_out = [-minor for minor in amounts if minor <= 0]
    return EntrySums(len(paid_in), sum(paid_in), len(paid_out), sum(paid_out))


def _id(value: object) -> str:
    """An identifier as long as ISO 20022 lets it be; a longer one is left out, never cut."""
    text = writable(str(value or ""))
    return text if len(text) <= _ID_CHARS_MAX else ""


def _is_iban(number: str) -> bool:
    try:
        return parse_iban(number) == number
    except IdentifierFault:
        return False
