"""Cancels payments of a pain.001 (camt.055, 撤销申请), each as far as its state allows: the rules of `withdraw`.

A PmtInf that waits for its signatures was put before its approvers as a whole, so it is withdrawn as a
whole; payments that wait for their day are cancelled one by one. What is with clearing, or booked, stays.
Asked again, what is cancelled is told to be cancelled: nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from corporate import enterprises
from corporate.banks import Bank
from corporate.identity import rights
from kernel.context import Context
from kernel.iso20022.camt055_model import (
    BlockResolution,
    CancelBlock,
    CancelMessage,
    CancelTransfer,
    ItemResolution,
    MessageResolution,
    Resolution,
)
from kernel.iso20022.codes import CancelReason, CancelStatus
from kernel.operation import Verb
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.payments import limiting, long_queries, queries, repository
from workflows.payments.cancel_commands import CancellationReport, CancelPayments
from workflows.payments.long_cancelling import LongCancels
from workflows.payments.service import SUBMIT
from workflows.payments.states import PaymentStatus

_NUMBER: Final = "K"
_DONE: Final = frozenset({"withdrawn", "cancelled"})
_STAYS: Final = {
    "submitted": CancelReason.PTNA,
    "processing": CancelReason.PTNA,
    "unknown": CancelReason.PTNA,
    "succeeded": CancelReason.PTNA,
    "returned": CancelReason.ARDT,
}
_NOT_YOURS: Final = Text("只有经办人可以撤销", "Only who sent it may cancel it")
_WAITS_AS_ONE: Final = Text(
    "该批次正在审批，须整批（PmtInfCxl）撤销",
    "Its PmtInf waits for signatures as a whole and can only be cancelled whole (PmtInfCxl)",
)
_SEVERAL: Final = Text(
    "有 {count} 笔付款符合，请同时填写 OrgnlInstrId 与 OrgnlEndToEndId",
    "{count} payments answer to that; give OrgnlInstrId and OrgnlEndToEndId",
)
_COUNT_DIFFERS: Final = Text(
    "声明的笔数为 {declared}，原报文为 {found}",
    "{declared} payments are declared, the original has {found}",
)
_IS: Final = Text("该笔当前为“{status}”", "It is “{status}” now")


class CancelDesk:
    """Performs the operation on cancelling."""

    def __init__(
        self, approvals: ApprovalEngine, bank_of: Callable[[Context], Bank], long: LongCancels
    ) -> None:
        self._approvals = approvals
        self._bank_of = bank_of
        self._long = long

    def cancel(self, ctx: Context, command: CancelPayments) -> CancellationReport:
        """Cancel what can be; the report names every payment that was asked about."""
        asked = command.document
        resolution = Resolution(
            id=ctx.world.ids.number(_NUMBER),
            at=ctx.now,
            bank_bic=self._bank_of(ctx).bic,
            customer=enterprises.current(ctx.uow).name,
            request_id=asked.id,
            messages=tuple(self._message(ctx, each) for each in asked.messages),
            case_id=asked.case_id,
        )
        return CancellationReport(request_id=asked.id, document=resolution)

    def _message(self, ctx: Context, asked: CancelMessage) -> MessageResolution:
        answer = MessageResolution(asked.message_id, asked.message_name, cancel_id=asked.cancel_id)
        found = queries.message(ctx, ctx.actor.credential, asked.message_id)
        found = found or queries.only_message(ctx, asked.message_id)
        groups = queries.groups_of(ctx, found["id"]) if found else []
        handle = self._block if groups else self._long.block
        if found is not None and not groups:
            named = [one.payment_info_id for one in asked.blocks]
            groups = long_queries.lists(ctx, found["id"]) + (
                [] if asked.whole else long_queries.inside(ctx, found["id"], named)
            )
        if found is None or not all(_may_cancel(ctx, group["payer_account"]) for group in groups):
            return replace(answer, reason=CancelReason.NOOR)
        if asked.whole and asked.count not in {None, found["payments"]}:
            words = _COUNT_DIFFERS.fill(declared=asked.count, found=found["payments"])
            return replace(answer, reason=CancelReason.NARR, info=_said(words))
        return replace(answer, blocks=tuple(_blocks(ctx, asked, groups, handle)))

    def _block(self, ctx: Context, group: Row, asked: CancelBlock) -> BlockResolution:
        _, rows = repository.lock_group(ctx, group["id"])
        answer = BlockResolution(asked.payment_info_id, cancel_id=asked.cancel_id)
        if asked.whole and asked.count not in {None, len(rows)}:
            words = _COUNT_DIFFERS.fill(declared=asked.count, found=len(rows))
            return replace(answer, reason=CancelReason.NARR, info=_said(words))
        targets = [(None, [row]) for row in rows] if asked.whole else _named(asked, rows)
        chosen = {found[0]["id"] for _, found in targets if len(found) == 1}
        outcomes = self._outcomes(ctx, rows, chosen)
        items = tuple(_item(wish, found, outcomes) for wish, found in targets)
        return replace(answer, items=items)

    def _outcomes(
        self, ctx: Context, rows: Sequence[Row], chosen: set[UUID]
    ) -> dict[UUID, ItemResolution]:
        """Cancel the chosen rows of a locked group as their states allow."""
        pending = [row for row in rows if row["status"] == "pending_approval"]
        whole = bool(pending) and {row["id"] for row in pending} <= chosen
        mine = all(row["maker_person_id"] == ctx.actor.person_id for row in rows)
        going = [row for row in rows if row["id"] in chosen and row["status"] == "scheduled"]
        if mine and whole:
            self._approvals.withdraw(ctx, pending[0]["approval_id"])
        if mine:
            limiting.lock(ctx, going)
            for row in going:
                repository.move(ctx, row, "cancel", note={"reason": "camt.055"})
        return {
            row["id"]: _outcome(row, mine=mine, whole=whole) for row in rows if row["id"] in chosen
        }


def _blocks(
    ctx: Context,
    asked: CancelMessage,
    groups: Sequence[Row],
    handle: Callable[[Context, Row, CancelBlock], BlockResolution],
) -> Iterator[BlockResolution]:
    """Blocks are locked in the order of their ids, whatever order they are named in."""
    known = {group["pmt_inf_id"]: group for group in groups}
    wanted = asked.blocks
    if asked.whole:
        wanted = tuple(CancelBlock(name, whole=True) for name in known)
    answers = {
        block.payment_info_id: handle(ctx, known[block.payment_info_id], block)
        for block in sorted(
            (one for one in wanted if one.payment_info_id in known),
            key=lambda one: known[one.payment_info_id]["id"],
        )
    }
    for block in wanted:
        missing = BlockResolution(
            block.payment_info_id, cancel_id=block.cancel_id, reason=CancelReason.NOOR
        )
        yield answers.get(block.payment_info_id, missing)


def _outcome(row: Row, *, mine: bool, whole: bool) -> ItemResolution:
    """What is said of a row, whose state is what it was before."""
    status = row["status"]
    if status in _DONE:
        return ItemResolution(CancelStatus.ACCR)
    if not mine:
        return _refused(CancelReason.NARR, _NOT_YOURS)
    if status == "scheduled" or (status == "pending_approval" and whole):
        return ItemResolution(CancelStatus.ACCR)
    if status == "pending_approval":
        return _refused(CancelReason.NARR, _WAITS_AS_ONE)
    if status in _STAYS:
        return ItemResolution(CancelStatus.RJCR, _STAYS[status])
    return _refused(CancelReason.NARR, _IS.fill(status=PaymentStatus(status).label))


def _item(
    asked: CancelTransfer | None, found: Sequence[Row], outcomes: dict[UUID, ItemResolution]
) -> ItemResolution:
    """The answer to one wish, with the payment's own references."""
    if not found:
        answer = ItemResolution(CancelStatus.RJCR, CancelReason.NOOR)
    elif len(found) > 1:
        answer = _refused(CancelReason.NARR, _SEVERAL.fill(count=len(found)))
    else:
        answer = outcomes[found[0]["id"]]
    row = found[0] if len(found) == 1 else None
    return ItemResolution(
        answer.status, answer.reason, answer.info,
        instruction_id=row["instruction_id"] if row else asked.instruction_id if asked else "",
        end_to_end_id=row["end_to_end"] if row else asked.end_to_end_id if asked else "",
        cancel_id=asked.cancel_id if asked else "",
    )  # fmt: skip


def _named(
    asked: CancelBlock, rows: Sequence[Row]
) -> list[tuple[CancelTransfer | None, list[Row]]]:
    """Each wish with the payments that answer to all it says: EndToEndIds alone may repeat."""
    return [(wish, [row for row in rows if _answers_to(row, wish)]) for wish in asked.transfers]


def _answers_to(row: Row, wish: CancelTransfer) -> bool:
    money = (wish.amount_minor, wish.currency)
    return (
        wish.instruction_id in {"", row["instruction_id"]}
        and wish.end_to_end_id in {"", row["end_to_end"]}
        and (wish.amount_minor is None or money == (row["amount_minor"], row["currency"]))
    )


def _may_cancel(ctx: Context, account: str) -> bool:
    user_id = ctx.actor.user_id
    return user_id is not None and rights.allowed(ctx.uow, user_id, SUBMIT, account, Verb.MAKE)


def _refused(reason: CancelReason, words: Text) -> ItemResolution:
    return ItemResolution(CancelStatus.RJCR, reason, _said(words))


def _said(words: Text) -> str:
    return f"{words.zh} {words.en}"
