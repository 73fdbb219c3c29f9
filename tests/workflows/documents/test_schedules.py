"""Statements that come by themselves: once for each period, when its days are closed, and told to who asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from corporate.notices import page
from jobs.bank_run import BankRun
from jobs.house import subscriptions
from jobs.outbox_relay import Relay
from kernel.errors import NotFound
from tests.receipts.render.reading import text_of
from tests.workflows.documents.test_tasks import contents, fetched
from tests.workflows.payments.house import PAYER, PaymentHouse
from workflows.documents.schedules import following
from workflows.documents.states import Period
from workflows.documents.task_commands import TaskView

pytestmark = pytest.mark.database


def ask(pay: PaymentHouse, code: str, by: str = "李娜", **asked: Any) -> Any:
    return pay.house.gate.perform(pay.world.actor(by), f"documents.{code}", asked)


def run_of(pay: PaymentHouse) -> BankRun:
    return BankRun(pay.world.db.worker, pay.world.kernel, pay.world.tenant_id)


def send(pay: PaymentHouse) -> int:
    return pay.worker.sender(run_of(pay))


def close(pay: PaymentHouse) -> None:
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, ctx.now.date() - timedelta(days=1)))


def packs(pay: PaymentHouse, by: str = "李娜") -> tuple[TaskView, ...]:
    found: tuple[TaskView, ...] = ask(pay, "packs", by).tasks
    return found


def test_a_day_comes_once_it_is_closed_and_only_once(pay: PaymentHouse) -> None:
    pay.allow_direct()
    first = ask(pay, "schedule", AccountNumber=PAYER, Period="day")
    assert first.next_on == date(2026, 11, 24)
    assert ask(pay, "schedule", AccountNumber=PAYER, Period="day").id == first.id
    pay.submit("E1", by="辰海 ERP")
    assert send(pay) == 0, "the day is not over"
    pay.world.advance(days=1)
    assert send(pay) == 0, "the day is over, and not closed"
    close(pay)
    assert [send(pay), send(pay)] == [1, 0]
    assert pay.worker.maker(run_of(pay)) == 1
    [task] = packs(pay)
    assert (task.status, task.items) == ("ready", 1)
    [name] = [one for one in contents(fetched(pay, task.number)) if one.endswith(".pdf")]
    assert name == f"{PAYER}-2026-11-23-2026-11-23.pdf"
    text = text_of(contents(fetched(pay, task.number))[name])
    assert "账户对账单" in text
    assert "123.45" in text
    assert pay.world.count("document_seal", "kind = 'statement'") == 1


def test_who_asked_is_told_once(pay: PaymentHouse) -> None:
    pay.allow_direct()
    ask(pay, "schedule", AccountNumber=PAYER, Period="day", Format="CSV")
    pay.submit("E1", by="辰海 ERP")
    pay.world.advance(days=1)
    close(pay)
    send(pay)
    pay.worker.maker(run_of(pay))
    for _ in range(2):
        Relay(subscriptions(pay.worker))(run_of(pay))
    with pay.world.context("李娜") as ctx:
        told = [one for one in page(ctx, 10) if one.link == "receipts/packs"]
    assert [one.text.zh for one in told] == ["单据已备好，可下载：对账单 2026-11-23 — 2026-11-23"]


def test_a_quiet_period_is_made_and_nobody_is_told(pay: PaymentHouse) -> None:
    ask(pay, "schedule", AccountNumber=PAYER, Period="day")
    pay.world.advance(days=3)
    close(pay)
    assert [send(pay) for _ in range(4)] == [1, 1, 1, 0]
    assert pay.worker.maker(run_of(pay)) == 1
    assert pay.world.count("outbox", "topic = 'documents.ready'") == 0


def test_an_ended_one_comes_no_more_and_others_cannot_end_it(pay: PaymentHouse) -> None:
    mine = ask(pay, "schedule", AccountNumber=PAYER)
    assert mine.next_on == date(2026, 12, 1)
    with pytest.raises(NotFound):
        ask(pay, "unschedule", "刘洋", Id=mine.id)
    with pytest.raises(NotFound):
        ask(pay, "schedules", "刘洋", AccountNumber=PAYER)
    with pytest.raises(NotFound):
        ask(pay, "unschedule", Id="x")
    ask(pay, "unschedule", Id=mine.id)
    assert ask(pay, "schedules", AccountNumber=PAYER).schedules == ()
    pay.world.advance(days=30)
    assert send(pay) == 0


@pytest.mark.parametrize(
    ("period", "day", "next_on"),
    [
        (Period.DAY, date(2026, 12, 31), date(2027, 1, 1)),
        (Period.MONTH, date(2026, 12, 31), date(2027, 1, 1)),
        (Period.MONTH, date(2028, 2, 29), date(2028, 3, 1)),
        (Period.MONTH, date(2026, 1, 31), date(2026, 2, 1)),
    ],
)
def test_a_period_ends_with_its_day_or_month(period: Period, day: date, next_on: date) -> None:
    assert following(period, day) == next_on
