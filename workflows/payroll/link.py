"""Payrolls from programs: what is sent is staged and submitted at once, the whole or nothing.

The same serial with the same content is the same run, however often it is sent. What is answered, and what is
refused, names rows by their number and never says what stands in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from kernel import limits
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity
from kernel.parsing import plain
from kernel.statements import Row
from kernel.text import Text
from workflows.batches import queries as batch_queries
from workflows.batches.errors import sentence
from workflows.batches.rows import RowIn
from workflows.payroll import run_commands as c
from workflows.payroll.link_commands import LinkPay, SendPayroll
from workflows.payroll.runs import RunService

_ROWS: Final = Text("每批 1 至 {max} 笔", "1 to {max} rows")
_HIDDEN: Final = "…"


class PayrollLink:
    """Takes payrolls in from programs."""

    def __init__(self, runs: RunService) -> None:
        self._runs = runs

    def send(self, ctx: Context, command: SendPayroll) -> c.RunView:
        """Take a payroll. Raises Faulty, NoAgreement, NotListed, SerialConflict, and what submitting raises."""
        if not 1 <= len(command.rows) <= limits.BATCH_ROWS_MAX:
            said = _ROWS.fill(max=limits.BATCH_ROWS_MAX)
            raise Faulty([Finding("payroll.rows", Severity.BLOCK, said, "rows")])
        rows = [_row(place, row) for place, row in enumerate(command.rows, 1)]
        seen = self._runs.open_stated(
            ctx, _opening(ctx, command), rows, (command.payments, command.total_minor)
        )
        if seen.duplicate:
            return seen
        batch = self._runs.seen(ctx, seen.number)
        found = batch_queries.findings(
            ctx, self._runs.kind, batch["id"], -1, limits.FINDINGS_SHOWN_MAX
        )
        stops = [one for one in found if one["severity"] == "block"]
        if stops:
            raise Faulty(_told(stops))
        return self._runs.submit(ctx, c.NameRun(number=seen.number))


def _opening(ctx: Context, command: SendPayroll) -> dict[str, Any]:
    said = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
    return {
        "client_serial": command.client_serial,
        "payer_account": command.payer_account,
        "kind": command.kind,
        "month": command.month,
        "due_on": command.due_on,
        "file_digest": ctx.world.crypto.sm3(said.encode()).hex(),
    }


def _row(place: int, row: LinkPay) -> RowIn:
    return RowIn(
        place, row.name, row.account, row.amount, "", row.remark, row.number, _items(row.pay_slip)
    )


def _items(text: str) -> dict[str, str]:
    """`基本工资|8000.00,#扣社保|417.39` as columns of a payslip."""
    pairs = (item.partition("|") for item in text.split(",") if item)
    return {label.strip(): content.strip() for label, _, content in pairs}


def _told(found: Sequence[Row]) -> Iterator[Finding]:
    for one in found:
        text = sentence(one["code"], one["facts"], _HIDDEN)
        where = f"rows[{one['row_no']}].{one['field']}" if one["row_no"] else "rows"
        yield Finding(one["code"], Severity.BLOCK, text, where)
