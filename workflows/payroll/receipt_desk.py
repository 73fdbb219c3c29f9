"""Receipts of single payroll rows (代发明细回单): drawn and signed when asked for by those who may know, kept nowhere.

The total has a receipt like any debit; one person's pay must not lie beside it. What is registered is the hash of the
file, by which anybody who holds it can have it verified.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from corporate.banks import Bank
from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from receipts.facts import Party
from receipts.wage_receipt import WageReceipt
from workflows.batches.paying import opened
from workflows.batches.row_states import RowState
from workflows.payroll import run_commands as c
from workflows.payroll import run_repository
from workflows.payroll.errors import RowNotPaid, RowNotRefunded
from workflows.payroll.kinds import PayKind
from workflows.payroll.runs import RunService

Paper = Callable[[Context, WageReceipt], bytes]
"""Draws and signs one, without keeping it."""
_WHAT: Final = Text("该笔明细", "The row")
_PAID: Final = frozenset({RowState.BOOKED, RowState.SETTLED, RowState.RETURNED})


class ReceiptDesk:
    """Hands out receipts of rows."""

    def __init__(self, runs: RunService, paper: Paper, bank_of: Callable[[Context], Bank]) -> None:
        self._runs = runs
        self._paper = paper
        self._bank_of = bank_of

    def receipt(self, ctx: Context, command: c.NameRunRow) -> c.RowReceipt:
        """The receipt of a row that was paid, or of its refund. Raises NotFound, RowNotPaid, RowNotRefunded."""
        batch = self._runs.seen(ctx, command.number, command.client_serial)
        found = run_repository.row(ctx, batch["id"], command.row)
        if found is None:
            raise NotFound(_WHAT)
        if command.refund and found["refund_transaction_id"] is None:
            raise RowNotRefunded
        if not command.refund and RowState(found["state"]) not in _PAID:
            raise RowNotPaid
        row = opened(ctx, self._runs.kind, batch["id"], batch["currency"], found)
        facts = self._facts(ctx, batch, row)
        if command.refund:
            facts = _refunded(facts, row)
        content = base64.b64encode(self._paper(ctx, facts)).decode("ascii")
        return c.RowReceipt(name=f"{facts.number}.pdf", content=content)

    def _facts(self, ctx: Context, batch: Row, row: Row) -> WageReceipt:
        bank, run = self._bank_of(ctx), self._runs.run_of(ctx, batch)
        return WageReceipt(
            bank=bank.name.zh,
            number=f"{batch['number']}-{row['row_no']}",
            payer=Party(batch["account_name"], batch["account"], bank.name.zh, bank.bank_code),
            payee=Party(row["name"], row["account"], row["bank_name"], row["bank_code"]),
            employee=row["reference"],
            money=Money(row["amount_minor"], batch["currency"].strip()),
            kind=PayKind(run["kind"]).label,
            month=run["month"],
            state=RowState(row["state"]).label,
            remark=row["remark"],
            transaction=str(row["transaction_id"]),
            booked_at=row["state_at"],
            printed_at=ctx.now,
            is_test=bank.is_test,
            colour=str(bank.settings.get("document_colour", "")),
        )


def _refunded(facts: WageReceipt, row: Row) -> WageReceipt:
    """What came back of it: what never left, with its fee; what returned (退汇), without."""
    never_left = RowState(row["state"]) is RowState.FAILED
    fee = Money(row["fee_minor"] if never_left else 0, facts.money.currency)
    return replace(
        facts,
        number=f"{facts.number}-R",
        money=facts.money + fee,
        remark=row["reason"].get("zh", ""),
        transaction=str(row["refund_transaction_id"]),
        is_refund=True,
    )
