"""From the stream of a long pain.001 to what is staged: which of its blocks make a batch, and their payments as rows.

Each PmtInf is a batch. Some ERPs write one for each payment; of those that follow each other, the ones that say the
same of account, day and currency are one batch, for nobody would sign five thousand. Where accounts take turns, what
is not of the first is put aside until the first has all of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Final, cast

from corporate.banks import Bank
from kernel import limits
from kernel.aside import Aside
from kernel.errors import Faulty
from kernel.iso20022.pain001_model import CreditTransfer, LongPain001, PaymentBlock
from workflows.batches.rows import RowIn
from workflows.payments import lines
from workflows.payments.canonical import unseen
from workflows.payments.content import Content
from workflows.payments.errors import NotServed, TooManyBlocks, Unsignable
from workflows.payments.messages import mixed

_AND_MORE: Final = "…"


_Line = tuple[PaymentBlock, CreditTransfer]


@dataclass(frozen=True, slots=True)
class _Block:
    """A PmtInf, the first of its payments, and the others, which must be read before the next block is asked for."""

    head: PaymentBlock
    begin: list[CreditTransfer]
    others: Iterator[CreditTransfer]

    @property
    def is_single(self) -> bool:
        """Whether it holds one payment."""
        return len(self.begin) == 1


@dataclass(frozen=True, slots=True)
class ToStage:
    """A batch to be: the first of its blocks, and its rows, which must be read before the next batch is asked for."""

    block: PaymentBlock
    name: str
    currency: str
    rows: Iterator[RowIn]


class Reading:
    """One message on its way; whoever reads it needs no transaction."""

    def __init__(self, message: LongPain001, bank: Bank) -> None:
        self._message = message
        self._bank = bank
        self._content = Content()

    def content(self) -> bytes:
        """What it says, once all of it was read."""
        return self._content.digest(self._message.header.message_id)

    def batches(self) -> Iterator[ToStage]:
        """The batches in the order of their first payments, run by run. Raises Faulty, Unsignable, NotServed, TooManyBlocks."""
        for are_single, found in groupby(self._blocks(), key=lambda one: one.is_single):
            if are_single:
                yield from _of_singles((one.head, one.begin[0]) for one in found)
                continue
            for one in found:
                payments = chain(one.begin, one.others)
                yield _batch(((one.head, payment) for payment in payments), are_single=False)

    def _blocks(self) -> Iterator[_Block]:
        for _, found in groupby(self._message.items(), key=_place):
            items = iter(found)
            head = cast("PaymentBlock", next(items))
            self._begin(head)
            payments = self._hashed(cast("Iterator[CreditTransfer]", items))
            yield _Block(head, list(islice(payments, 2)), payments)

    def _hashed(self, payments: Iterator[CreditTransfer]) -> Iterator[CreditTransfer]:
        add = self._content.payment
        for payment in payments:
            add(payment)
            yield payment

    def _begin(self, block: PaymentBlock) -> None:
        self._content.block(block)
        for element, value in (
            ("MsgId", self._message.header.message_id),
            ("PmtInfId", block.payment_info_id),
        ):
            if unseen(value):
                raise Unsignable(field=element)
        agent = lines.bank_named(block.debtor_agent)
        if agent and not self._bank.serves(agent):
            raise NotServed(agent=agent)


def _batch(found: Iterator[_Line], *, are_single: bool) -> ToStage:
    begin = list(islice(found, 2))
    (head, payment), several = begin[0], are_single and len(begin) > 1
    name, currency = head.payment_info_id + (_AND_MORE if several else ""), payment.currency
    rows = _rows(name, currency, chain(begin, found), are_single=are_single)
    return ToStage(head, name, currency, rows)


def _of_singles(found: Iterator[_Line]) -> Iterator[ToStage]:
    """A batch for each account, day and currency. Raises TooManyBlocks."""
    with Aside[_Line]() as aside:
        first = next(found)
        yield _batch(_own(_together(first), chain((first,), found), aside), are_single=True)
        for others in aside.groups():
            yield _batch(others, are_single=True)


def _together(line: _Line) -> tuple[object, ...]:
    """What payments that are alone in their blocks have in common in one batch."""
    head, payment = line
    payer = head.debtor_account
    return payer.number, payer.currency, head.requested_on, payment.currency


def _own(key: tuple[object, ...], found: Iterator[_Line], aside: Aside[_Line]) -> Iterator[_Line]:
    """Those of one batch; the others are put aside."""
    for line in found:
        together = _together(line)
        if together == key:
            yield line
            continue
        aside.put(together, line)
        if len(aside) == limits.ISO_BLOCKS_MAX:
            raise TooManyBlocks(max=limits.ISO_BLOCKS_MAX)


def _place(item: PaymentBlock | CreditTransfer) -> int:
    return item.index if isinstance(item, PaymentBlock) else item.block_index


def _rows(name: str, currency: str, found: Iterator[_Line], *, are_single: bool) -> Iterator[RowIn]:
    """Payments as rows; a currency other than the first one's is no batch."""
    for number, (head, payment) in enumerate(found, 1):
        if payment.currency != currency:
            raise Faulty([mixed(name)])
        yield lines.row_of(number, head, payment, is_alone=are_single)
