"""Payments under limits, through the gate: what counts, what comes back, and how a refusal reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connectors.ports import Outcome
from kernel.errors import Faulty
from kernel.money import Money
from kernel.operation import Door
from risk.errors import ConfirmationNeeded, LimitExceeded, SingleExceeded
from risk.rules import Effect, Issuer, LimitScope, LimitSpan
from tests.counting import counted_statements
from tests.risk.bench import LimitBench
from tests.workflows.payments.erp import batch, message, report, send, statuses, transfer
from tests.workflows.payments.house import OTHER_PAYEE, OWN_PAYEE, PAYER, PaymentHouse
from workflows.payments.commands import FindPayment, WithdrawPayment
from workflows.payments.states import CHART, EDGES, UNPAID

AMOUNT = 12_345
PAYER_2, ENTERPRISE = "1001234509012345686", "上海辰海物流股份有限公司"


@pytest.fixture
def limits(pay: PaymentHouse) -> LimitBench:
    """A day of three payments."""
    bench = LimitBench(pay.world)
    bench.limit(3 * AMOUNT)
    return bench


def test_submitting_reserves_and_booking_uses(pay: PaymentHouse, limits: LimitBench) -> None:
    pay.submit("S1")
    assert limits.taken() == (AMOUNT, 0)
    pay.decide("赵敏")
    assert pay.find("S1").status == "succeeded"
    assert limits.taken() == (0, AMOUNT)
    assert limits.breaches() == []


def test_a_refusal_names_the_limit_what_is_left_and_when_it_begins_anew(
    pay: PaymentHouse, limits: LimitBench
) -> None:
    pay.submit("S1", amount_minor=2 * AMOUNT)
    with pytest.raises(LimitExceeded) as refused:
        pay.submit("S2", amount_minor=2 * AMOUNT)
    assert refused.value.message.zh == (
        "超过企业日累计限额：限额 CNY 370.35，本期剩余 CNY 123.45，2026-11-24 起重新计算"
    )
    assert refused.value.message.en == (
        "Over the daily limit of the enterprise: CNY 370.35 in all, CNY 123.45 left; it begins anew on 2026-11-24"
    )
    assert limits.taken() == (2 * AMOUNT, 0)
    assert pay.world.count("payment") == 1
    assert pay.world.count("approval") == 1


def test_the_same_serial_again_counts_once(pay: PaymentHouse, limits: LimitBench) -> None:
    pay.submit("S1", amount_minor=3 * AMOUNT)
    assert pay.submit("S1", amount_minor=3 * AMOUNT).duplicate
    assert limits.taken() == (3 * AMOUNT, 0)


@pytest.mark.parametrize("door", [Door.WEB, Door.PHONE])
def test_every_door_of_people_counts(pay: PaymentHouse, limits: LimitBench, door: Door) -> None:
    pay.submit("S1", door=door)
    assert limits.taken() == (AMOUNT, 0)


def test_the_direct_link_counts(pay: PaymentHouse, limits: LimitBench) -> None:
    pay.submit("S1", by="辰海 ERP")
    with pytest.raises(LimitExceeded):
        pay.submit("S2", by="辰海 ERP", amount_minor=3 * AMOUNT)
    assert limits.taken() == (AMOUNT, 0)


def test_the_limit_of_a_door_binds_that_door_only(pay: PaymentHouse) -> None:
    LimitBench(pay.world).limit(AMOUNT, scope=LimitScope.DOOR, holder="direct_link")
    with pytest.raises(LimitExceeded, match="channel"):
        pay.submit("S1", by="辰海 ERP", amount_minor=AMOUNT + 1)
    assert pay.submit("S2", amount_minor=AMOUNT + 1).status == "pending_approval"


@pytest.mark.parametrize(
    ("scope", "holder"),
    [
        (LimitScope.ACCOUNT, PAYER),
        (LimitScope.ROLE, "maker"),
        (LimitScope.OPERATION, "payments.submit"),
        (LimitScope.METHOD, "password"),
        (LimitScope.PAYEE_CLASS, "new"),
        (LimitScope.RISK_LEVEL, "normal"),
        (LimitScope.USER, "*"),
    ],
)
def test_every_scope_binds(pay: PaymentHouse, scope: LimitScope, holder: str) -> None:
    LimitBench(pay.world).limit(AMOUNT, scope=scope, holder=holder)
    with pytest.raises(LimitExceeded):
        pay.submit("S1", amount_minor=AMOUNT + 1)
    assert pay.submit("S2").status == "pending_approval"


def test_a_limit_of_the_password_does_not_bind_who_came_with_a_passkey(pay: PaymentHouse) -> None:
    LimitBench(pay.world).limit(AMOUNT, scope=LimitScope.METHOD, holder="password")
    gate, actor = pay.house.gate, pay.world.actor("李娜")
    big = pay.command("S1", amount_minor=AMOUNT + 1)
    with pytest.raises(LimitExceeded, match="method"):
        gate.perform(actor, "payments.submit", big)
    assert gate.perform(replace(actor, method="passkey"), "payments.submit", big)
    sent = pay.submit("S2", by="辰海 ERP", amount_minor=AMOUNT + 1)
    assert sent.status == "pending_approval"


def test_classes_of_payees(pay: PaymentHouse) -> None:
    bench = LimitBench(pay.world)
    bench.limit(0, scope=LimitScope.PAYEE_CLASS, holder="new")
    own: dict[str, Any] = {
        "payee_account": "1001234509012345686",
        "payee_name": "上海辰海物流股份有限公司",
    }
    assert pay.submit("S1", **own).status == "pending_approval"
    with pytest.raises(LimitExceeded):
        pay.submit("S2", **OTHER_PAYEE)


def test_a_single_limit_reads_so(pay: PaymentHouse) -> None:
    LimitBench(pay.world).limit(
        AMOUNT, span=LimitSpan.SINGLE, scope=LimitScope.ACCOUNT, holder=PAYER
    )
    with pytest.raises(SingleExceeded, match="single limit of the account 5678"):
        pay.submit("S1", amount_minor=AMOUNT + 1)


def test_midnight_at_the_bank_begins_a_new_day(pay: PaymentHouse, limits: LimitBench) -> None:
    pay.submit("S1", amount_minor=3 * AMOUNT)
    pay.world.advance(hours=13, minutes=54)  # 23:59 in Shanghai
    with pytest.raises(LimitExceeded):
        pay.submit("S2")
    pay.world.advance(minutes=1)
    pay.submit("S3")
    assert [(one.starts_on, one.reserved) for one in limits.counters()] == [
        (date(2026, 11, 23), 3 * AMOUNT),
        (date(2026, 11, 24), AMOUNT),
    ]


def test_a_payment_for_another_day_counts_on_that_day(
    pay: PaymentHouse, limits: LimitBench
) -> None:
    pay.submit("S1", amount_minor=3 * AMOUNT, requested_on=date(2026, 11, 25))
    pay.submit("S2")
    assert [one.starts_on.day for one in limits.counters()] == [23, 25]
    pay.world.advance(days=1)
    pay.decide("赵敏")
    assert [(one.reserved, one.used) for one in limits.counters()] == [
        (0, AMOUNT),
        (3 * AMOUNT, 0),
    ]
    assert limits.breaches() == []


def test_a_payment_for_a_day_off_counts_on_the_bank_day_it_leaves_on(
    pay: PaymentHouse, limits: LimitBench
) -> None:
    pay.submit("S1", requested_on=date(2026, 11, 28))
    pay.submit("S2", amount_minor=2 * AMOUNT, requested_on=date(2026, 11, 30))
    with pytest.raises(LimitExceeded):
        pay.submit("S3", requested_on=date(2026, 11, 29))
    assert [(one.starts_on, one.reserved) for one in limits.counters()] == [
        (date(2026, 11, 30), 3 * AMOUNT)
    ]


def test_months_begin_at_the_bank_too(pay: PaymentHouse) -> None:
    bench = LimitBench(pay.world)
    bench.limit(AMOUNT, span=LimitSpan.MONTH_SUM)
    pay.world.advance(days=7, hours=13, minutes=54)  # 30 November, 23:59
    pay.submit("S1")
    with pytest.raises(LimitExceeded, match="2026-12-01"):
        pay.submit("S2")
    pay.world.advance(minutes=1)
    assert pay.submit("S3").status == "pending_approval"


def _withdraw(pay: PaymentHouse) -> None:
    with pay.world.context("李娜") as ctx:
        number = pay.house.payments.find(ctx, FindPayment(client_serial="S1")).number
        pay.house.payments.withdraw(ctx, WithdrawPayment(number=number))


def _expire(pay: PaymentHouse) -> None:
    pay.world.advance(days=31)
    with pay.world.job() as ctx:
        pay.worker.approvals.expire_due(ctx)


def _answer(*words: Outcome | None) -> Callable[[PaymentHouse], None]:
    def dispatched(pay: PaymentHouse) -> None:
        pay.clearing.script = list(words)
        pay.decide("赵敏")
        for _ in words:
            pay.dispatch()
            pay.world.advance(minutes=10)

    return dispatched


def _empty(pay: PaymentHouse) -> None:
    """Nothing is left on the account when it is released."""
    pay.world.db.tamper("UPDATE yinqi.ledger_account SET balance_minor = 1 WHERE kind = 'customer'")
    pay.decide("赵敏")


WAYS: tuple[tuple[str, dict[str, Any], Callable[[PaymentHouse], object], str], ...] = (
    ("reject", {}, lambda pay: pay.decide("赵敏", "reject"), "rejected"),
    ("send_back", {}, lambda pay: pay.decide("赵敏", "send_back"), "sent_back"),
    ("withdraw", {}, _withdraw, "withdrawn"),
    ("expire", {}, _expire, "expired"),
    ("book", {}, lambda pay: pay.decide("赵敏"), "succeeded"),
    ("refuse at release", {}, _empty, "failed"),
    ("settle", OTHER_PAYEE, _answer(Outcome.SETTLED), "succeeded"),
    ("refuse", OTHER_PAYEE, _answer(Outcome.REFUSED), "failed"),
    ("lose", OTHER_PAYEE, _answer(None), "unknown"),
    ("lose and settle", OTHER_PAYEE, _answer(None, Outcome.SETTLED), "succeeded"),
    ("lose and refuse", OTHER_PAYEE, _answer(None, Outcome.REFUSED), "failed"),
)


@pytest.mark.parametrize(
    ("more", "act", "status"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS]
)
def test_every_end_uses_or_gives_back(
    pay: PaymentHouse,
    limits: LimitBench,
    more: dict[str, Any],
    act: Callable[[PaymentHouse], object],
    status: str,
) -> None:
    pay.submit("S1", **more)
    act(pay)
    assert pay.find("S1").status == status
    held = {"succeeded": (0, AMOUNT), "unknown": (AMOUNT, 0)}.get(status, (0, 0))
    assert limits.taken() == held
    assert limits.breaches() == []


def test_a_payment_called_off_before_its_day_gives_back(
    pay: PaymentHouse, limits: LimitBench
) -> None:
    pay.submit("S1", requested_on=date(2026, 11, 25))
    pay.decide("赵敏")
    assert (pay.find("S1").status, limits.taken()) == ("scheduled", (AMOUNT, 0))
    _withdraw(pay)
    assert (pay.find("S1").status, limits.taken()) == ("cancelled", (0, 0))
    assert limits.breaches() == []


def test_the_chart_has_no_other_end() -> None:
    """Each edge leads to where limits still hold, to where they are used, or to where they are given back."""
    held = {
        "draft",
        "pending_approval",
        "approved",
        "scheduled",
        "submitted",
        "processing",
        "unknown",
    }
    assert set(CHART.states) == held | UNPAID | {"succeeded", "returned"}
    for edge in EDGES:
        if edge.source in UNPAID:
            assert edge.source == "sent_back"
        if edge.source == "succeeded":
            assert edge.target == "returned"
    assert {edge.source for edge in EDGES if edge.target == "returned"} == {"succeeded"}


def test_paid_without_a_signature_is_used_at_once(pay: PaymentHouse, limits: LimitBench) -> None:
    pay.allow_direct()
    assert pay.submit("S1").status == "succeeded"
    assert limits.taken() == (0, AMOUNT)
    pay.submit("S2", **OTHER_PAYEE)
    assert limits.taken() == (AMOUNT, AMOUNT)
    pay.dispatch()
    assert limits.taken() == (0, 2 * AMOUNT)
    assert limits.breaches() == []


def test_a_group_counts_line_by_line(pay: PaymentHouse, limits: LimitBench) -> None:
    send(pay, message(batch(transfer(1, 2 * AMOUNT), transfer(2, 2 * AMOUNT), transfer(3, AMOUNT))))
    assert statuses(report(pay)) == ["pending_approval", "failed", "pending_approval"]
    assert limits.taken() == (3 * AMOUNT, 0)
    pay.decide("赵敏")
    pay.dispatch()
    assert statuses(report(pay)) == ["succeeded", "failed", "succeeded"]
    assert limits.taken() == (0, 3 * AMOUNT)
    assert limits.breaches() == []


def test_a_rejected_group_gives_back_all(pay: PaymentHouse, limits: LimitBench) -> None:
    send(pay, message(batch(transfer(1), transfer(2))))
    assert limits.taken() == (20_000, 0)
    pay.decide("赵敏", "reject")
    assert statuses(report(pay)) == ["rejected", "rejected"]
    assert limits.taken() == (0, 0)
    assert limits.breaches() == []


def test_a_group_locks_its_counters_before_any_account(
    pay: PaymentHouse, limits: LimitBench
) -> None:
    """Its payments end one after the other; what each counts may differ, the order of locks may not."""
    limits.limit(100 * AMOUNT, scope=LimitScope.PAYEE_CLASS)
    send(pay, message(batch(transfer(1), transfer(2, payee=(PAYER_2, ENTERPRISE, "")))))
    with counted_statements() as sent:
        pay.decide("赵敏")
    locked = next(n for n, one in enumerate(sent) if "FROM limit_counter c" in one)
    booked = next(
        n for n, one in enumerate(sent) if "ledger_hold_place" in one or "ledger_post" in one
    )
    assert locked < booked
    assert limits.breaches() == []


def test_a_group_of_any_size_is_counted_in_one_statement(
    pay: PaymentHouse, limits: LimitBench
) -> None:
    with counted_statements() as sent:
        send(pay, message(batch(*[transfer(n, 10) for n in range(1, 9)])))
    assert sum("limits_reserve" in one for one in sent) == 1
    assert limits.taken() == (80, 0)


def test_without_limits_nothing_is_asked_and_with_many_one_statement_is(pay: PaymentHouse) -> None:
    bench = LimitBench(pay.world)

    def statements(serial: str) -> tuple[int, int]:
        with counted_statements() as sent:
            pay.submit(serial)
        return len(sent), sum("limits_" in one for one in sent)

    pay.submit("S0")
    none = statements("S1")
    for span in LimitSpan:
        bench.limit(100 * AMOUNT, span=span)
    bench.limit(100 * AMOUNT, scope=LimitScope.USER)
    assert none[1] == 0
    assert statements("S2") == (none[0] + 1, 1)


def test_the_reminder_of_a_large_day(pay: PaymentHouse) -> None:
    """银发〔2016〕261号: above 1,000,000 a day by non-counter channels a unit's account is reminded, and confirms."""
    million = 100_000_000
    bench = LimitBench(pay.world)
    bench.limit(million, scope=LimitScope.ACCOUNT, issuer=Issuer.BANK, effect=Effect.CONFIRM)
    assert pay.submit("S1", amount_minor=million).status == "pending_approval"
    with pytest.raises(ConfirmationNeeded) as asked:
        pay.submit("S2", amount_minor=1)
    assert asked.value.message.zh == (
        "账户 5678 日累计（银行设定）将超过 CNY 1,000,000.00（大额提醒），请核对后确认再提交"
    )
    paid = pay.submit("S2", amount_minor=1, confirmed=True)
    assert [one.code for one in paid.findings if one.code.startswith("limit.")] == ["limit.large"]
    assert bench.taken() == (million + 1, 0)


def test_what_the_check_shows(pay: PaymentHouse, limits: LimitBench) -> None:
    pay.submit("S1")
    with pay.world.context("李娜") as ctx:
        draft, _ = pay.house.payments.check(ctx, pay.command("S2"))
        assert draft.room is not None
        left = draft.room.left_of_day
        assert left == Money(24_690, "CNY")
        assert draft.room.findings == ()
        draft, _ = pay.house.payments.check(ctx, pay.command("S3", amount_minor=3 * AMOUNT))
        assert [(one.code, one.severity) for one in draft.findings][-1] == (
            "limit.exceeded",
            "block",
        )
    assert limits.taken() == (AMOUNT, 0)


def test_a_faulty_payment_takes_nothing(pay: PaymentHouse, limits: LimitBench) -> None:
    with pytest.raises(Faulty):
        pay.submit("S1", **{**OWN_PAYEE, "payee_name": "别人"})
    assert limits.taken() == (0, 0)
