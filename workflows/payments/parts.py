"""Batches in parts (分包上送): kept part by part, checked as a whole, then taken as one batch.

Nothing is paid before the end; then what came in parts is what would have come at once, under the same
serial and with the same digest, so that neither way of sending it twice pays twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from psycopg.types.json import Json

from kernel import limits
from kernel.context import Context
from kernel.errors import Faulty, Finding
from kernel.parsing import parse, plain
from kernel.statements import Row
from kernel.text import Text
from workflows.payments.batch_commands import BatchRow, BatchView, SubmitBatch
from workflows.payments.batches import BatchDesk
from workflows.payments.errors import MessageChanged, PartsMissing, block
from workflows.payments.part_commands import PartStage, PartView, SubmitPart

_KEEP: Final = """
INSERT INTO batch_part (tenant_id, enterprise_id, client_serial, part, head, rows, digest, payments, total_minor,
                        created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id, client_serial, part) DO NOTHING
"""
_KEPT: Final = """
SELECT part, head, rows, digest, payments, total_minor FROM batch_part
 WHERE tenant_id = %s AND enterprise_id = %s AND client_serial = %s ORDER BY part
"""
_ROWS_MAX: Final = limits.BATCH_PARTS_MAX * limits.BATCH_ROWS_MAX
_NUMBER: Final = Text(
    "首包序号为 1，其余为 2 至 {max}，末包序号最大",
    "The first is part 1, the others 2 to {max}, and the end has the highest number",
)
_ROWS: Final = Text("每包 1 至 {max} 笔", "A part has 1 to {max} rows")
_HEAD: Final = Text(
    "第 {part} 包的付款账号、币种、日期、全批笔数或总金额与本包不同",
    "Part {part} differs in payer, currency, date, count or total of the whole",
)


class PartDesk:
    """Takes parts in, and makes a batch of them with the last."""

    def __init__(self, batches: BatchDesk) -> None:
        self._batches = batches

    def submit(self, ctx: Context, command: SubmitPart) -> PartView:
        """Keep a part; the end makes the batch. Raises Faulty, MessageChanged, PartsMissing.

        With the end also what `BatchDesk.accept` raises.
        """
        wrong = list(_wrong(command))
        if wrong:
            raise Faulty(wrong)
        fresh = _keep(ctx, command)
        kept = ctx.uow.rows(_KEPT, (ctx.tenant_id, ctx.enterprise_id, command.client_serial))
        if command.stage is not PartStage.END:
            return _view(command, kept, duplicate=not fresh)
        made = self._batches.accept(ctx, _whole(command, kept), _ROWS_MAX)
        return _view(command, kept, duplicate=made.duplicate, made=made)


def _keep(ctx: Context, command: SubmitPart) -> bool:
    """Keep a part unless it is there; raises MessageChanged for another one under its number."""
    said = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
    digest = ctx.world.crypto.sm3(said.encode())
    where = (ctx.tenant_id, ctx.enterprise_id, command.client_serial)
    row = (
        *where, command.part, Json(_head(command)), Json([plain(one) for one in command.rows]), digest,
        len(command.rows), sum(one.amount_minor for one in command.rows), ctx.now,
    )  # fmt: skip
    if ctx.uow.run(_KEEP, row):
        return True
    known = next(one for one in ctx.uow.rows(_KEPT, where) if one["part"] == command.part)
    if known["digest"] != digest:
        raise MessageChanged(message=f"{command.client_serial}/{command.part}")
    return False


def _wrong(command: SubmitPart) -> Sequence[Finding]:
    """What is wrong with a part by itself."""
    found = []
    lowest = 1 if command.stage is PartStage.BEGIN else 2
    highest = 1 if command.stage is PartStage.BEGIN else limits.BATCH_PARTS_MAX
    if not lowest <= command.part <= highest:
        said = _NUMBER.fill(max=limits.BATCH_PARTS_MAX)
        found.append(block("part_number_wrong", said, "part"))
    if not 1 <= len(command.rows) <= limits.BATCH_ROWS_MAX:
        found.append(block("part_rows_wrong", _ROWS.fill(max=limits.BATCH_ROWS_MAX), "rows"))
    return found


def _whole(last: SubmitPart, kept: Sequence[Row]) -> SubmitBatch:
    """The batch that the parts make; raises PartsMissing, and Faulty where they do not belong together."""
    present = {row["part"] for row in kept}
    missing = [str(number) for number in range(1, last.part) if number not in present]
    if missing:
        raise PartsMissing(serial=last.client_serial, parts=", ".join(missing))
    head = _head(last)
    strange = [row["part"] for row in kept if row["head"] != head or row["part"] > last.part]
    if strange:
        raise Faulty([block("parts_differ", _HEAD.fill(part=strange[0]), "part")])
    return SubmitBatch(
        client_serial=last.client_serial,
        payer_account=last.payer_account,
        payments=last.payments,
        total_minor=last.total_minor,
        currency=last.currency,
        requested_on=last.requested_on,
        rows=tuple(parse(BatchRow, each) for row in kept for each in row["rows"]),
    )


def _head(command: SubmitPart) -> dict[str, Any]:
    """What every part says of the whole."""
    day = command.requested_on
    return {
        "payer": command.payer_account,
        "payments": command.payments,
        "total": command.total_minor,
        "currency": command.currency,
        "on": day.isoformat() if day else "",
    }


def _view(
    command: SubmitPart, kept: Sequence[Row], *, duplicate: bool, made: BatchView | None = None
) -> PartView:
    return PartView(
        client_serial=command.client_serial,
        part=command.part,
        parts=len(kept),
        payments=sum(row["payments"] for row in kept),
        total_minor=sum(row["total_minor"] for row in kept),
        currency=command.currency,
        number=made.number if made else "",
        status=made.status if made else None,
        duplicate=duplicate,
    )
