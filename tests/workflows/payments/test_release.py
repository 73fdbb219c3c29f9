"""Release: on its day, through an open rail, under today's policy, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from connectors.ports import ClearingAnswer, Outcome
from kernel.errors import NotFound
from kernel.states import IllegalTransition
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from tests.workflows.payments.releasing import LARGE, STRICT, at, policy, rail, status_of
from workflows.payments.commands import WithdrawPayment
from workflows.payments.errors import NotTheMaker

pytestmark = pytest.mark.database


class TestItsDay:
    def test_what_waits_for_the_opening_goes_when_the_rail_opens_on_the_eve(
        self, pay: PaymentHouse
    ) -> None:
        pay.world.db.tamper("UPDATE yinqi.ledger_account SET balance_minor = 2000000000")
        at(pay, "2026-11-21 10:00")  # Saturday
        assert pay.submit("S1", **LARGE).value_on == date(2026, 11, 23)
        pay.decide("赵敏")
        pay.decide("王磊")
        assert pay.find("S1").status == "scheduled"
        at(pay, "2026-11-22 20:29")
        assert pay.release_due() == 0
        at(pay, "2026-11-22 20:30")
        assert pay.release_due() == 1
        found = pay.find("S1")
        assert (found.status, found.value_on) == ("submitted", date(2026, 11, 23))

    def test_what_was_asked_for_a_day_never_leaves_on_its_eve(self, pay: PaymentHouse) -> None:
        pay.world.db.tamper("UPDATE yinqi.ledger_account SET balance_minor = 2000000000")
        pay.submit("S1", **LARGE, requested_on=date(2026, 11, 24))
        pay.decide("赵敏")
        pay.decide("王磊")
        at(pay, "2026-11-23 21:00")
        assert pay.release_due() == 0
        at(pay, "2026-11-24 00:00")
        assert pay.release_due() == 1
        assert pay.find("S1").status == "submitted"

    def test_nothing_waits_in_front_of_a_closed_rail(self, pay: PaymentHouse) -> None:
        """What cannot go holds no place in the worker's list."""
        pay.world.db.tamper("UPDATE yinqi.ledger_account SET balance_minor = 2000000000")
        pay.submit("S1", **LARGE, requested_on=date(2026, 11, 24))
        pay.submit("S2", requested_on=date(2026, 11, 24))
        pay.decide("赵敏")
        pay.decide("王磊")
        at(pay, "2026-11-24 18:00")
        found = pay.run(lambda ctx: pay.worker.payments.due(ctx, 1))
        pay.run(lambda ctx: pay.worker.payments.release_due(ctx, found[0]))
        assert (pay.find("S1").status, pay.find("S2").status) == ("scheduled", "succeeded")

    def test_approved_late_it_goes_at_once_and_says_the_day_it_went(
        self, pay: PaymentHouse
    ) -> None:
        pay.submit("S1")
        pay.world.advance(days=3)
        pay.decide("赵敏")
        found = pay.find("S1")
        assert (found.status, found.value_on) == ("succeeded", date(2026, 11, 26))

    def test_a_payment_that_is_gone_is_looked_at_in_vain(self, pay: PaymentHouse) -> None:
        pay.submit("S1")
        pay.decide("赵敏")
        with pay.world.job() as ctx:
            row = ctx.uow.row("SELECT id FROM payment")
        assert row is not None
        before = pay.world.count("payment_transition")
        pay.run(lambda ctx: pay.worker.payments.release_due(ctx, row["id"]))
        assert pay.world.count("payment_transition") == before
        with pytest.raises(NotFound):
            pay.run(lambda ctx: pay.worker.payments.release_due(ctx, ctx.world.ids.uuid7()))

    def test_two_workers_release_it_once(self, pay: PaymentHouse) -> None:
        pay.submit("S1", requested_on=date(2026, 11, 24))
        pay.decide("赵敏")
        pay.world.advance(days=1)
        [payment_id] = pay.run(lambda ctx: pay.worker.payments.due(ctx, 10))
        with ThreadPoolExecutor(4) as pool:
            release = pay.worker.payments.release_due
            list(pool.map(lambda _: pay.run(lambda ctx: release(ctx, payment_id)), range(8)))
        assert pay.find("S1").status == "succeeded"
        assert pay.balance() == (100_000_000 - 12_345, 0)


class TestMeanwhile:
    """What changed between the signatures and the day."""

    def scheduled(self, pay: PaymentHouse, **more: Any) -> None:
        pay.submit("S1", requested_on=date(2026, 11, 24), **more)
        pay.decide("赵敏")
        assert pay.find("S1").status == "scheduled"
        pay.world.advance(days=1)

    def test_the_payer_was_frozen(self, pay: PaymentHouse) -> None:
        self.scheduled(pay)
        status_of(pay, PAYER, "frozen")
        pay.release_due()
        found = pay.find("S1")
        assert (found.status, found.reason_code) == ("failed", "ledger.account_not_open")
        assert pay.balance() == (100_000_000, 0)

    def test_the_payee_was_closed(self, pay: PaymentHouse) -> None:
        self.scheduled(pay)
        pay.world.db.tamper(
            "UPDATE yinqi.ledger_account SET status = 'closed' WHERE number = '3250612000181470'"
        )
        pay.release_due()
        assert pay.find("S1").reason_code == "ledger.account_not_open"
        assert pay.balance() == (100_000_000, 0)

    @pytest.mark.parametrize("how", ["switched off", "taken away"])
    def test_the_rail_was_given_up(self, pay: PaymentHouse, how: str) -> None:
        self.scheduled(pay, **OTHER_PAYEE)
        if how == "switched off":
            rail(pay, "IBPS", enabled=False)
        else:
            rail(pay, "IBPS", code="OLD")
        pay.release_due()
        found = pay.find("S1")
        assert (found.status, found.reason_code) == ("failed", "payment.rail_unavailable")
        assert "网上支付跨行清算" in found.reason_zh
        assert pay.balance() == (100_000_000, 0)
        assert pay.world.count("submission") == 0

    def test_the_policy_became_stricter(self, pay: PaymentHouse) -> None:
        self.scheduled(pay)
        policy(pay, STRICT)
        pay.release_due()
        assert pay.find("S1").status == "pending_approval"
        assert pay.release_due() == 0
        assert pay.decide("陈静") == ["granted"]
        assert pay.find("S1").status == "succeeded"

    def test_signatures_became_needed_at_all(self, pay: PaymentHouse) -> None:
        pay.allow_direct()
        pay.submit("S1", requested_on=date(2026, 11, 24))
        assert pay.find("S1").status == "scheduled"
        pay.world.advance(days=1)
        policy(pay, STRICT)
        pay.release_due()
        assert pay.find("S1").status == "pending_approval"
        pay.decide("赵敏")
        assert pay.decide("陈静") == ["granted"]
        assert pay.find("S1").status == "succeeded"

    def test_the_policy_was_taken_away(self, pay: PaymentHouse) -> None:
        """Nobody can say who must agree: it ends, and says so, instead of being tried for ever."""
        self.scheduled(pay)
        pay.world.db.tamper("UPDATE yinqi.approval_policy SET live = false")
        pay.release_due()
        found = pay.find("S1")
        assert (found.status, found.reason_code) == ("failed", "approval.no_policy")
        assert found.reason_zh
        assert (pay.release_due(), pay.balance()) == (0, (100_000_000, 0))

    def test_it_is_no_longer_what_was_signed(self, pay: PaymentHouse) -> None:
        self.scheduled(pay)
        pay.world.db.tamper("UPDATE yinqi.payment SET amount_minor = amount_minor + 1")
        pay.release_due()
        assert pay.find("S1").reason_code == "approval.content_changed"
        assert pay.balance() == (100_000_000, 0)
        assert pay.world.count("submission") == 0

    def test_its_maker_cancelled_it(self, pay: PaymentHouse) -> None:
        self.scheduled(pay)
        number = pay.find("S1").number
        gate, maker = pay.house.gate, pay.world.actor("李娜")
        view = gate.perform(maker, "payments.withdraw", {"Number": number, "Reason": "不付了"})
        assert view.status == "cancelled"
        assert pay.release_due() == 0
        with pytest.raises(IllegalTransition):
            gate.perform(maker, "payments.withdraw", {"Number": number})

    def test_somebody_elses_maker_did_not(self, pay: PaymentHouse) -> None:
        self.scheduled(pay)
        number = pay.find("S1").number
        with pytest.raises(NotTheMaker), pay.world.context("陈静") as ctx:
            pay.house.payments.withdraw(ctx, WithdrawPayment(number=number))
        assert pay.find("S1").status == "scheduled"


class TestSingles:
    def test_a_stricter_policy_before_the_last_signature_is_asked_for_then(
        self, pay: PaymentHouse
    ) -> None:
        pay.submit("S1")
        policy(pay, STRICT)
        assert pay.decide("赵敏") == ["granted"]
        assert pay.find("S1").status == "pending_approval"
        assert pay.balance() == (100_000_000, 0)
        assert pay.decide("陈静") == ["granted"]
        assert pay.find("S1").status == "succeeded"

    def test_sent_back_to_a_person_it_waits_for_them(self, pay: PaymentHouse) -> None:
        number = pay.submit("S1").number
        pay.decide("赵敏", "send_back")
        assert pay.find("S1").status == "sent_back"
        answer = pay.house.gate.perform(
            pay.world.actor("李娜"), "payments.withdraw", {"Number": number}
        )
        assert answer.status == "withdrawn"

    def test_sent_back_to_an_erp_it_is_over(self, pay: PaymentHouse) -> None:
        pay.submit("E1", by="辰海 ERP")
        pay.decide("赵敏", "send_back")
        found = pay.find("E1")
        assert (found.status, found.reason_zh) == ("rejected", "审批人驳回")


class TestReturns:
    def test_what_comes_back_is_booked_anew_and_its_fee_stays(self, pay: PaymentHouse) -> None:
        pay.submit("S1", **OTHER_PAYEE)
        pay.decide("赵敏")
        pay.dispatch()
        assert pay.balance() == (100_000_000 - 12_345 - 500, 0)
        submission = pay.clearing.sent[0].id
        back = ClearingAnswer("R1", Outcome.RETURNED, submission, reason="RJ01")
        inbox = pay.worker.dispatch.inbox
        for _ in range(2):
            pay.run(lambda ctx: inbox.take(ctx, back))
        found = pay.find("S1")
        assert (found.status, found.reason_code) == ("returned", "RJ01")
        assert pay.balance() == (100_000_000 - 500, 0)
        assert pay.breaches() == []

    def test_what_comes_back_to_a_closed_account_is_parked(self, pay: PaymentHouse) -> None:
        pay.submit("S1", **OTHER_PAYEE)
        pay.decide("赵敏")
        pay.dispatch()
        before = pay.balance()
        pay.world.db.tamper(
            "UPDATE yinqi.ledger_account SET status = 'closed' WHERE number = '1001234509012345678'"
        )
        submission = pay.clearing.sent[0].id
        back = ClearingAnswer("R1", Outcome.RETURNED, submission, reason="RJ01")
        pay.run(lambda ctx: pay.worker.dispatch.inbox.take(ctx, back))
        found = pay.find("S1")
        assert found.status == "returned"
        assert "已挂账" in found.reason_zh
        assert "in suspense" in found.reason_en
        assert pay.balance() == before
        assert pay.breaches() == []
        parked = pay.run(lambda ctx: ctx.uow.rows(_SUSPENDED, (ctx.tenant_id,)))
        assert [row["amount_minor"] for row in parked] == [12_345]


_SUSPENDED = """
SELECT e.amount_minor FROM ledger_entry e JOIN ledger_account a
    ON a.tenant_id = e.tenant_id AND a.id = e.account_id
 WHERE e.tenant_id = %s AND a.gl_code = '2242' AND a.currency = 'CNY'
"""
