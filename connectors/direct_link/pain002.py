"""The status report of a message (pain.002) from where its payments stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from kernel.iso20022.codes import GroupStatus, ItemStatus, Reason
from kernel.iso20022.pain002 import (
    BlockReport,
    ItemReport,
    StatusReason,
    StatusReport,
    write_pain002,
)
from kernel.statements import Row
from workflows.payments.message_commands import MessageStanding
from workflows.payments.reports import iso_reason, iso_status, together


def pain002_of(standing: MessageStanding) -> bytes:
    """Write the report, valid against its schema."""
    return write_pain002(report_of(standing), standing.format)


def report_of(standing: MessageStanding) -> StatusReport:
    """Say in ISO 20022's words where a message stands."""
    message = standing.message
    blocks = tuple(_long_blocks(standing) if standing.blocks else _blocks(standing.payments))
    statuses = [status.name for block in blocks for status in block.per_status]
    return StatusReport(
        message_id=standing.report_id,
        created_at=standing.at,
        original_message_id=message["message_id"],
        original_message_name=message["name"],
        status=GroupStatus[together(statuses)],
        blocks=blocks,
        original_count=message["payments"],
        original_control_sum=Decimal(message["total_text"]) if message["total_text"] else None,
    )


def _blocks(payments: tuple[Row, ...]) -> Iterator[BlockReport]:
    for _, rows in groupby(payments, key=lambda payment: payment["group_id"]):
        block = list(rows)
        statuses = [iso_status(payment) for payment in block]
        yield BlockReport(
            payment_info_id=block[0]["pmt_inf_id"],
            status=GroupStatus[together(statuses)],
            items=tuple(_item(payment) for payment in block),
            count=len(block),
        )


def _long_blocks(standing: MessageStanding) -> Iterator[BlockReport]:
    """Each PmtInf with how many stand how; named are those that are not on their way."""
    named = groupby(standing.payments, key=lambda payment: payment["group_id"])
    apart = {group: [_item(payment) for payment in rows] for group, rows in named}
    for block in standing.blocks:
        counted: Counter[ItemStatus] = Counter()
        for status, payments in block.statuses.items():
            counted[ItemStatus[iso_status({"status": status})]] += payments
        yield BlockReport(
            payment_info_id=block.pmt_inf_id,
            status=GroupStatus[together([status.name for status in counted])],
            items=tuple(apart.get(block.id, ())),
            count=counted.total(),
            counted=counted,
        )


def _item(payment: Row) -> ItemReport:
    return ItemReport(
        end_to_end_id=payment["end_to_end"],
        instruction_id=payment["instruction_id"],
        status=ItemStatus[iso_status(payment)],
        reasons=tuple(_reasons(payment)),
        accepted_at=payment["created_at"],
        bank_reference=payment["number"],
    )


def _reasons(payment: Row) -> Iterator[StatusReason]:
    code = iso_reason(payment)
    if code:
        said = payment["reason"]
        yield StatusReason(Reason[code], " ".join(filter(None, (said.get("zh"), said.get("en")))))
