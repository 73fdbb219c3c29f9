"""The straight way through a pain.001 with nothing wrong in it: validated by libxml2 as it parses.

Most files are right. They are read here at a third of what naming every fault costs; at the first sign of
anything else this reader raises `Crooked`, and the careful one begins anew and says all that is wrong. So this
one must give the same items in the same order as the other, or give up; it must never judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

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
from kernel.iso20022.pain001_shapes import Shapes
from kernel.iso20022.schemas import NAMESPACE, schema
from kernel.limits import ISO_TRANSACTIONS_MAX
from kernel.money import AmountFault
from kernel.xml import Element, Screened
from kernel.xml.parser import validated
from kernel.xml.stream import Meter

_AMOUNT: Final = re.compile(r"(0|[1-9][0-9]{0,12})\.([0-9]{2})", re.ASCII)
_CENTS: Final = 2
_NUMBERS_MIN: Final = 4
"""A name of so many digits may be spelled in character numbers: for the careful reader."""


class Crooked(Exception):
    """Something is not as usual; the careful reader says what."""


class StraightReader:
    """Reads one message."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._schema = schema(version)
        namespace = f"{{{NAMESPACE}{version}}}"
        self._transfer, self._block, self._header = (
            f"{namespace}{name}" for name in ("CdtTrfTxInf", "PmtInf", "GrpHdr")
        )
        self._shapes = Shapes(namespace)
        self._sums: dict[int, int] = {}
        self._count = 0
        self._declared: Pain001Header | None = None
        self._open: _Open | None = None
        self._names: set[str] = set()

    def items(self, document: Screened) -> Iterator[Item]:
        """Yield what `read_pain001` yields; raises `Crooked`, also behind the last item."""
        meter = Meter()
        readers: dict[str, Callable[[Element], Iterator[Item]]] = {
            self._transfer: self._read_transfer,
            self._block: self._read_block,
            self._header: self._read_header,
        }
        chunks = meter.passing(document.chunks())
        try:
            for element in validated(chunks, readers, self._schema.compiled()):
                meter.waiting = 0
                yield from readers[element.tag](element)
        except (Faulty, AmountFault, UnknownCurrency, ValueError) as fault:
            raise Crooked from fault
        head = self._declared
        _expect(head is not None and head.count == self._count)
        _expect(head is not None and head.control_sum in {None, _total(self._sums)})

    def _read_header(self, element: Element) -> Iterator[Item]:
        leaves = LeafReader().read(element)
        _expect(self._declared is None and bool(leaves.get("MsgId")))
        self._declared = header_of(self._version, leaves)
        _expect(self._declared.count <= ISO_TRANSACTIONS_MAX)
        yield self._declared

    def _read_transfer(self, element: Element) -> Iterator[Item]:
        parent = element.getparent()
        _expect(parent is not None and self._declared is not None)
        opened = self._open
        if opened is None or opened.element is not parent:
            opened = self._opened(parent)  # type: ignore[arg-type]  # it was looked at
            yield opened.block
        opened.count += 1
        transfer = self._facts(element, opened)
        places = exponent(transfer.currency)
        opened.sums[places] = opened.sums.get(places, 0) + transfer.amount_minor
        _drop_before(element)
        yield transfer

    def _facts(self, element: Element, opened: _Open) -> CreditTransfer:
        shape, texts, currency = self._shapes.of(element)
        text = texts[shape.amount]
        plain = _AMOUNT.fullmatch(text)
        if plain is not None and exponent(currency) == _CENTS:
            minor = int(plain[1] + plain[2])
        else:
            minor = parse_iso_amount(text, currency)
        found = shape.transfer(opened.block.index, opened.count, texts, (text, currency, minor))
        _expect(bool(found.end_to_end_id) and not _may_be_numbers(found.creditor.name))
        return found

    def _opened(self, parent: Element) -> _Open:
        head = LeafReader().read(parent, without="CdtTrfTxInf")
        day, rest = requested_day(head)
        name = head.one("PmtInfId")
        _expect(day is not None and head.one("PmtMtd") == "TRF")
        _expect(bool(name) and name not in self._names and not _may_be_numbers(head.one("Dbtr/Nm")))
        self._names.add(name)
        block = block_of(len(self._names), head, day, rest)  # type: ignore[arg-type]  # it was looked at
        self._open = _Open(parent, block)
        return self._open

    def _read_block(self, element: Element) -> Iterator[Item]:
        opened = self._open
        _expect(opened is not None and opened.element is element)
        if opened is not None:
            block = opened.block
            _expect(block.count in {None, opened.count})
            _expect(block.control_sum in {None, _total(opened.sums)})
            self._count += opened.count
            _expect(self._count <= ISO_TRANSACTIONS_MAX)
            for places, minor in opened.sums.items():
                self._sums[places] = self._sums.get(places, 0) + minor
        _drop_before(element)
        return iter(())


class _Open:
    """The block whose payments are being read."""

    __slots__ = ("block", "count", "element", "sums")

    def __init__(self, element: Element, block: PaymentBlock) -> None:
        self.element = element
        self.block = block
        self.count = 0
        self.sums: dict[int, int] = {}


def _expect(truth: bool) -> None:  # noqa: FBT001 - it is asked
    if not truth:
        raise Crooked


def _total(sums: dict[int, int]) -> Decimal:
    """Amounts by their decimals, added up; currencies are mixed, as CtrlSum defines it."""
    return sum((Decimal(minor).scaleb(-places) for places, minor in sums.items()), Decimal())


def _may_be_numbers(name: str) -> bool:
    return len(name) >= _NUMBERS_MIN and name.isdigit()


def _drop_before(element: Element) -> None:
    """Let go of the one before, of the same kind; the parser is done with it."""
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        before.getparent().remove(before)  # type: ignore[union-attr]  # a sibling has one
