"""Reads one PmtInf of a pain.001: its head, its payments one by one, and its totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kernel.currencies import UnknownCurrency, exponent
from kernel.errors import Finding, Severity
from kernel.findings import Findings, shown
from kernel.iso20022.leaves import LeafReader, Leaves
from kernel.iso20022.pain001_fields import block_of, requested_day, transfer_of
from kernel.iso20022.pain001_model import CreditTransfer, PaymentBlock
from kernel.iso20022.rules import IsoRule
from kernel.iso20022.totals import Tally
from kernel.iso20022.versions import code_points_finding
from kernel.money import AmountFault
from kernel.xml import Element, Schema
from kernel.xml.rules import XmlRule


@dataclass(frozen=True, slots=True)
class Context:
    """What the parts of one message share while it is read."""

    namespace: str
    """Of the message, in braces."""
    schema: Schema
    findings: Findings
    transfer_leaves: LeafReader


class BlockReader:
    """Reads one block; every fault goes to the `findings` of the message."""

    def __init__(self, element: Element, path: str, index: int, context: Context) -> None:
        self.element = element
        self.path = path
        self.tally = Tally()
        self.anchors = {element: path}
        self._index = index
        self._schema = context.schema
        self._findings = context.findings
        self._leaves = context.transfer_leaves
        self._amount = f"{context.namespace}Amt/{context.namespace}InstdAmt"
        self._head = LeafReader().read(element, without="CdtTrfTxInf")
        self.block = self._read_head()

    @property
    def payment_info_id(self) -> str:
        """The block's own name, PmtInfId."""
        return self._head.one("PmtInfId")

    def _read_head(self) -> PaymentBlock | None:
        """Return the head's facts; None if its day cannot be read."""
        head = self._head
        method = head.one("PmtMtd")
        if method in {"CHK", "TRA"}:  # what else it could be, the schema refuses
            self._findings.add(IsoRule.NOT_A_TRANSFER.finding(f"{self.path}/PmtMtd", value=method))
        self._findings.extend(blank_findings(head, self.path, "PmtInfId"))
        self._check_name(head, "Dbtr/Nm", self.path)
        day, rest = requested_day(head)
        return block_of(self._index, head, day, rest) if day else None

    def transfer(self, element: Element) -> CreditTransfer | None:
        """Return the facts of the next payment, or None if there is a fault in it."""
        path = f"{self.path}/CdtTrfTxInf[{self.tally.count + 1}]"
        self.anchors = {self.element: self.path, element: path}
        before = self._findings.total
        self._findings.extend(self._schema.findings(element, self.anchors))
        transfer = None if self._findings.total > before else self._read(element, path)
        self.tally.add(_decimal(transfer) if transfer else None)
        return transfer

    def close(self) -> None:
        """Check the block as a whole: what stands in it, and its totals."""
        self._findings.extend(self._schema.findings(self.element, self.anchors))
        if self.block is None and not self._findings:
            self._findings.add(self._unreadable_day())
        if self.block is not None:
            declared = self.block.count, self.block.control_sum
            self._findings.extend(self.tally.findings(self.path, *declared))

    def _read(self, element: Element, path: str) -> CreditTransfer | None:
        leaves = self._leaves.read(element)
        self._findings.extend(blank_findings(leaves, path, "PmtId/EndToEndId"))
        self._check_name(leaves, "Cdtr/Nm", path)
        amount = element.find(self._amount)
        if amount is None:
            self._findings.add(IsoRule.EQUIVALENT_AMOUNT.finding(f"{path}/Amt"))
            return None
        try:
            return transfer_of(self._index, self.tally.count + 1, leaves, amount.get("Ccy", ""))
        except (AmountFault, UnknownCurrency) as fault:
            place = f"{path}/Amt/InstdAmt"
            self._findings.add(Finding(fault.code, Severity.BLOCK, fault.message, place))
            return None

    def _check_name(self, leaves: Leaves, at: str, path: str) -> None:
        finding = code_points_finding(leaves.one(at), f"{path}/{at}")
        if finding:
            self._findings.add(finding)

    def _unreadable_day(self) -> Finding:
        day = shown(requested_day(self._head)[1])
        return XmlRule.NOT_A_DATE.finding(f"{self.path}/ReqdExctnDt", name="ReqdExctnDt", value=day)


def blank_findings(leaves: Leaves, path: str, *names: str) -> Iterator[Finding]:
    """Yield a finding for each identifier that consists of blanks: the schema lets them pass."""
    for name in names:
        if leaves.all(name) and not leaves.one(name):
            yield XmlRule.TOO_SHORT.finding(
                f"{path}/{name}", name=name.rpartition("/")[2], length=0, limit=1
            )


def _decimal(transfer: CreditTransfer) -> Decimal:
    return Decimal(transfer.amount_minor).scaleb(-exponent(transfer.currency))
