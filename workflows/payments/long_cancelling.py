"""Cancels blocks of a long pain.001, which are batches: whole, and before their booking begins."""

from __future__ import annotations

from typing import Final

from kernel.context import Context
from kernel.iso20022.camt055_model import BlockResolution, CancelBlock
from kernel.iso20022.codes import CancelReason, CancelStatus
from kernel.statements import Row
from kernel.text import Text
from workflows.batches import repository
from workflows.batches.commands import NameBatch
from workflows.batches.errors import NotTheMaker
from workflows.batches.states import BatchStatus
from workflows.batches.submitting import Submitter

_DONE: Final = frozenset({"withdrawn", "cancelled"})
_WAITS: Final = frozenset({"submitted", "released"})
_BEGUN: Final = frozenset({"running", "succeeded", "partly_succeeded"})
_NOT_YOURS: Final = Text("只有经办人可以撤销", "Only who sent it may cancel it")
_AS_ONE: Final = Text(
    "该 PmtInf 作为一个批次处理，只能整批（PmtInfCxl）撤销",
    "Its PmtInf is handled as one batch and can only be cancelled whole (PmtInfCxl)",
)
_WITH_OTHERS: Final = Text(
    "该 PmtInf 与相邻的单笔 PmtInf 合为一个批次，只能随整份报文（GrpCxl）撤销",
    "Its PmtInf is in one batch with those next to it and can only be cancelled with the whole message (GrpCxl)",
)
_COUNT_DIFFERS: Final = Text(
    "声明的笔数为 {declared}，原报文为 {found}",
    "{declared} payments are declared, the original has {found}",
)
_IS: Final = Text("该批次当前为“{status}”", "The batch is “{status}” now")


class LongCancels:
    """Takes batches back as their maker would on their page."""

    def __init__(self, submitter: Submitter) -> None:
        self._submitter = submitter

    def block(self, ctx: Context, row: Row, asked: CancelBlock) -> BlockResolution:
        """What becomes of one block that is asked about; `row` is its batch, which may hold others `together`."""
        if row["together"]:
            return _refused(asked, 1, CancelReason.NARR, _WITH_OTHERS)
        found = repository.lock(ctx, row["id"])
        count = found["row_count"]
        if not asked.whole:
            return _refused(asked, count, CancelReason.NARR, _AS_ONE)
        if asked.count not in {None, count}:
            words = _COUNT_DIFFERS.fill(declared=asked.count, found=count)
            return _refused(asked, count, CancelReason.NARR, words)
        status = found["status"]
        if status in _WAITS:
            try:
                self._submitter.withdraw(ctx, NameBatch(number=found["number"]))
            except NotTheMaker:
                return _refused(asked, count, CancelReason.NARR, _NOT_YOURS)
        elif status not in _DONE:
            is_late = status in _BEGUN
            words = _IS.fill(status=BatchStatus(status).label)
            return _refused(
                asked, count, CancelReason.PTNA if is_late else CancelReason.NARR, words
            )
        name, cancel_id = asked.payment_info_id, asked.cancel_id
        return BlockResolution(name, cancel_id=cancel_id, counted={CancelStatus.ACCR: count})


def _refused(asked: CancelBlock, count: int, reason: CancelReason, words: Text) -> BlockResolution:
    return BlockResolution(
        asked.payment_info_id,
        cancel_id=asked.cancel_id,
        reason=reason,
        info=f"{words.zh} {words.en}",
        counted={CancelStatus.RJCR: count},
    )
