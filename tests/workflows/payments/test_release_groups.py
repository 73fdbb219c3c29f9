"""Release of groups that were signed as one: by row, under today's policy, each row once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.operation import Door
from tests.counting import counted_statements
from tests.workflows.payments.erp import GOOD, batch, message, report, send, statuses, transfer
from tests.workflows.payments.house import PaymentHouse
from tests.workflows.payments.releasing import OWN, STRICT, policy
from workflows.payments.commands import WithdrawPayment
from workflows.payments.errors import InBatch

pytestmark = pytest.mark.database


class TestGroups:
    def later(self, pay: PaymentHouse, count: int = 3) -> None:
        rows = [transfer(n, payee=OWN if n % 2 else GOOD) for n in range(1, count + 1)]
        send(pay, message(batch(*rows, on=date(2026, 11, 24))))
        assert pay.decide("赵敏") == ["granted"]
        assert statuses(report(pay)) == ["scheduled"] * count
        pay.world.advance(days=1)

    def test_one_stands_for_all_of_its_day(self, pay: PaymentHouse) -> None:
        self.later(pay)
        assert pay.release_due() == 1
        assert statuses(report(pay)) == ["succeeded", "submitted", "succeeded"]
        assert pay.release_due() == 0
        pay.dispatch()
        assert statuses(report(pay)) == ["succeeded"] * 3
        assert pay.breaches() == []

    def test_its_agreement_is_looked_at_once_however_many_they_are(self, pay: PaymentHouse) -> None:
        def statements(count: int) -> int:
            pay.world.db.restore()
            pay.world.clock.set(datetime(2026, 11, 23, 10, 5, tzinfo=SHANGHAI))
            self.later(pay, count)
            [payment_id] = pay.run(lambda ctx: pay.worker.payments.due(ctx, 10))
            with counted_statements() as seen:
                pay.run(lambda ctx: pay.worker.payments.release_due(ctx, payment_id))
            return len(seen)

        few, many = statements(2), statements(12)
        assert (many - few) / 10 <= 10

    def test_a_row_that_fails_at_release_was_signed_and_stops_no_other(
        self, pay: PaymentHouse
    ) -> None:
        send(pay, message(batch(transfer(1), transfer(2, 99_995_000), transfer(3))))
        pay.decide("赵敏")
        pay.decide("王磊")
        assert statuses(report(pay)) == ["submitted", "failed", "submitted"]
        with pay.world.job() as ctx:
            approval = ctx.uow.row("SELECT approval_id FROM payment_group")
            assert approval is not None
        actor = pay.world.actor("赵敏", door=Door.PHONE)
        given = {"ApprovalId": str(approval["approval_id"])}
        assert pay.house.gate.read(actor, "approvals.view", given).status == "granted"

    def test_a_stricter_policy_asks_for_the_whole_group_again(self, pay: PaymentHouse) -> None:
        self.later(pay)
        policy(pay, STRICT)
        pay.release_due()
        assert statuses(report(pay)) == ["pending_approval"] * 3
        assert pay.decide("陈静") == ["granted"]
        assert statuses(report(pay)) == ["succeeded", "submitted", "succeeded"]

    def test_a_stricter_policy_before_the_grant_is_asked_for_at_the_grant(
        self, pay: PaymentHouse
    ) -> None:
        send(pay, message(batch(transfer(1), transfer(2))))
        policy(pay, STRICT)
        assert pay.decide("赵敏") == ["granted"]
        assert statuses(report(pay)) == ["pending_approval"] * 2
        assert pay.decide("陈静") == ["granted"]
        assert statuses(report(pay)) == ["submitted"] * 2

    def test_a_group_whose_policy_was_taken_away_ends_row_by_row(self, pay: PaymentHouse) -> None:
        self.later(pay)
        pay.world.db.tamper("UPDATE yinqi.approval_policy SET live = false")
        pay.release_due()
        assert statuses(report(pay)) == ["failed"] * 3
        assert pay.balance() == (100_000_000, 0)

    def test_a_group_that_went_unsigned_is_shown_to_whom_it_now_needs(
        self, pay: PaymentHouse
    ) -> None:
        pay.allow_direct()
        send(pay, message(batch(transfer(1), transfer(2), on=date(2026, 11, 24))))
        pay.world.advance(days=1)
        policy(pay, STRICT)
        pay.release_due()
        actor = pay.world.actor("赵敏", door=Door.PHONE)
        [item] = pay.house.gate.read(actor, "approvals.inbox").items
        cards = pay.house.gate.read(
            actor, "payments.cards", {"ApprovalIds": [item.approval_id]}
        ).cards
        assert [(card.payments, card.amount_minor) for card in cards] == [(2, 20_000)]
        pay.decide("赵敏")
        assert pay.decide("陈静") == ["granted"]
        assert statuses(report(pay)) == ["submitted"] * 2

    @pytest.mark.parametrize(
        ("action", "status"), [("reject", "rejected"), ("send_back", "rejected")]
    )
    def test_what_approvers_refuse_is_over_and_says_why(
        self, pay: PaymentHouse, action: str, status: str
    ) -> None:
        send(pay, message(batch(transfer(1), transfer(2))))
        pay.decide("赵敏", action)
        answer = report(pay)
        assert statuses(answer) == [status] * 2
        assert answer.document.payments[0]["reason"]["zh"] == "审批人驳回"
        assert pay.balance() == (100_000_000, 0)

    def test_a_row_is_not_taken_back_alone(self, pay: PaymentHouse) -> None:
        answer = send(pay, message(batch(transfer(1))))
        command = WithdrawPayment(number=answer.document.payments[0]["number"])
        with pytest.raises(InBatch), pay.world.context("辰海 ERP") as ctx:
            pay.house.payments.withdraw(ctx, command)

    def test_a_round_that_lapses_ends_every_row(self, pay: PaymentHouse) -> None:
        send(pay, message(batch(transfer(1), transfer(2))))
        pay.world.advance(days=31)
        pay.run(pay.worker.approvals.expire_due)
        assert statuses(report(pay)) == ["expired"] * 2


class TestLargeGroups:
    """In one transaction a hundred payments of one account: its row grows by a version with each."""

    ROWS = tuple(transfer(n, payee=OWN if n == 1 else GOOD) for n in range(1, 6))

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "RELEASE_GROUP_MAX", 2)

    def sent(self, pay: PaymentHouse) -> int:
        return sum(status in {"submitted", "succeeded"} for status in statuses(report(pay)))

    def test_the_first_go_at_once_and_the_worker_sends_the_rest(self, pay: PaymentHouse) -> None:
        send(pay, message(batch(*self.ROWS)))
        assert pay.decide("赵敏") == ["granted"]
        assert statuses(report(pay))[:3] == ["succeeded", "submitted", "approved"]
        counted = []
        while pay.release_due():
            counted.append(self.sent(pay))
        assert counted == [4, 5]
        assert pay.balance() == (100_000_000 - 10_000, 4 * 10_500)
        assert pay.breaches() == []

    def test_also_where_nobody_signs(self, pay: PaymentHouse) -> None:
        pay.allow_direct()
        answer = send(pay, message(batch(*self.ROWS)))
        assert statuses(answer) == ["succeeded", "submitted", "approved", "approved", "approved"]
        counted = []
        while pay.release_due():
            counted.append(self.sent(pay))
        assert counted == [4, 5]

    def test_what_failed_or_went_meanwhile_stays_part_of_what_was_signed(
        self, pay: PaymentHouse
    ) -> None:
        refused_at_once = transfer(6, payee=("12345", "甲公司", GOOD[2]))
        rows = (transfer(1, 99_999_999), *self.ROWS[1:], refused_at_once)
        send(pay, message(batch(*rows)))
        pay.decide("赵敏")
        pay.decide("王磊")
        assert statuses(report(pay)) == ["failed", "submitted", *["approved"] * 3, "failed"]
        policy(pay, STRICT)
        pay.release_due()
        assert statuses(report(pay))[2:5] == ["pending_approval"] * 3
        assert pay.decide("陈静") == ["granted"]
        while pay.release_due():
            pass
        assert statuses(report(pay)) == ["failed", *["submitted"] * 4, "failed"]
        assert pay.balance() == (100_000_000, 4 * 10_500)

    def test_a_stricter_policy_in_between_stops_the_rest(self, pay: PaymentHouse) -> None:
        send(pay, message(batch(*self.ROWS)))
        pay.decide("赵敏")
        policy(pay, STRICT)
        pay.release_due()
        assert statuses(report(pay))[2:] == ["pending_approval"] * 3
        assert pay.decide("陈静") == ["granted"]
        pay.release_due()
        assert self.sent(pay) == 5
