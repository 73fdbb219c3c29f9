"""What a pain.002 says of payments: our statuses in ISO 20022's words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.statements import Row

_STATUS = {
    "draft": "PDNG",
    "pending_approval": "PDNG",
    "sent_back": "PDNG",
    "approved": "ACCP",
    "scheduled": "PDNG",
    "submitted": "ACSP",
    "processing": "ACSP",
    "unknown": "PDNG",
    "succeeded": "ACSC",
    "returned": "RJCT",
    "failed": "RJCT",
    "rejected": "RJCT",
    "withdrawn": "RJCT",
    "expired": "RJCT",
    "cancelled": "RJCT",
}
_REASON = {
    "payment.payee_unknown": "AC03",
    "payment.payee_closed": "AC07",
    "payment.payee_name_differs": "BE01",
    "payment.payee_bank_unknown": "RC01",
    "payment.currency_differs": "AM03",
    "payment.payee_currency": "AM03",
    "payment.over_rail_cap": "AM02",
    "payment.payer_not_open": "AC04",
    "payment.amount_zero": "AM01",
    "payment.rail_unavailable": "AG01",
    "ledger.insufficient_funds": "AM04",
    "ledger.account_not_open": "AC04",
    "batch.account_none": "AC03",
    "batch.account_closed": "AC07",
    "batch.account_mismatch": "BE01",
    "batch.account_currency": "AM03",
    "batch.bank_unknown": "RC01",
    "batch.over_cap": "AM02",
    "batch.amount_zero": "AM01",
    "limit.exceeded": "AM14",
    "limit.single_exceeded": "AM14",
    "RJ01": "AC03",
    "RJ02": "BE01",
}

_OWN = {"rejected": "CUST", "withdrawn": "CUST", "cancelled": "CUST", "expired": "NARR"}
"""What the customer's own people decided, or left undecided; none of it is the bank's doing."""


def iso_status(payment: Row) -> str:
    """The transaction status (ExternalPaymentTransactionStatus1Code)."""
    return _STATUS[payment["status"]]


def iso_reason(payment: Row) -> str:
    """The reason code (ExternalStatusReason1Code); NARR when only words say it; empty when none is due."""
    own = _OWN.get(payment["status"])
    if own or not payment["reason_code"]:
        return own or ""
    return _REASON.get(payment["reason_code"], "NARR")


def together(statuses: Sequence[str]) -> str:
    """The status of a group: theirs when all agree, RJCT, PDNG, ACSP, or PART when they differ."""
    kinds = set(statuses)
    if len(kinds) == 1:
        return kinds.pop()
    if kinds & {"RJCT", "ACSC"}:
        return "PART"
    return "PDNG" if "PDNG" in kinds else "ACSP"
