"""Writes camt.029.001.09 (调查结果, resolution of investigation): what became of a camt.055, payment by payment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kernel.iso20022.builder import Builder, in_lines, iso_time
from kernel.iso20022.camt055_model import (
    BlockResolution,
    ItemResolution,
    MessageResolution,
    Resolution,
)
from kernel.iso20022.codes import CancelReason, CancelStatus, GroupCancelStatus, cancel_status
from kernel.iso20022.schemas import CAMT_029, NAMESPACE
from kernel.xml import Element, to_bytes

_INFO_CHARS_MAX: Final = 105
_NAME_CHARS_MAX: Final = 140
_CONFIRMATION: Final = {
    GroupCancelStatus.ACCR: "CNCL",
    GroupCancelStatus.PACR: "PECR",
    GroupCancelStatus.RJCR: "RJCR",
}
"""ExternalInvestigationExecutionConfirmation: cancelled, partly executed, rejected."""

_build: Final = Builder(NAMESPACE + CAMT_029)


def write_camt029(resolution: Resolution) -> bytes:
    """Return the message."""
    overall = cancel_status(_statuses(resolution.messages))
    return to_bytes(
        _build(
            "Document",
            _build(
                "RsltnOfInvstgtn",
                _assignment(resolution),
                _case(resolution),
                _build("Sts", _build("Conf", _CONFIRMATION[overall])),
                *map(_message, resolution.messages),
            ),
        )
    )


def _statuses(messages: Iterable[MessageResolution]) -> Iterator[CancelStatus]:
    for message in messages:
        yield from _of_message(message)


def _of_message(message: MessageResolution) -> Iterator[CancelStatus]:
    if message.reason is not None:
        yield CancelStatus.RJCR
    for block in message.blocks:
        yield from _of_block(block)


def _of_block(block: BlockResolution) -> Iterator[CancelStatus]:
    if block.reason is not None:
        yield CancelStatus.RJCR
    yield from block.per_status


def _assignment(resolution: Resolution) -> Element:
    return _build(
        "Assgnmt",
        _build("Id", resolution.id),
        _build("Assgnr", _bank(resolution)),
        _build("Assgne", _build("Pty", _build("Nm", resolution.customer[:_NAME_CHARS_MAX]))),
        _build("CreDtTm", iso_time(resolution.at)),
    )


def _bank(resolution: Resolution) -> Element:
    return _build("Agt", _build("FinInstnId", _build("BICFI", resolution.bank_bic)))


def _case(resolution: Resolution) -> Element | None:
    """The case is the customer's: what it gave as one, else its request."""
    party = _build("Pty", _build("Nm", resolution.customer[:_NAME_CHARS_MAX]))
    number = resolution.case_id or resolution.request_id
    return _build("RslvdCase", _build("Id", number), _build("Cretr", party))


def _message(message: MessageResolution) -> Element:
    return _build(
        "CxlDtls",
        _build(
            "OrgnlGrpInfAndSts",
            _build.maybe("OrgnlGrpCxlId", message.cancel_id),
            _build("OrgnlMsgId", message.message_id),
            _build("OrgnlMsgNmId", message.message_name),
            _build("GrpCxlSts", cancel_status(_of_message(message))),
            _reason(message.reason, message.info),
        ),
        *map(_block, message.blocks),
    )


def _block(block: BlockResolution) -> Element:
    return _build(
        "OrgnlPmtInfAndSts",
        _build.maybe("OrgnlPmtInfCxlId", block.cancel_id),
        _build("OrgnlPmtInfId", block.payment_info_id),
        _build("PmtInfCxlSts", cancel_status(_of_block(block))),
        _reason(block.reason, block.info),
        *(
            _build("NbOfTxsPerCxlSts", _build("DtldNbOfTxs", str(count)), _build("DtldSts", status))
            for status, count in block.per_status.items()
        ),
        *map(_item, block.items),
    )


def _item(item: ItemResolution) -> Element:
    return _build(
        "TxInfAndSts",
        _build.maybe("CxlStsId", item.cancel_id),
        _build.maybe("OrgnlInstrId", item.instruction_id),
        _build.maybe("OrgnlEndToEndId", item.end_to_end_id),
        _build("TxCxlSts", item.status),
        _reason(item.reason, item.info),
    )


def _reason(reason: CancelReason | None, info: str) -> Element | None:
    if reason is None and not info:
        return None
    return _build(
        "CxlStsRsnInf",
        _build("Rsn", _build("Cd", reason)) if reason is not None else None,
        *_build.each("AddtlInf", in_lines(info, _INFO_CHARS_MAX)),
    )
