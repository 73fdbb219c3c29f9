"""Ends business days, step by step (日终): each step is done once, and whoever dies in one begins it again.

A step's work and its checkpoint are one transaction; steps over many accounts go in portions, each of which finds for
itself what is left. Steps that touch the books follow the order of days; a day that waits for clearing keeps no other
day from being cut.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final, Protocol

from connectors.ports import (
    Booking,
    ClearingStatements,
    ClearingTimeout,
    CoreBanking,
    CoreNight,
    Internal,
    Side,
)
from corporate.banks import Bank
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.failpoints import fp
from kernel.money import Money
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from workflows.day_end import queries, repository, rules
from workflows.day_end.reconciling import Reconciler, read_all
from workflows.day_end.states import STEPS, Cause
from workflows.dispatch.ports import Runner

_LOG = logging.getLogger(__name__)
_DAY: Final = timedelta(days=1)
DONE: Final = "jobs.day_end"
"""The line of the audit a day ends with."""
_KEPT: Final = {
    "balance": Text("账户余额与分录合计不符", "The balance is not the sum of its entries"),
    "statement": Text("对账单期末与分录合计不符", "The statement's closing is not the sum of its entries"),
    "holds": Text("冻结金额与冻结明细不符", "The amount held is not the sum of its holds"),
}  # fmt: skip

BankOf = Callable[[Context], Bank]


class Step(Protocol):
    """One step over one day of one bank; False while it has to wait."""

    def __call__(self, run: Runner, on: date) -> bool:
        """Do it and move the day on."""
        ...


class DayEnds:
    """The ends of all days of one house; `statements` is None where clearing gives none."""

    def __init__(
        self,
        core: CoreBanking,
        night: CoreNight,
        statements: ClearingStatements | None,
        bank_of: BankOf,
    ) -> None:
        self._core = core
        self._night = night
        self._statements = statements
        self._bank_of = bank_of
        self._reconciler = Reconciler(night)
        self._steps: Mapping[str, Step] = {
            "make_statements": self._state, "accrue": self._accrue, "pay_interest": self._pay_interest, "charge": self._charge,
            "reconcile": self._reconcile, "prove": self._prove,
        }  # fmt: skip

    def work(self, run: Runner) -> int:
        """Cut every day that is due, and take every day whose end has begun as far as it goes."""
        done = 0
        while run(self._begin):
            done += 1
        for on in run(repository.pending):
            done += self._advance(run, on)
        return done

    def _begin(self, ctx: Context) -> bool:
        """Open the end of the next day that is due; a bank that never had one begins with today."""
        last = self._night.last_cut(ctx)
        if last is None:
            self._night.cut_over(ctx, bank_today(ctx.world.clock) - _DAY)
            return False
        on = last + _DAY
        hour = rules.cut_over_of(queries.cut_over(ctx))
        if ctx.now < rules.cut_at(on, hour):
            return False
        day = repository.begin(ctx, on)
        self._night.cut_over(ctx, on)
        if day["status"] == "open":
            fp("day_end.cut")
            repository.move(ctx, day, "cut_over", {"hour": hour.isoformat("minutes")})
        return True

    def _advance(self, run: Runner, on: date) -> int:
        done = 0
        while True:
            status = run(lambda ctx: queries.day(ctx, on))["status"]
            step = self._steps.get(STEPS.get(status, ""))
            if step is None or not step(run, on):
                return done
            done += 1

    def _state(self, run: Runner, on: date) -> bool:
        """Make the statements, portion by portion: no account waits for all others."""
        while run(lambda ctx: self._night.close_portion(ctx, on, limits.NIGHT_ACCOUNTS)):
            fp("day_end.portion")

        def work(ctx: Context) -> Mapping[str, Any]:
            note = self._night.statements_on(ctx, on)
            fp("day_end.stated")
            return note

        return _step(run, on, "make_statements", work)

    def _accrue(self, run: Runner, on: date) -> bool:
        """Count the day's balances for interest."""

        def work(ctx: Context) -> Mapping[str, Any]:
            note = self._night.accrue(ctx, on)
            fp("day_end.accrued")
            return note

        return _step(run, on, "accrue", work)

    def _pay_interest(self, run: Runner, on: date) -> bool:
        """On a period's last day its interest is worked out and paid with the next day's date."""
        period_on = self._night.period_of(on)
        is_last = on == period_on
        if is_last:
            run(lambda ctx: self._night.settle_interest(ctx, on))
            fp("day_end.settled")
            while run(lambda ctx: self._night.pay_interest(ctx, on + _DAY, limits.NIGHT_CREDITS)):
                fp("day_end.paid")
        return _step(
            run, on, "pay_interest", lambda ctx: self._interest(ctx, on if is_last else None)
        )

    def _interest(self, ctx: Context, period_on: date | None) -> Mapping[str, Any]:
        """What was parked earlier is paid where it can be; what the period came to."""
        found = {"from_parked": self._night.pay_parked(ctx, limits.NIGHT_CREDITS)}
        fp("day_end.credited")
        if period_on is None:
            return found
        return found | {
            "period_on": period_on.isoformat(),
            "totals": [dict(one) for one in self._night.interest_totals(ctx, period_on)],
        }

    def _charge(self, run: Runner, on: date) -> bool:
        """Fees that were agreed and not charged with their payment."""

        def work(ctx: Context) -> Mapping[str, Any]:
            found = queries.uncharged(ctx, on)
            posted = sum(self._post_fee(ctx, row) for row in found)
            for row in found:
                if not row.get("posted"):
                    repository.differ(ctx, on, _fee_columns(row), Cause.FEE, Text("余额不足或账户受限，手续费未扣", "The account could not be charged"))  # fmt: skip
            fp("day_end.charged")
            return {"outstanding": len(found), "posted": posted}

        return _step(run, on, "charge", work)

    def _post_fee(self, ctx: Context, row: Row) -> bool:
        money = Money(row["fee_minor"], row["currency"].strip())
        sides = Side(row["payer_account"]), Side(internal=Internal.FEES)
        said = {
            "number": row["number"], "fee": True, "payer_account": row["payer_account"], "rail": row["rail"],
        }  # fmt: skip
        on = self._core.business_on(ctx)
        key = f"payment:{row['id']}:fee"
        try:
            with savepoint(ctx.uow):
                self._core.book(
                    ctx,
                    Booking(ctx.world.ids.uuid7(), key, "fee", money, *sides, on, ctx.now, said),
                )
        except (Conflict, Invalid):
            return False
        row["posted"] = True
        return True

    def _reconcile(self, run: Runner, on: date) -> bool:
        """Clearing is asked outside any transaction; a day it has not finished, or no answer, is waited for."""
        if self._statements is None:
            return _step(run, on, "reconcile", lambda _ctx: {"absent": True})
        if not run(lambda ctx: rules.is_over(on, ctx.now)):
            run(lambda ctx: repository.waits(ctx, on, "clearing_day"))
            return False
        try:
            theirs = read_all(self._statements, run(lambda ctx: self._bank_of(ctx).bank_code), on)
        except ClearingTimeout as silence:
            _LOG.info("no statement of %s: %s", on, silence)
            run(lambda ctx: repository.waits(ctx, on, "clearing_silent"))
            return False
        fp("day_end.collected")

        def work(ctx: Context) -> Mapping[str, Any]:
            note = self._reconciler.compare(ctx, on, theirs)
            fp("day_end.reconciled")
            return note

        return _step(run, on, "reconcile", work)

    def _prove(self, run: Runner, on: date) -> bool:
        """Kept figures against the rows they stand for; then the day is over."""

        def work(ctx: Context) -> Mapping[str, Any]:
            found = self._night.unequal(ctx, on)
            for one in found:
                columns = {
                    "sort": one.what, "rail": "", "item": one.number, "currency": one.currency,
                    "ours": one.cached_minor, "theirs": one.entries_minor,
                }  # fmt: skip
                repository.differ(ctx, on, columns, Cause.BOOKS, _KEPT[one.what])
            differences = queries.differences(ctx, on)
            still_open = sum(row["status"] == "open" for row in differences)
            audit.write(
                ctx, DONE, "bank_day", on, {"differences": len(differences), "open": still_open}
            )
            fp("day_end.proved")
            return {"unequal": len(found), "differences": len(differences), "open": still_open}

        return _step(run, on, "prove", work)


def _step(
    run: Runner, on: date, trigger: str, work: Callable[[Context], Mapping[str, Any]]
) -> bool:
    """Work and checkpoint together; nothing for a step another worker has done meanwhile."""

    def inside(ctx: Context) -> None:
        day = repository.lock(ctx, on)
        if STEPS.get(day["status"]) == trigger:
            repository.move(ctx, day, trigger, work(ctx))

    run(inside)
    return True


def _fee_columns(row: Row) -> Mapping[str, Any]:
    return {
        "sort": "fee", "rail": "", "item": row["number"], "currency": row["currency"], "ours": 0,
        "theirs": row["fee_minor"],
    }  # fmt: skip
