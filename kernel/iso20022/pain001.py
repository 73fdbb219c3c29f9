"""Reads pain.001.001.03, .05 and .09 (客户付款指令) of any size, and all faults of one at once.

Every payment is validated against the official schema as it is read. The items come while the file
is still being read, so whoever takes them must only stage them: if anything is wrong, up to the last
line, the reader ends with `Faulty` instead of ending, and nothing of the file may have any effect.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import islice
from typing import BinaryIO, Final, cast

from kernel.findings import Findings, shown
from kernel.iso20022.leaves import LeafReader
from kernel.iso20022.pain001_block import BlockReader, Context, blank_findings
from kernel.iso20022.pain001_fields import header_of
from kernel.iso20022.pain001_model import (
    Batch,
    CreditTransfer,
    Item,
    LongPain001,
    Pain001,
    Pain001Header,
    PaymentBlock,
)
from kernel.iso20022.pain001_straight import Crooked, StraightReader
from kernel.iso20022.rules import IsoRule
from kernel.iso20022.schemas import NAMESPACE, schema
from kernel.iso20022.totals import Tally
from kernel.iso20022.versions import recognise
from kernel.limits import ISO_HELD_MAX, ISO_TRANSACTIONS_MAX
from kernel.text import Text
from kernel.xml import Element, Screened, Unit, screen, units
from kernel.xml.rules import XmlRule

_MESSAGE: Final = "/Document/CstmrCdtTrfInitn"


def read_pain001(
    source: BinaryIO | Screened, *, beside: bool = False
) -> Generator[Item, None, None]:
    """Yield the header, then each block followed by its payments, in the order of the file.

    `source` is a seekable binary file whose root is `Document`, or a `Document` that `cut` took out
    of an envelope. Nothing more is yielded after the first fault. `beside` validates what comes next in a thread of
    its own. Raises `Faulty` at the end with every fault, at most a hundred of them and their number.
    """
    document = source if isinstance(source, Screened) else screen(source)
    version, count = recognise(document), 0
    if document.plain:
        try:
            for item in StraightReader(version).items(document, beside=beside):
                yield item
                count += 1
        except Crooked:
            pass
        else:
            return
    yield from islice(_Reader(version).items(document), count, None)


def load_pain001(source: BinaryIO | Screened) -> Pain001:
    """Return the whole message, for files small enough to hold; raises `Faulty`."""
    items = read_pain001(source)
    return _held(cast("Pain001Header", next(items)), items)


def open_pain001(source: BinaryIO | Screened) -> Pain001 | LongPain001:
    """Return the message whole if its header says that it is short, else as a stream; raises `Faulty`."""
    items = read_pain001(source)
    header = cast("Pain001Header", next(items))
    if header.count <= ISO_HELD_MAX:
        return _held(header, items)
    items.close()
    return LongPain001(header, lambda: _following(source))


def _following(source: BinaryIO | Screened) -> Iterator[PaymentBlock | CreditTransfer]:
    items = read_pain001(source, beside=True)
    return cast("Iterator[PaymentBlock | CreditTransfer]", islice(items, 1, None))


def _held(header: Pain001Header, items: Iterator[Item]) -> Pain001:
    """All of it; of a message with more payments than it says no more is held, for it is refused at its end."""
    blocks: list[tuple[PaymentBlock, list[CreditTransfer]]] = []
    for item in islice(items, 2 * header.count + 1):
        if isinstance(item, PaymentBlock):
            blocks.append((item, []))
        else:
            blocks[-1][1].append(cast("CreditTransfer", item))
    for _ in items:
        pass
    return Pain001(header, tuple(Batch(block, tuple(rows)) for block, rows in blocks))


class _Reader:
    """Reads one message."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._schema = schema(version)
        self._findings = Findings()
        namespace = f"{{{NAMESPACE}{version}}}"
        self._context = Context(namespace, self._schema, self._findings, LeafReader())
        self._tally = Tally()
        self._header: Pain001Header | None = None
        self._headers = 0
        self._block: BlockReader | None = None
        self._blocks = 0
        self._block_ids: set[str] = set()
        root, message, header, block, transfer = (
            f"{namespace}{name}"
            for name in ("Document", "CstmrCdtTrfInitn", "GrpHdr", "PmtInf", "CdtTrfTxInf")
        )
        self._readers = {
            (root, message, header): self._read_header,
            (root, message, block, transfer): self._read_transfer,
            (root, message, block): self._read_block_end,
            (root,): self._read_end,
        }

    def items(self, document: Screened) -> Iterator[Item]:
        for unit in units(document, frozenset(self._readers)):
            for item in self._readers[unit.place](unit):
                if not self._findings:
                    yield item
        self._findings.refuse_if_any()

    def _read_header(self, unit: Unit) -> Iterator[Item]:
        path = f"{_MESSAGE}/GrpHdr"
        self._headers += 1
        if self._headers > 1:
            self._findings.add(IsoRule.SECOND_HEADER.finding(path))
            return
        self._findings.extend(self._schema.findings(unit.element, {unit.element: path}))
        if self._findings:
            return
        leaves = LeafReader().read(unit.element)
        self._findings.extend(blank_findings(leaves, path, "MsgId"))
        self._header = header_of(self._version, leaves)
        self._limit(self._header.count)
        yield self._header

    def _read_transfer(self, unit: Unit) -> Iterator[Item]:
        parent = next(unit.element.iterancestors())
        block = self._block
        if block is None or block.element is not parent:
            block = self._open(parent)
            if self._header and block.block:
                yield block.block
        self._note_strangers(unit, block.path)
        transfer = block.transfer(unit.element)
        self._limit(self._tally.count + block.tally.count)
        if self._header and block.block and transfer:
            yield transfer

    def _read_block_end(self, unit: Unit) -> Iterator[Item]:
        self._note_strangers(unit, _MESSAGE)
        block = self._block
        if block is None or block.element is not unit.element:
            block = self._open(unit.element)  # it has no payments, which the schema will say
        block.close()
        self._tally.include(block.tally)
        return iter(())

    def _read_end(self, unit: Unit) -> Iterator[Item]:
        """Check what is left when the payments are gone: the frame, its last block, the totals."""
        anchors = self._block.anchors if self._block else {}
        self._findings.extend(self._schema.findings(unit.element, anchors))
        if self._header:
            declared = self._header.count, self._header.control_sum
            self._findings.extend(self._tally.findings(f"{_MESSAGE}/GrpHdr", *declared))
        return iter(())

    def _open(self, element: Element) -> BlockReader:
        self._blocks += 1
        path = f"{_MESSAGE}/PmtInf[{self._blocks}]"
        block = BlockReader(element, path, self._blocks, self._context)
        self._block = block
        name = block.payment_info_id
        if name in self._block_ids:
            place = f"{path}/PmtInfId"
            self._findings.add(IsoRule.DUPLICATE_BLOCK.finding(place, value=shown(name)))
        self._block_ids.add(name)
        return block

    def _note_strangers(self, unit: Unit, path: str) -> None:
        for name in unit.strangers:
            nothing = Text("", "")
            self._findings.add(XmlRule.UNEXPECTED.finding(path, name=name, expected=nothing))

    def _limit(self, count: int) -> None:
        if count > ISO_TRANSACTIONS_MAX:
            self._findings.add(IsoRule.TOO_MANY.finding(_MESSAGE, limit=ISO_TRANSACTIONS_MAX))
            self._findings.refuse_if_any()
