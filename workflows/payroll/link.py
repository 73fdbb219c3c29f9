"""Payrolls from programs: what is sent is staged and submitted at once, or part by part; the whole or nothing.

The same serial with the same content is the same run, however often it is sent, and a part that comes again must say
what it said. What is answered, and what is refused, names rows by their number and never says what stands in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from kernel import limits
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity
from kernel.parsing import plain
from kernel.records.serials import SerialConflict
from kernel.statements import Row
from kernel.text import Text
from workflows.batches import queries as batch_queries
from workflows.batches import repository as batches
from workflows.batches.errors import PartsMissing, sentence
from workflows.batches.link_commands import BatchStage
from workflows.batches.rows import RowIn
from workflows.payroll import run_commands as c
from workflows.payroll.link_commands import LinkPay, SendPayroll, SendPayrollPart
from workflows.payroll.runs import RunService

_ROWS: Final = Text("每包 1 至 {max} 笔", "1 to {max} rows in a part")
_HIDDEN: Final = "…"
_PARTS_MAX: Final = limits.BATCH_FILE_ROWS_MAX // limits.BATCH_ROWS_MAX


class PayrollLink:
    """Takes payrolls in from programs."""

    def __init__(self, runs: RunService) -> None:
        self._runs = runs

    def send(self, ctx: Context, command: SendPayroll) -> c.RunView:
        """Take a payroll. Raises Faulty, NoAgreement, NotListed, SerialConflict, and what submitting raises."""
        _check_size(command.rows)
        stated = (command.payments, command.total_minor)
        said = _head(command) | {"file_digest": _digest(ctx, command)}
        batch, fresh = self._runs.begin(ctx, said, stated)
        if not fresh:
            return self._runs.view(ctx, batch, duplicate=True)
        self._runs.add(ctx, batch, list(_rows(command.rows, 0)), last=True)
        self._refuse_faulty(ctx, batch, -1)
        return self._runs.submit(ctx, c.NameRun(number=batch["number"]))

    def send_part(self, ctx: Context, command: SendPayrollPart) -> c.RunView:
        """Take a part, whole or not at all; the end submits. Raises what `send` raises, and PartsMissing."""
        _check_size(command.rows)
        stated = (command.payments, command.total_minor)
        batch, _ = self._runs.begin(ctx, _head(command), stated)
        known = batch["source"].get("parts", {})
        said = self._runs.mark(ctx, _digest(ctx, command))
        if str(command.part) in known:
            if known[str(command.part)] != said:
                raise SerialConflict(serial=f"{command.client_serial}/{command.part}")
            return self._runs.view(ctx, batch, duplicate=True)
        _check_turn(command, len(known))
        offset, is_end = (command.part - 1) * limits.BATCH_ROWS_MAX, command.stage is BatchStage.END
        self._runs.add(ctx, batch, list(_rows(command.rows, offset)), last=is_end)
        self._refuse_faulty(ctx, batch, -1 if is_end else offset)
        batch = batches.note_part(ctx, batch, command.part, said)
        if is_end:
            return self._runs.submit(ctx, c.NameRun(number=batch["number"]))
        return self._runs.view(ctx, batch)

    def _refuse_faulty(self, ctx: Context, batch: Row, after: int) -> None:
        """One faulty row, and nothing of the message is kept: its transaction ends here."""
        most = limits.FINDINGS_SHOWN_MAX
        found = batch_queries.findings(ctx, self._runs.kind, batch["id"], after, most)
        stops = [one for one in found if one["severity"] == "block"]
        if stops:
            raise Faulty(_told(stops))


def _check_size(rows: Sequence[LinkPay]) -> None:
    if not 1 <= len(rows) <= limits.BATCH_ROWS_MAX:
        said = _ROWS.fill(max=limits.BATCH_ROWS_MAX)
        raise Faulty([Finding("payroll.rows", Severity.BLOCK, said, "rows")])


def _check_turn(command: SendPayrollPart, received: int) -> None:
    """Parts come in their order, the first begins, and none is missing before the end."""
    is_first = command.stage is BatchStage.BEGIN
    if command.part != received + 1 or is_first != (command.part == 1) or command.part > _PARTS_MAX:
        raise PartsMissing(serial=command.client_serial, part=received + 1)


def _head(command: SendPayroll | SendPayrollPart) -> dict[str, Any]:
    names = ("client_serial", "payer_account", "kind", "month", "due_on")
    return {name: getattr(command, name) for name in names}


def _digest(ctx: Context, command: SendPayroll | SendPayrollPart) -> str:
    """SM3 over what was sent; it is kept keyed, for a short payroll could be guessed from a bare one."""
    said = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
    return ctx.world.crypto.sm3(said.encode()).hex()


def _rows(rows: Sequence[LinkPay], offset: int) -> Iterator[RowIn]:
    for place, row in enumerate(rows, offset + 1):
        items = _items(row.pay_slip)
        yield RowIn(
            place, row.name, row.account, row.amount, row.bank, row.remark, row.number, items
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
