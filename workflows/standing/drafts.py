"""From what somebody asks for to an order that could be signed: its days, its sum, its payment looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from corporate.banks import Bank
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import Faulty, Finding
from kernel.money import MAX_MINOR, Money
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.policy import PayeeClass
from workflows.standing import canonical, rules
from workflows.standing.commands import (
    SubmitStanding,
)
from workflows.standing.errors import block
from workflows.standing.ports import Checked, Payments, Wanted
from workflows.standing.rules import Terms
from workflows.standing.states import CHART

BankOf = Callable[[Context], Bank]
_PAST: Final = Text("首期日期不能早于今天", "The first day is not before today")
_NO_END: Final = Text("请填写截止日期或期数", "Give an end or a number of runs")
_NO_RUNS: Final = Text("截止日期早于首期日期", "The end lies before the first day")
_MANY: Final = Text("期数过多，最多 {most} 期", "Too many runs: {most} at most")
_SUM: Final = Text("合计金额过大", "All runs together are too much")
_OVER: Final = Text(
    "按“提前”规则，首期应在 {day} 付款，已经过去；请改用其他日期",
    "Moved ahead of a day off, the first run is on {day}, which is over; choose another day",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An order as it would be."""

    row: Row
    terms: Terms
    checked: Checked


class Drafter:
    """Builds orders from facts of payments and of the bank's calendar."""

    def __init__(self, payments: Payments, bank_of: BankOf) -> None:
        self._payments = payments
        self._bank_of = bank_of

    def draft(self, ctx: Context, command: SubmitStanding) -> Draft:
        """Resolve and check; raises Faulty with every fault of the days, and what `look` raises."""
        bank, today = self._bank_of(ctx), bank_today(ctx.world.clock)
        terms = Terms(
            command.frequency, command.roll, command.first_on, command.until_on, command.times
        )
        faults = list(_faults(terms, command, today, bank))
        if faults:
            raise Faulty(faults)
        runs = terms.count()
        first = next((a.run_on for a in rules.ahead(terms, 1, bank.calendar) if a.run_on), today)
        checked = self._payments.look(ctx, wanted_of(_typed(command), command.client_serial, first))
        row = {
            **_typed(command), "client_serial": command.client_serial,
            "payer_account": checked.payer_account, "payer_name": checked.payer_name,
            "payee_account": checked.payee_account, "payee_name": checked.payee_name,
            "payee_bank_code": checked.payee_bank_code, "payee_bank_name": checked.payee_bank_name,
            "runs": runs, "last_on": terms.nominal(runs), "total_minor": command.amount_minor * runs,
        }  # fmt: skip
        text = canonical.text_of(bank.bank_code, row)
        row |= {"canonical_text": text, "digest": ctx.world.crypto.sm3(text.encode())}
        return Draft(row, replace(terms, until_on=None, times=runs), checked)

    def text(self, ctx: Context, order: Row) -> str:
        """The text a stored order stands for now."""
        return canonical.text_of(self._bank_of(ctx).bank_code, order)

    def class_of(self, ctx: Context, order: Row) -> PayeeClass:
        """What sort of payee an order pays, at this moment."""
        return self._payments.class_of(ctx, order)

    def bank(self, ctx: Context) -> Bank:
        """The bank."""
        return self._bank_of(ctx)


def new_order(ctx: Context, draft: Draft) -> Row:
    """The row of a new order, in its initial state, with no run planned yet."""
    actor = ctx.actor
    if actor.person_id is None or actor.user_id is None:
        message = "an order is made by a person"
        raise LookupError(message)
    return {
        "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
        "number": ctx.world.ids.number("Q"), "door": actor.door.value, **draft.row,
        "next_seq": 1, "next_on": None, "next_at": None, "status": CHART.initial, "status_at": ctx.now, "version": 0,
        "reason": {}, "maker_person_id": actor.person_id, "maker_user_id": actor.user_id, "maker_name": actor.name,
        "maker_method": actor.method, "approval_id": None, "created_at": ctx.now,
    }  # fmt: skip


def wanted_of(order: Row, serial: str, on: date) -> Wanted:
    """The payment of one run."""
    return Wanted(
        client_serial=serial, payer_account=order["payer_account"], payee_account=order["payee_account"],
        payee_name=order["payee_name"], payee_bank=order["payee_bank_code"],
        money=Money(order["amount_minor"], order["currency"]), purpose=order["purpose"], remark=order["remark"], on=on,
    )  # fmt: skip


def serial_of(order: Row, seq: int) -> str:
    """The serial of a run's payment: derived, so that a run can never be paid twice."""
    return f"{order['number']}/{seq:04d}"


def _typed(command: SubmitStanding) -> dict[str, Any]:
    return {
        "payer_account": command.payer_account, "payee_account": command.payee_account,
        "payee_name": command.payee_name, "payee_bank_code": command.payee_bank, "amount_minor": command.amount_minor,
        "currency": command.currency, "purpose": command.purpose, "remark": command.remark,
        "frequency": command.frequency.value, "roll": command.roll.value, "first_on": command.first_on,
    }  # fmt: skip


def _faults(terms: Terms, command: SubmitStanding, today: date, bank: Bank) -> Iterator[Finding]:
    if terms.first_on < today:
        yield block("first_past", _PAST, "first_on")
        return
    if terms.until_on is None and terms.times is None:
        yield block("no_end", _NO_END, "until_on")
        return
    count = terms.count()
    if not count:
        yield block("no_runs", _NO_RUNS, "until_on" if terms.until_on else "times")
    elif count > rules.RUNS_MAX:
        yield block("too_many_runs", _MANY.fill(most=rules.RUNS_MAX), "times")
    elif command.amount_minor * count > MAX_MINOR:
        yield block("sum_too_large", _SUM, "amount_minor")
    first = rules.rolled(terms.first_on, terms.roll, bank.calendar)
    if first is not None and first < today:
        yield block("first_over", _OVER.fill(day=first.isoformat()), "first_on")
