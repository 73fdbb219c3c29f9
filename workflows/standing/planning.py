"""Which run comes next, and when it is tried. Runs that fall away are written down with the reason."""

from __future__ import annotations

from datetime import date
from typing import Final

from corporate.banks import Bank
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.standing import repository, rules
from workflows.standing.rules import Ahead, Hours
from workflows.standing.states import RunStatus
from workflows.standing.views import terms_of

DAY_OFF: Final = Text(
    "当日非工作日，按约定跳过", "The bank does not work that day; skipped as agreed"
)
SUSPENDED: Final = Text("暂停期间，未付", "The order was suspended")
APPROVED_LATE: Final = Text("审批完成时日期已过", "The day was over when it was approved")
CANCELLED: Final = Text("定期付款已终止", "The order was cancelled")


def hours_of(bank: Bank) -> Hours:
    """When this bank tries runs."""
    return Hours.of(bank.settings.get("standing_orders", {}))


def plan_from(ctx: Context, bank: Bank, order: Row, seq: int, *, passed: Text = NO_TEXT) -> Row:
    """Plan the first run from `seq` on that takes place; with none left the order is complete.

    With `passed` runs whose day is over fall away for that reason; else they are late, and still paid.
    """
    today, hours = bank_today(ctx.world.clock), hours_of(bank)
    for run in rules.ahead(terms_of(order), seq, bank.calendar):
        why = _falls_away(run, today, passed)
        if why is None and run.run_on is not None:
            return repository.plan(ctx, order, run.seq, run.run_on, hours.start(run.run_on))
        skip(ctx, order, run, why or DAY_OFF)
    planned = repository.plan(ctx, order, order["runs"] + 1, None, None)
    return repository.move(ctx, planned, "complete")


def skip(ctx: Context, order: Row, run: Ahead, why: Text) -> None:
    """Write down that a run falls away."""
    repository.write_run(
        ctx,
        order,
        {
            "seq": run.seq, "nominal_on": run.nominal_on, "run_on": run.run_on, "status": RunStatus.SKIPPED.value,
            "attempts": 0, "client_serial": "", "payment_number": "", "reason": {"zh": why.zh, "en": why.en},
        },
    )  # fmt: skip


def _falls_away(run: Ahead, today: date, passed: Text) -> Text | None:
    if run.run_on is None:
        return DAY_OFF
    return passed if passed.zh and run.run_on < today else None
