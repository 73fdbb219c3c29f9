"""A receipt as a voucher (`bker`): what the sheet states, under the standard's names."""

from __future__ import annotations

from datetime import date
from typing import Final

from kernel.calendar import SHANGHAI
from kernel.capital import capitals
from receipts.facts import Imprint, ReceiptFacts
from receipts.vouchers.xbrl import Instance

KIND: Final = "bker"
AMOUNTS: Final = frozenset({"TransactionAmountInFigures"})


def receipt_voucher(facts: ReceiptFacts, imprint: Imprint) -> Instance:
    """The voucher of a receipt; the same for every printing but for its day of issue."""
    return Instance(
        KIND,
        _issuer(facts),
        facts.booked_on,
        facts.amount.currency,
        {
            "NumberOfBankElectronicReceipt": facts.number,
            "TypeOfBankElectronicReceipt": facts.kind.label.zh,
            "DateOfBookkeeping": facts.booked_on.isoformat(),
            "IssueDate": _day(imprint).isoformat(),
            "AccountNameOfPayer": facts.payer.name,
            "AccountNumberOfPayer": facts.payer.account,
            "DepositoryBankOfPayer": facts.payer.bank_name,
            "AccountNameOfPayee": facts.payee.name,
            "AccountNumberOfPayee": facts.payee.account,
            "DepositoryBankOfPayee": facts.payee.bank_name,
            "TransactionAmountInFigures": facts.amount.wire(),
            "TransactionAmountInWords": capitals(facts.amount),
            "Currency": facts.amount.currency,
            "Usage": facts.purpose,
            "Notes": facts.remark,
            "TransactionCode": str(facts.transaction_id),
            "BusinessSerialNumber": facts.business_serial,
            "IdentifyingCode": imprint.verification_code,
        },
        amounts=AMOUNTS,
    )


def _issuer(facts: ReceiptFacts) -> str:
    """The bank's own number where its side of the receipt tells it."""
    own = facts.payer if facts.kind.goes_out else facts.payee
    return own.bank_code or facts.bank.short_code


def _day(imprint: Imprint) -> date:
    return imprint.issued_at.astimezone(SHANGHAI).date()
