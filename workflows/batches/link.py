"""Batches from programs: what is sent is staged, and submitted at once or with the last part.

The same serial with the same content is the same batch, however often it is sent; a part that comes again must
say what it said. Parts are looked at as they come, so that the end is as quick as any of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from kernel import limits
from kernel.context import Context
from kernel.errors import Faulty as FaultyInput
from kernel.errors import Finding, Severity
from kernel.parsing import plain
from kernel.records.serials import SerialConflict
from kernel.statements import Row
from kernel.text import Text
from workflows.batches import commands, queries, repository
from workflows.batches.errors import PartsMissing, sentence
from workflows.batches.link_commands import BatchStage, LinkRow, SendBatch, SendPart, WhenFaulty
from workflows.batches.ports import PAYMENT
from workflows.batches.rows import RowIn
from workflows.batches.service import BatchService, Opening
from workflows.batches.submitting import Submitter

_ROWS: Final = Text("每包 1 至 {max} 笔", "1 to {max} rows in a part")
_PARTS_MAX: Final = limits.BATCH_FILE_ROWS_MAX // limits.BATCH_ROWS_MAX


class LinkDesk:
    """Takes batches in from programs."""

    def __init__(self, batches: BatchService, submitter: Submitter) -> None:
        self._batches = batches
        self._submitter = submitter

    def send(self, ctx: Context, command: SendBatch) -> commands.BatchHeader:
        """Take a whole batch. Raises Faulty, SerialConflict, PayerUnknown, and what submitting raises."""
        _check_size(command.rows)
        said = _digest(ctx, command)
        batch, fresh = self._batches.open_draft(ctx, _opening(command, said))
        if fresh:
            staged = self._batches.stage_rows(ctx, batch, _rows(command.rows, 0))
            batch = self._commit(ctx, staged, command.faulty)
        return self._batches.view(ctx, batch, duplicate=not fresh)

    def send_part(self, ctx: Context, command: SendPart) -> commands.BatchHeader:
        """Take a part; the end submits. Raises Faulty, SerialConflict, PartsMissing, and what submitting raises."""
        _check_size(command.rows)
        batch, _ = self._batches.open_draft(ctx, _opening(command, ""))
        known = batch["source"].get("parts", {})
        said = _digest(ctx, command)
        if str(command.part) in known:
            if known[str(command.part)] != said:
                raise SerialConflict(serial=f"{command.client_serial}/{command.part}")
            return self._batches.view(ctx, batch, duplicate=True)
        _check_turn(command, len(known))
        offset = (command.part - 1) * limits.BATCH_ROWS_MAX
        is_end = command.stage is BatchStage.END
        staged = self._batches.add_rows(ctx, batch, _rows(command.rows, offset), last=is_end)
        batch = repository.note_part(ctx, staged, command.part, said)
        if is_end:
            batch = self._commit(ctx, batch, command.faulty)
        return self._batches.view(ctx, batch)

    def _commit(self, ctx: Context, batch: Row, faulty: WhenFaulty) -> Row:
        """Submit it; with what concerns the whole, or by its sender's wish any fault, it is refused."""
        leave_out = faulty is WhenFaulty.LEAVE_OUT
        found = queries.findings(ctx, PAYMENT, batch["id"], -1, limits.FINDINGS_SHOWN_MAX)
        stops = [
            one
            for one in found
            if one["severity"] == "block" and (one["row_no"] == 0 or not leave_out)
        ]
        if stops:
            raise FaultyInput(_told(stops))
        return self._submitter.commit(ctx, batch, without_faulty=leave_out)


def _check_size(rows: Sequence[LinkRow]) -> None:
    if not 1 <= len(rows) <= limits.BATCH_ROWS_MAX:
        said = _ROWS.fill(max=limits.BATCH_ROWS_MAX)
        raise FaultyInput([Finding("batch.part_rows", Severity.BLOCK, said, "rows")])


def _check_turn(command: SendPart, received: int) -> None:
    """Parts come in their order, the first begins, and none is missing before the end."""
    is_first = command.stage is BatchStage.BEGIN
    if command.part != received + 1 or is_first != (command.part == 1) or command.part > _PARTS_MAX:
        raise PartsMissing(serial=command.client_serial, part=received + 1)


def _opening(command: SendBatch | SendPart, digest: str) -> Opening:
    return Opening(
        kind=PAYMENT.code,
        serial=command.client_serial,
        account=command.payer_account,
        name=command.name,
        due_on=command.due_on,
        currency=command.currency,
        file_digest=digest,
        stated_rows=command.payments,
        stated_minor=command.total_minor,
    )


def _digest(ctx: Context, command: SendBatch | SendPart) -> str:
    """SM3 over what was sent: what "the same content" means for ever."""
    said = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
    return ctx.world.crypto.sm3(said.encode()).hex()


def _rows(rows: Sequence[LinkRow], offset: int) -> Iterator[RowIn]:
    for place, row in enumerate(rows, offset + 1):
        yield RowIn(
            place, row.payee_name, row.payee_account, row.amount, row.payee_bank, row.remark, row.reference
        )  # fmt: skip


def _told(found: Sequence[Row]) -> Iterator[Finding]:
    for one in found:
        value = one.get(one["field"]) or ""
        text = sentence(one["code"], one["facts"], value)
        where = f"rows[{one['row_no']}].{one['field']}" if one["row_no"] else "rows"
        yield Finding(one["code"], Severity.BLOCK, text, where)
