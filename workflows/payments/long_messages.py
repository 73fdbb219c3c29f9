"""A pain.001 too long to hold: staged as it is read in batches, whose rows are judged as sets.

It is the same message for ever, by the same key as a short one. Nothing of it stands before its last line was read:
a fault anywhere, other content under its name, or the same message under another certificate undoes what was staged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from corporate.banks import Bank
from kernel import limits
from kernel.context import Context
from kernel.db import Retry, savepoint
from kernel.iso20022.pain001_model import LongPain001, PaymentBlock
from kernel.statements import Row
from workflows.batches import repository as batches
from workflows.batches.ports import PAYMENT
from workflows.batches.service import BatchService, Opening
from workflows.batches.submitting import Submitter
from workflows.payments import lines, queries, repository
from workflows.payments.content import Content
from workflows.payments.errors import MessageChanged, TooManyBlocks
from workflows.payments.long_cancelling import LongCancels
from workflows.payments.long_reading import Reading, ToStage
from workflows.payments.messages import Envelope, Received, message_row, received

_LOG = logging.getLogger(__name__)


class _SameAlready(Exception):
    """It came before, with another certificate: what was staged is undone."""

    def __init__(self, row: Row) -> None:
        self.row = row
        super().__init__(row["message_id"])


@dataclass(slots=True)
class _Staged:
    """What was read of a message."""

    content: bytes = b""
    payments: int = 0
    drafts: list[Row] = field(default_factory=list)


class LongMessages:
    """Takes long messages in."""

    def __init__(
        self, batches: BatchService, submitter: Submitter, bank_of: Callable[[Context], Bank]
    ) -> None:
        self._batches = batches
        self._submitter = submitter
        self._bank_of = bank_of
        self.cancels = LongCancels(submitter)

    def receive(self, ctx: Context, message: LongPain001, certificate: str) -> Received:
        """Accept a message whole, its bad payments refused alone, or refuse it whole.

        Raises Faulty, Unsignable, NotServed, TooManyBlocks, MessageChanged, and what opening a batch and
        submitting it raise.
        """
        name = message.header.message_id
        row = queries.message(ctx, certificate, name)
        if row is not None:
            return _known(row, _content_of(message))
        row_id = ctx.world.ids.uuid7()
        try:
            staged = self._staged_as_new(ctx, message, certificate)
        except _SameAlready as same:
            return received(same.row)
        self._accept(ctx, _envelope(message, certificate, staged), row_id, staged)
        return Received(row_id, name, staged.payments, duplicate=False)

    def _staged_as_new(self, ctx: Context, message: LongPain001, certificate: str) -> _Staged:
        with savepoint(ctx.uow):
            staged = self._stage(ctx, message, certificate)
            same = queries.same_message(ctx, message.header.message_id, staged.content)
            if same is not None:
                raise _SameAlready(same)
            return staged

    def _accept(self, ctx: Context, envelope: Envelope, row_id: UUID, staged: _Staged) -> None:
        repository.insert_message(ctx, message_row(ctx, row_id, envelope, staged.payments))
        for draft in staged.drafts:
            batches.belongs_to(ctx, draft["id"], row_id)
            self._submitter.commit_or_refuse(ctx, batches.lock(ctx, draft["id"]))

    def _stage(self, ctx: Context, message: LongPain001, certificate: str) -> _Staged:
        reading = Reading(message, self._bank_of(ctx))
        staged = _Staged()
        for batch in reading.batches():
            if len(staged.drafts) == limits.ISO_BLOCKS_MAX:
                raise TooManyBlocks(max=limits.ISO_BLOCKS_MAX)
            staged.drafts.append(self._draft(ctx, message, certificate, batch))
        staged.content = reading.content()
        staged.payments = sum(draft["row_count"] for draft in staged.drafts)
        faulty = sum(draft["faulty_count"] for draft in staged.drafts)
        _LOG.info("a long message is staged: %s payments, %s faulty", staged.payments, faulty)
        return staged

    def _draft(self, ctx: Context, message: LongPain001, certificate: str, batch: ToStage) -> Row:
        """A batch as a draft with its rows."""
        block = batch.block
        serial = lines.block_serial(certificate, message.header.message_id, block.payment_info_id)
        opening = Opening(
            kind=PAYMENT.code, serial=serial, account=block.debtor_account.number, name=batch.name,
            due_on=block.requested_on, currency=batch.currency,
        )  # fmt: skip
        draft, fresh = self._batches.open_draft(ctx, opening)
        if not fresh:  # the same message was quicker: look at what it did
            raise Retry
        return self._batches.stage_rows(ctx, draft, batch.rows)


def _known(row: Row, content: bytes) -> Received:
    """The message that came before. Raises MessageChanged for other content under its id."""
    if row["content_hash"] != content:
        raise MessageChanged(message=row["message_id"])
    return received(row)


def _content_of(message: LongPain001) -> bytes:
    """What it says, without staging anything."""
    content = Content()
    for item in message.items():
        if isinstance(item, PaymentBlock):
            content.block(item)
        else:
            content.payment(item)
    return content.digest(message.header.message_id)


def _envelope(message: LongPain001, certificate: str, staged: _Staged) -> Envelope:
    head = message.header
    return Envelope(
        certificate, head.message_id, head.version, staged.content, str(head.control_sum or "")
    )
