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


@dataclass(slots=True)
class _Line:
    """A payment, its block, and whether it is alone in it."""

    block: PaymentBlock
    transfer: CreditTransfer
    is_alone: bool

    @property
    def run(self) -> int:
        """What lines that follow each other have in common: their block, or that each is alone in its own."""
        return 0 if self.is_alone else self.block.index

    @property
    def together(self) -> tuple[object, ...]:
        """What those that are alone in their blocks have in common in one batch."""
        payer, block = self.block.debtor_account, self.block
        return payer.number, payer.currency, block.requested_on, self.transfer.currency


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
        for run, found in groupby(self._lines(), key=lambda line: line.run):
            if run:
                yield _batch(found)
            else:
                yield from _of_singles(found)

    def _lines(self) -> Iterator[_Line]:
        for _, found in groupby(self._message.items(), key=_place):
            one = iter(found)
            block = cast("PaymentBlock", next(one))
            self._begin(block)
            begin = list(islice(one, 2))
            for item in chain(begin, one):
                transfer = cast("CreditTransfer", item)
                self._content.payment(transfer)
                yield _Line(block, transfer, is_alone=len(begin) == 1)

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


def _batch(found: Iterator[_Line]) -> ToStage:
    begin = list(islice(found, 2))
    first, currency = begin[0], begin[0].transfer.currency
    several = first.is_alone and len(begin) > 1
    name = first.block.payment_info_id + (_AND_MORE if several else "")
    return ToStage(first.block, name, currency, _rows(name, currency, chain(begin, found)))


def _of_singles(found: Iterator[_Line]) -> Iterator[ToStage]:
    """A batch for each account, day and currency. Raises TooManyBlocks."""
    with Aside[_Line]() as aside:
        first = next(found)
        yield _batch(_own(first.together, chain((first,), found), aside))
        for others in aside.groups():
            yield _batch(others)


def _own(key: tuple[object, ...], found: Iterator[_Line], aside: Aside[_Line]) -> Iterator[_Line]:
    """Those of one batch; the others are put aside."""
    for line in found:
        if line.together == key:
            yield line
            continue
        aside.put(line.together, line)
        if len(aside) == limits.ISO_BLOCKS_MAX:
            raise TooManyBlocks(max=limits.ISO_BLOCKS_MAX)


def _place(item: PaymentBlock | CreditTransfer) -> int:
    return item.index if isinstance(item, PaymentBlock) else item.block_index


def _rows(name: str, currency: str, found: Iterator[_Line]) -> Iterator[RowIn]:
    """Payments as rows; a currency other than the first one's is no batch."""
    for number, line in enumerate(found, 1):
        if line.transfer.currency != currency:
            raise Faulty([mixed(name)])
        yield lines.row_of(number, line.block, line.transfer, is_alone=line.is_alone)
