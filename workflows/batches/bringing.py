"""Files that people bring (上传的文件): kept byte for byte with the draft that is made of them, the newest standing for it.

Of payments alone: what a payroll was read from is emptied (`workflows/intake`), for its rows are kept sealed.
"""

from __future__ import annotations

from io import BytesIO

from kernel.context import Context
from kernel.records.received import PieceSafe, Received, keep
from workflows.batches import commands, repository
from workflows.batches.service import BatchService


class BringDesk:
    """Opens drafts and stages other rows as the engine does, and keeps what they were read from."""

    def __init__(self, batches: BatchService, safe: PieceSafe) -> None:
        self._batches = batches
        self._safe = safe

    def open(self, ctx: Context, command: commands.OpenBatch) -> commands.BatchHeader:
        """A new draft with the rows of a file; the same again is the same draft. Raises what the engine raises."""
        seen = self._batches.open(ctx, command)
        if not seen.duplicate:
            self._keep(ctx, seen.number, "batches.open", command.rows)
        return seen

    def stage(self, ctx: Context, command: commands.RestageBatch) -> commands.BatchHeader:
        """Other rows in the place of a draft's. Raises what the engine raises."""
        seen = self._batches.stage(ctx, command)
        self._keep(ctx, seen.number, "batches.stage", command.rows)
        return seen

    def _keep(self, ctx: Context, number: str, operation: str, rows: commands.Intake) -> None:
        if not rows.content:
            return
        trace = ctx.world.ids.uuid7().hex
        received = Received(
            enterprise_id=ctx.enterprise_id,
            trace=trace,
            operation=operation,
            at=ctx.now,
            file_name=rows.name,
        )
        keep(ctx.uow, self._safe, received, BytesIO(rows.content))
        repository.brought(ctx, number, trace)
