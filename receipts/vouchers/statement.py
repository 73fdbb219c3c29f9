"""A statement as a voucher (`bkrs`): head, one tuple for each line, and the balance at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kernel.calendar import SHANGHAI
from kernel.money import format_minor
from receipts.vouchers.xbrl import Instance

KIND: Final = "bkrs"
LINE: Final = "InformationOfReconcileDetailsTuple"
AMOUNTS: Final = frozenset(
    {
        "TransactionAmount",
        "AccountBalance",
        "AccountBalanceAtTheEndOfReconciliationCycleAmount",
    }
)
_DEBIT, _CREDIT = "0", "1"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line: money out is negative."""

    booked_at: datetime | None
    booked_on: date
    amount_minor: int
    balance_minor: int | None
    business_serial: str
    transaction: str
    counterparty_account: str
    counterparty_name: str
    counterparty_bank: str
    notes: str


@dataclass(frozen=True, slots=True)
class StatementVoucher:
    """What a statement's voucher says in its head."""

    issuer: str
    account: str
    owner: str
    customer: str
    currency: str
    from_on: date
    to_on: date
    closing_minor: int
    lines: Sequence[StatementLine]


def statement_voucher(told: StatementVoucher) -> Instance:
    """The voucher of a statement, of the month its last day lies in."""
    return Instance(
        KIND,
        told.issuer,
        told.to_on,
        told.currency,
        {
            "IdentificationCodeOfIssuer": told.issuer,
            "Currency": told.currency,
            "CustomerSettlementBankAccount": told.account,
            "NameOfCustomerAccount": told.owner,
            "CodeOfBankCustomer": told.customer,
            "YearOfBankReconciliationStatement": f"{told.to_on:%Y}",
            "MonthOfBankReconciliationStatement": f"{told.to_on:%m}",
            "AccountBalanceAtTheEndOfReconciliationCycleAmount": format_minor(
                told.closing_minor, told.currency, grouping=False
            ),
        },
        [(LINE, _line(line, told.currency)) for line in told.lines],
        AMOUNTS,
    )


def _line(line: StatementLine, currency: str) -> dict[str, str]:
    at, left = line.booked_at, line.balance_minor
    return {
        "DateOfBookkeeping": line.booked_on.isoformat(),
        "TimeOfBookkeeping": f"{at.astimezone(SHANGHAI):%H:%M:%S}" if at else "",
        "BusinessSerialNumber": line.business_serial,
        "NotesOfBankElectronicReceipt": line.notes,
        "IdentificationOfCreditOrDebit": _DEBIT if line.amount_minor < 0 else _CREDIT,
        "TransactionAmount": format_minor(abs(line.amount_minor), currency, grouping=False),
        "AccountBalance": "" if left is None else format_minor(left, currency, grouping=False),
        "TransactionCode": line.transaction,
        "AccountOfCounterparty": line.counterparty_account,
        "NameOfCounterparty": line.counterparty_name,
        "DepositoryBankOfCounterparty": line.counterparty_bank,
    }
