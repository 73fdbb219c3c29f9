"""Writes pain.002.001.03 and .10 (客户付款状态报告): what became of a pain.001.

The report says what the books say and no more; which status a payment has is decided elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from kernel.iso20022.builder import Builder, in_lines, iso_time
from kernel.iso20022.codes import GroupStatus, ItemStatus, Reason
from kernel.iso20022.output import valid_bytes
from kernel.iso20022.schemas import NAMESPACE, PAIN_002, PAIN_002_NEW
from kernel.xml import Element

_INFO_CHARS_MAX: Final = 105
_build: Final = Builder(NAMESPACE + PAIN_002)
_OLD_NAMESPACE: Final = (NAMESPACE + PAIN_002).encode()
_NEW_NAMESPACE: Final = (NAMESPACE + PAIN_002_NEW).encode()


@dataclass(frozen=True, slots=True)
class StatusReason:
    """A reason code, and a sentence where the code does not say enough."""

    code: Reason
    info: str = ""


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One payment of the original message."""

    end_to_end_id: str
    status: ItemStatus
    instruction_id: str = ""
    reasons: tuple[StatusReason, ...] = ()
    accepted_at: datetime | None = None
    bank_reference: str = ""
    """Our own number of the payment (AcctSvcrRef)."""


@dataclass(frozen=True, slots=True)
class BlockReport:
    """One PmtInf of the original message."""

    payment_info_id: str
    status: GroupStatus
    items: tuple[ItemReport, ...] = ()
    reasons: tuple[StatusReason, ...] = ()
    count: int | None = None
    control_sum: Decimal | None = None
    counted: Mapping[ItemStatus, int] | None = None
    """How many have each status where not every one is named."""

    @property
    def per_status(self) -> Mapping[ItemStatus, int]:
        """How many have each status, in the order in which they first occur."""
        return Counter(item.status for item in self.items) if self.counted is None else self.counted


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The report on one message."""

    message_id: str
    created_at: datetime
    original_message_id: str
    original_message_name: str
    """Such as `pain.001.001.09`."""
    status: GroupStatus
    blocks: tuple[BlockReport, ...] = ()
    reasons: tuple[StatusReason, ...] = ()
    original_count: int | None = None
    original_control_sum: Decimal | None = None
    initiating_party: str = ""
    counted: Mapping[ItemStatus, int] | None = None
    """How many of all its payments have each status where not every block is named."""

    @property
    def per_status(self) -> Mapping[ItemStatus, int]:
        """How many have each status."""
        if self.counted is not None:
            return self.counted
        return sum((Counter(block.per_status) for block in self.blocks), Counter())


def write_pain002(report: StatusReport, name: str = PAIN_002) -> bytes:
    """Return the message, valid against its schema; raises `BrokenMessage` if it cannot be.

    What stands here has the same elements in the same order in both versions, and no package carries
    the schema of .10: so both are held to that of .03, and then called what they are.
    """
    written = valid_bytes(_document(report), PAIN_002)
    return written if name == PAIN_002 else written.replace(_OLD_NAMESPACE, _NEW_NAMESPACE, 1)


def _document(report: StatusReport) -> Element:
    return _build(
        "Document",
        _build(
            "CstmrPmtStsRpt",
            _build(
                "GrpHdr",
                _build("MsgId", report.message_id),
                _build("CreDtTm", iso_time(report.created_at)),
                _build.maybe("InitgPty", _build.maybe("Nm", report.initiating_party)),
            ),
            _group(report),
            *map(_block, report.blocks),
        ),
    )


def _group(report: StatusReport) -> Element:
    return _build(
        "OrgnlGrpInfAndSts",
        _build("OrgnlMsgId", report.original_message_id),
        _build("OrgnlMsgNmId", report.original_message_name),
        _number("OrgnlNbOfTxs", report.original_count),
        _number("OrgnlCtrlSum", report.original_control_sum),
        _build("GrpSts", report.status),
        *map(_reason, report.reasons),
        *_per_status(report.per_status),
    )


def _block(block: BlockReport) -> Element:
    return _build(
        "OrgnlPmtInfAndSts",
        _build("OrgnlPmtInfId", block.payment_info_id),
        _number("OrgnlNbOfTxs", block.count),
        _number("OrgnlCtrlSum", block.control_sum),
        _build("PmtInfSts", block.status),
        *map(_reason, block.reasons),
        *_per_status(block.per_status),
        *map(_item, block.items),
    )


def _item(item: ItemReport) -> Element:
    return _build(
        "TxInfAndSts",
        _build.maybe("OrgnlInstrId", item.instruction_id),
        _build("OrgnlEndToEndId", item.end_to_end_id),
        _build("TxSts", item.status),
        *map(_reason, item.reasons),
        _build("AccptncDtTm", iso_time(item.accepted_at)) if item.accepted_at else None,
        _build.maybe("AcctSvcrRef", item.bank_reference),
    )


def _reason(reason: StatusReason) -> Element:
    return _build(
        "StsRsnInf",
        _build("Rsn", _build("Cd", reason.code)),
        *_build.each("AddtlInf", in_lines(reason.info, _INFO_CHARS_MAX)),
    )


def _per_status(counted: Mapping[ItemStatus, int]) -> list[Element]:
    return [
        _build("NbOfTxsPerSts", _build("DtldNbOfTxs", str(count)), _build("DtldSts", status))
        for status, count in counted.items()
    ]


def _number(name: str, value: Decimal | int | None) -> Element | None:
    return (
        None
        if value is None
        else _build(name, f"{value:f}" if isinstance(value, Decimal) else str(value))
    )
