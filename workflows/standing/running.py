"""Runs what is due: the order's agreement again, then one ordinary payment, or why there is none yet.

A run is one transaction: its payment under the serial derived from the order, its outcome and the plan of the
next. A worker that dies in it has done nothing, and the next one finds it due. Where funds are short it is
tried again until the cut-off of its day; then a payment that has failed says so.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from corporate.banks import Bank
from kernel.calendar import bank_today
from kernel.context import Actor, Context
from kernel.db import savepoint
from kernel.errors import Conflict, Denied, Invalid, NotFound, YinqiError
from kernel.operation import Door
from kernel.records import audit
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.approval.engine import ApprovalEngine
from workflows.standing import planning, repository, rules
from workflows.standing.drafts import BankOf, serial_of, wanted_of
from workflows.standing.ports import Made, NotYet, Payments
from workflows.standing.rules import Ahead
from workflows.standing.service import SUBJECT
from workflows.standing.states import RunStatus
from workflows.standing.views import terms_of

_NEVER = (Conflict, Invalid, NotFound, Denied)


@dataclass(frozen=True, slots=True)
class _Try:
    """One try of a run: the day whose cut-off counts, and how many there have been."""

    order: Row
    day: date
    attempts: int


class Runner:
    """Tries runs, one order after the other (worker)."""

    def __init__(self, payments: Payments, approvals: ApprovalEngine, bank_of: BankOf) -> None:
        self._payments = payments
        self._approvals = approvals
        self._bank_of = bank_of

    def due(self, ctx: Context, limit: int) -> list[tuple[UUID, UUID]]:
        """Orders with a run to be tried now, each with its enterprise."""
        return repository.due(ctx, limit)

    def run(self, ctx: Context, order_id: UUID, enterprise_id: UUID) -> None:
        """Try the next run of an order, if it is still due."""
        ctx.uow.narrow(enterprise_id)
        ctx = ctx.inside(enterprise_id)
        order = repository.lock(ctx, order_id)
        if order["status"] != "active" or order["next_at"] is None or order["next_at"] > ctx.now:
            return
        bank = self._bank_of(ctx)
        tried = repository.run_of(ctx, order_id, order["next_seq"])
        day = _day_of(ctx, bank, order, tried)
        if day is None:
            return
        try:
            if not self._still_agreed(ctx, order):
                return
            outcome = self._pay(ctx, order, last=ctx.now >= planning.hours_of(bank).cut_off(day))
        except _NEVER as refusal:
            self._stop(ctx, order, day, refusal)
            return
        attempts = (tried["attempts"] if tried else 0) + 1
        self._write(ctx, bank, _Try(order, day, attempts), outcome)

    def _still_agreed(self, ctx: Context, order: Row) -> bool:
        """Whether today's rule is satisfied too; if not, the order waits for further signatures."""
        with savepoint(ctx.uow):
            if order["approval_id"] is not None:
                return self._approvals.recheck(ctx, order["approval_id"]).satisfied
            return self._approvals.recheck_direct(ctx, SUBJECT, order["id"]).satisfied

    def _pay(self, ctx: Context, order: Row, *, last: bool) -> Made | NotYet:
        """In the name of whoever made the order: limits count it as theirs, today."""
        as_maker = dataclasses.replace(ctx, actor=_maker(order))
        serial = serial_of(order, order["next_seq"])
        wanted = wanted_of(order, serial, bank_today(ctx.world.clock))
        with savepoint(ctx.uow):
            return self._payments.pay(as_maker, wanted, order["approval_id"], last=last)

    def _write(self, ctx: Context, bank: Bank, at: _Try, outcome: Made | NotYet) -> None:
        """What became of the try, and when the next one is."""
        order, day = at.order, at.day
        if isinstance(outcome, NotYet):
            repository.write_run(
                ctx, order, _run(order, day, RunStatus.WAITING, at.attempts, outcome.why)
            )
            hours = planning.hours_of(bank)
            again = min(max(ctx.now + hours.every, hours.start(day)), hours.cut_off(day))
            repository.plan(ctx, order, order["next_seq"], order["next_on"], again)
            if at.attempts == 1:
                repository.tell(ctx, order, "standing.short")
            return
        status = RunStatus.FAILED if outcome.refused else RunStatus.PAID
        run = _run(order, day, status, at.attempts, outcome.refused or NO_TEXT)
        repository.write_run(ctx, order, run | {"payment_number": outcome.number})
        said = {"run": order["next_seq"], "payment": outcome.number, "status": status.value}
        audit.write(ctx, "standing.run", "standing_order", order["number"], said)
        planning.plan_from(ctx, bank, order, order["next_seq"] + 1)

    def _stop(self, ctx: Context, order: Row, day: date, why: YinqiError) -> None:
        """No payment can be made of it at all: the run has failed, and the order waits for a person."""
        run = _run(order, day, RunStatus.FAILED, 1, why.message)
        repository.write_run(ctx, order, run)
        said = {"zh": why.message.zh, "en": why.message.en}
        planned = repository.plan(ctx, order, order["next_seq"] + 1, order["next_on"], order["next_at"])  # fmt: skip
        repository.move(ctx, planned, "stop", reason=said)
        detail = {"run": order["next_seq"], "code": why.code}
        audit.write(ctx, "standing.stop", "standing_order", order["number"], detail)


def _day_of(ctx: Context, bank: Bank, order: Row, tried: Row | None) -> date | None:
    """The day whose cut-off counts: that of the first try, else today. None: not now, and planned anew."""
    if tried is not None:
        return tried["run_on"] or bank_today(ctx.world.clock)
    today, hours = bank_today(ctx.world.clock), planning.hours_of(bank)
    nominal = terms_of(order).nominal(order["next_seq"])
    on = rules.rolled(nominal, terms_of(order).roll, bank.calendar)
    if on is None:  # the bank's calendar has changed since it was planned
        planning.skip(ctx, order, Ahead(order["next_seq"], nominal, None), planning.DAY_OFF)
        planning.plan_from(ctx, bank, order, order["next_seq"] + 1)
        return None
    on = max(on, today)
    if on == today and (not bank.calendar.is_bank_day(today) or ctx.now >= hours.cut_off(today)):
        on = bank.calendar.next_bank_day(today, including=False)
    if on > today:
        repository.plan(ctx, order, order["next_seq"], on, hours.start(on))
        return None
    return today


def _maker(order: Row) -> Actor:
    return Actor(
        tenant_id=order["tenant_id"], door=Door(order["door"]), name=order["maker_name"],
        enterprise_id=order["enterprise_id"], person_id=order["maker_person_id"], user_id=order["maker_user_id"],
        method=order["maker_method"],
    )  # fmt: skip


def _run(order: Row, day: date, status: RunStatus, attempts: int, why: Text) -> dict[str, Any]:
    seq = order["next_seq"]
    return {
        "seq": seq, "nominal_on": terms_of(order).nominal(seq), "run_on": day, "status": status.value,
        "attempts": attempts, "client_serial": serial_of(order, seq), "payment_number": "",
        "reason": {"zh": why.zh, "en": why.en} if why.zh else {},
    }  # fmt: skip
