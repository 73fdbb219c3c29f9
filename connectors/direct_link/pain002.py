"""The status report of a message (pain.002) from where its payments stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
from workflows.payments.message_commands import BlockStanding, MessageStanding
from workflows.payments.reports import iso_reason, iso_status, together


def pain002_of(standing: MessageStanding) -> bytes:
    """Write the report, valid against its schema."""
    return write_pain002(report_of(standing), standing.format)


def report_of(standing: MessageStanding) -> StatusReport:
    """Say in ISO 20022's words where a message stands."""
    message = standing.message
    blocks = tuple(_long_blocks(standing) if standing.blocks else _blocks(standing.payments))
    counted = sum((_counted(one) for one in standing.blocks), Counter())
    statuses = [status.name for status in counted or _all_of(blocks)]
    return StatusReport(
        message_id=standing.report_id,
        created_at=standing.at,
        original_message_id=message["message_id"],
        original_message_name=message["name"],
        status=GroupStatus[together(statuses)],
        blocks=blocks,
        original_count=message["payments"],
        original_control_sum=Decimal(message["total_text"]) if message["total_text"] else None,
        counted=counted or None,
    )


def _all_of(blocks: Iterable[BlockReport]) -> Iterator[ItemStatus]:
    return (status for block in blocks for status in block.per_status)


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
    """Each PmtInf with the payments that are named, and with its counts where it is a batch of its own.

    Of those that stand together in one batch only the named ones appear: each holds one payment.
    """
    found = groupby(standing.payments, key=lambda payment: payment["group_id"])
    named = {group: list(rows) for group, rows in found}
    for block in standing.blocks:
        payments = named.get(block.id, [])
        if block.together:
            yield from map(_alone, payments)
        elif payments or not standing.part:
            yield _whole(block, payments)


def _whole(block: BlockStanding, payments: Sequence[Row]) -> BlockReport:
    counted = _counted(block)
    return BlockReport(
        payment_info_id=block.pmt_inf_id,
        status=GroupStatus[together([status.name for status in counted])],
        items=tuple(map(_item, payments)),
        count=counted.total(),
        counted=counted,
    )


def _alone(payment: Row) -> BlockReport:
    item = _item(payment)
    status = GroupStatus[together([item.status.name])]
    return BlockReport(payment["pmt_inf_id"], status, items=(item,), count=1)


def _counted(block: BlockStanding) -> Counter[ItemStatus]:
    counted: Counter[ItemStatus] = Counter()
    for status, payments in block.statuses.items():
        counted[ItemStatus[iso_status({"status": status})]] += payments
    return counted


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
