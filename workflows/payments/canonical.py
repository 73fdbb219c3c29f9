"""The one text of a payment that is shown, signed and hashed, the same for every door.

Any change of any field changes the text, and with it every approval is void. A group (PmtInf) signs
the ordered digests of its rows with their count and sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kernel.money import Money

VERSION = "payment/1"
GROUP_VERSION = "payment-group/1"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed about one payment, and nothing that may still change by itself."""

    client_serial: str
    payer_account: str
    payer_name: str
    payee_account: str
    payee_name: str
    payee_bank: str
    payee_bank_name: str
    money: Money
    purpose: str
    remark: str
    end_to_end: str
    requested_on: date
    attachments: tuple[str, ...] = ()


def text_of(bank: str, terms: Terms) -> str:
    """The canonical text: a line for each field in fixed order; line breaks cannot occur in values."""
    lines = [
        f"版本: {VERSION}",
        f"银行: {bank}",
        f"客户流水号: {terms.client_serial}",
        f"付款账号: {terms.payer_account}",
        f"付款户名: {terms.payer_name}",
        f"收款账号: {terms.payee_account}",
        f"收款户名: {terms.payee_name}",
        f"收款行: {terms.payee_bank} {terms.payee_bank_name}".rstrip(),
        f"金额: {terms.money.currency} {terms.money.wire()}",
        f"用途: {terms.purpose}",
        f"附言: {terms.remark}",
        f"端到端标识: {terms.end_to_end}",
        f"要求日期: {terms.requested_on.isoformat()}",
        *(f"附件: {digest}" for digest in terms.attachments),
    ]
    return "\n".join(lines)


def group_text(
    bank: str, reference: str, payer_account: str, total: Money, digests: Sequence[bytes]
) -> str:
    """The canonical text of a group: its reference, count, sum, and the ordered digests of its rows."""
    lines = [
        f"版本: {GROUP_VERSION}",
        f"银行: {bank}",
        f"批次: {reference}",
        f"付款账号: {payer_account}",
        f"笔数: {len(digests)}",
        f"合计: {total.currency} {total.wire()}",
        *(f"{place}: {digest.hex()}" for place, digest in enumerate(digests, 1)),
    ]
    return "\n".join(lines)
