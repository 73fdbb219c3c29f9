"""Rows out of a pain.001: the headings a table would have, then one row a payment, numbered through all blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from kernel.intake.lines import Line
from kernel.iso20022.pain001 import read_pain001
from kernel.iso20022.pain001_model import CreditTransfer, PaymentBlock

_HEADINGS: Final = (
    "收款户名",
    "收款账号",
    "金额",
    "币种",
    "收款行行号",
    "开户行",
    "附言",
    "业务编号",
    "付款账号",
)


def lines(source: BinaryIO) -> Iterator[Line]:
    """The payments of a message, read a piece at a time; raises Faulty with everything that is wrong with it, at its end."""
    yield Line(0, _HEADINGS)
    payer, number = "", 0
    for item in read_pain001(source):
        if isinstance(item, PaymentBlock):
            payer = item.debtor_account.number
        elif isinstance(item, CreditTransfer):
            number += 1
            yield Line(number, _cells(item, payer))


def _cells(item: CreditTransfer, payer: str) -> tuple[str, ...]:
    agent = item.creditor_agent
    return (
        item.creditor.name,
        item.creditor_account.number,
        item.amount_text,
        item.currency,
        agent.member_id or agent.bic,
        agent.name,
        item.remittance,
        item.end_to_end_id,
        payer,
    )
