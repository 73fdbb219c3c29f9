"""The straight way through a pain.001 with nothing wrong in it: validated by libxml2, picked by patterns.

Most files are right. They are read here at a fraction of what naming every fault costs; at the first sign of
anything else this reader raises `Crooked`, and the careful one begins anew and says all that is wrong. So this
one must give the same items in the same order as the other, or give up; it must never judge.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from typing import Final

from kernel.beside import made_beside
from kernel.currencies import UnknownCurrency, exponent
from kernel.errors import Faulty
from kernel.iso20022.amounts import parse_iso_amount
from kernel.iso20022.leaves import LeafReader
from kernel.iso20022.pain001_fields import block_of, header_of, requested_day
from kernel.iso20022.pain001_model import (
    CreditTransfer,
    Item,
    Pain001Header,
    PaymentBlock,
)
from kernel.iso20022.pain001_pieces import Crooked, Piece, pieces
from kernel.iso20022.pain001_shapes import Shapes
from kernel.iso20022.pain001_written import Facts, Hand
from kernel.iso20022.schemas import NAMESPACE, schema
from kernel.limits import ISO_TRANSACTIONS_MAX
from kernel.money import AmountFault
from kernel.xml import Element, Screened

__all__ = ["Crooked", "StraightReader"]

_AMOUNT: Final = re.compile(r"(0|[1-9][0-9]{0,12})\.([0-9]{2})", re.ASCII)
_CENTS: Final = 2
_PIECES_BESIDE: Final = 2
"""Validated before they are read; each has a tree of some megabytes."""
_NUMBERS_MIN: Final = 4
"""A name of so many digits may be spelled in character numbers: for the careful reader."""


class StraightReader:
    """Reads one message."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._schema = schema(version)
        namespace = f"{{{NAMESPACE}{version}}}"
        self._transfer = f"{namespace}CdtTrfTxInf"
        self._shapes = Shapes(namespace)
        self._hand: Hand | None = None
        self._total = _Tally()
        self._declared: Pain001Header | None = None
        self._open: _Open | None = None
        self._names: set[str] = set()

    def items(self, document: Screened, *, beside: bool = False) -> Generator[Item, None, None]:
        """Yield what `read_pain001` yields; raises `Crooked`, also behind the last item."""
        try:
            with self._trees(document, beside=beside) as trees:
                for piece, root in trees:
                    yield from self._read(piece, root)
        except (Faulty, AmountFault, UnknownCurrency, ValueError) as fault:
            raise Crooked from fault
        self._close()
        head = self._declared
        _expect(head is not None and head.count == self._total.count)
        _expect(head is not None and head.control_sum in {None, self._total.amount})

    @contextmanager
    def _trees(
        self, document: Screened, *, beside: bool
    ) -> Iterator[Iterator[tuple[Piece, Element]]]:
        """The pieces, each validated; libxml2 holds no lock of Python's meanwhile, so it may be done beside."""
        trees = ((one, one.tree(self._schema.compiled())) for one in pieces(document.chunks()))
        if not beside:
            yield trees
            return
        with made_beside(trees, _PIECES_BESIDE, lists=1) as lists:
            yield chain.from_iterable(lists)

    def _read(self, piece: Piece, root: Element) -> Iterator[Item]:
        header, *blocks = root[0]
        if piece.is_first:
            yield self._header(header)
        groups = self._picked(piece, blocks) or [self._walked(block) for block in blocks]
        if not piece.is_first:
            groups[0] = groups[0][1:]  # it was in the piece before
        for place, (block, group) in enumerate(zip(blocks, groups, strict=True)):
            if place or piece.is_first:
                self._close()
                yield self._opened(block)
            yield from self._transfers(group)

    def _picked(self, piece: Piece, blocks: Sequence[Element]) -> list[list[Facts]]:
        """Payments by blocks, picked by patterns; nothing when it is not all as patterns have it."""
        self._hand = self._hand or Hand(piece.marks)
        groups = self._hand.picked(piece)
        counted = [self._transfers_in(block) for block in blocks] if groups else []
        return groups if [len(group) for group in groups] == counted else []

    def _transfers_in(self, block: Element) -> int:
        """How many payments a valid block has: nothing else follows the first of them."""
        first = block.find(self._transfer)
        return 0 if first is None else len(block) - block.index(first)

    def _walked(self, block: Element) -> list[Facts]:
        """The payments of a block, element by element."""
        return [self._shapes.of(element) for element in block.iterchildren(self._transfer)]

    def _header(self, element: Element) -> Pain001Header:
        leaves = LeafReader().read(element)
        _expect(bool(leaves.get("MsgId")))
        self._declared = header_of(self._version, leaves)
        _expect(self._declared.count <= ISO_TRANSACTIONS_MAX)
        return self._declared

    def _transfers(self, group: Sequence[Facts]) -> Iterator[CreditTransfer]:
        opened = self._open
        if opened is None:
            raise Crooked
        for shape, texts, currency in group:
            opened.tally.count += 1
            text = texts[shape.amount]
            plain, places = _AMOUNT.fullmatch(text), exponent(currency)
            if plain is not None and places == _CENTS:
                minor = int(plain[1] + plain[2])
            else:
                minor = parse_iso_amount(text, currency)
            opened.tally.sums[places] = opened.tally.sums.get(places, 0) + minor
            index, amount = opened.tally.count, (text, currency, minor)
            found = shape.transfer(opened.block.index, index, texts, amount)
            _expect(bool(found.end_to_end_id) and not _may_be_numbers(found.creditor.name))
            yield found

    def _opened(self, element: Element) -> PaymentBlock:
        head = LeafReader().read(element, without="CdtTrfTxInf")
        day, rest = requested_day(head)
        name = head.one("PmtInfId")
        _expect(day is not None and head.one("PmtMtd") == "TRF")
        _expect(bool(name) and name not in self._names and not _may_be_numbers(head.one("Dbtr/Nm")))
        self._names.add(name)
        block = block_of(len(self._names), head, day, rest)  # type: ignore[arg-type]  # it was looked at
        self._open = _Open(block)
        return block

    def _close(self) -> None:
        """The block that was read ends: are its totals right?"""
        if self._open is None:
            return
        block, tally = self._open.block, self._open.tally
        _expect(block.count in {None, tally.count})
        _expect(block.control_sum in {None, tally.amount})
        self._total.include(tally)
        _expect(self._total.count <= ISO_TRANSACTIONS_MAX)


class _Tally:
    """How many payments, and what they come to by the decimals of their currencies."""

    __slots__ = ("count", "sums")

    def __init__(self) -> None:
        self.count = 0
        self.sums: dict[int, int] = {}

    @property
    def amount(self) -> Decimal:
        """Amounts added up; currencies are mixed, as CtrlSum defines it."""
        return sum(
            (Decimal(minor).scaleb(-places) for places, minor in self.sums.items()), Decimal()
        )

    def include(self, other: _Tally) -> None:
        """Add another's."""
        self.count += other.count
        for places, minor in other.sums.items():
            self.sums[places] = self.sums.get(places, 0) + minor


class _Open:
    """The block whose payments are being read."""

    __slots__ = ("block", "tally")

    def __init__(self, block: PaymentBlock) -> None:
        self.block = block
        self.tally = _Tally()


def _expect(truth: bool) -> None:  # noqa: FBT001 - it is asked
    if not truth:
        raise Crooked


def _may_be_numbers(name: str) -> bool:
    return len(name) >= _NUMBERS_MIN and name.isdigit()
