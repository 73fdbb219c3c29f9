"""Freeze, stop, hold: the books refuse from that moment on, and the customer is told."""

from __future__ import annotations

import pytest

from kernel.errors import Faulty, YinqiError
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PaymentHouse

ACCOUNT = "1001234509012345678"
ORDER = {"authority": "某市中级人民法院", "document": "（2026）执 123 号", "reason": "财产保全"}


def status(desk: DeskBank) -> tuple[str, int]:
    with desk.world.db.auditor.begin(desk.scope) as uow:
        row = uow.row("SELECT status, held_minor FROM ledger_account WHERE number = %s", (ACCOUNT,))
        assert row is not None
        return row["status"], row["held_minor"]


def freeze(desk: DeskBank, sort: str = "freeze", **more: str) -> str:
    row = desk.done("measure", ACCOUNT, {**ORDER, "sort": sort, **more})
    assert row["status"] == "in_force", row["why"]
    return str(row["target"])


def test_a_frozen_account_pays_nothing_and_says_why(desk: DeskBank, pay: PaymentHouse) -> None:
    freeze(desk)
    with pytest.raises(Faulty) as refused:
        pay.submit("S1")
    assert refused.value.findings[0].text.zh == "付款账户已被冻结，不能收付款；详情请联系开户行"
    assert desk.world.count("payment") == 0


def test_before_a_second_person_has_agreed_nothing_is_frozen(desk: DeskBank) -> None:
    row = desk.propose("贺兰", "measure", ACCOUNT, {**ORDER, "sort": "freeze"})
    assert status(desk) == ("open", 0)
    assert desk.decide("秦峰", row, approves=False)["status"] == "rejected"
    assert status(desk) == ("open", 0)


def test_a_payment_on_its_way_to_a_signature_fails_at_release(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    pay.submit("S1")
    freeze(desk)
    pay.decide("赵敏")
    assert pay.find("S1").status == "failed"
    assert pay.breaches() == []


def test_one_authoritys_release_does_not_open_what_another_keeps_shut(desk: DeskBank) -> None:
    first, second = freeze(desk, "stop"), freeze(desk)
    assert status(desk)[0] == "frozen"
    desk.done("lift", second, {"lifted_by": "解冻通知书"})
    assert status(desk)[0] == "credit_only"
    desk.done("lift", first, {"lifted_by": "解除止付通知"})
    assert status(desk)[0] == "open"


def test_an_amount_is_held_and_given_back(desk: DeskBank, pay: PaymentHouse) -> None:
    waiting = desk.propose("贺兰", "measure", ACCOUNT, {**ORDER, "sort": "stop"})
    number = freeze(desk, "hold", amount="600,000.00")
    told = desk.about("measure", waiting["target"])
    assert told["已冻结或圈存"] == "CNY 600,000.00"
    assert told["现有措施"].startswith("金额冻结")
    assert status(desk) == ("open", 60_000_000)
    assert pay.balance()[1] == 60_000_000
    desk.done("lift", number, {"lifted_by": "解冻通知书"})
    assert status(desk) == ("open", 0)
    assert pay.breaches() == []


def test_more_than_there_is_cannot_be_held(desk: DeskBank) -> None:
    row = desk.done("measure", ACCOUNT, {**ORDER, "sort": "hold", "amount": "99000000.00"})
    assert row["status"] == "failed"
    assert status(desk) == ("open", 0)
    assert desk.world.count("account_measure") == 0


def test_an_emergency_stop_ends_by_itself(desk: DeskBank, pay: PaymentHouse) -> None:
    freeze(desk, "stop")
    assert status(desk)[0] == "credit_only"
    desk.world.advance(hours=47)
    desk.work(pay)
    assert status(desk)[0] == "credit_only"
    desk.world.advance(hours=1, minutes=1)
    desk.work(pay)
    assert status(desk)[0] == "open"


def test_a_measure_with_a_last_day_outlives_the_hours_and_ends_with_that_day(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    freeze(desk, "stop", until_on="2026-11-27")
    desk.world.advance(days=4)
    desk.work(pay)
    assert status(desk)[0] == "credit_only"
    desk.world.advance(days=1)
    desk.work(pay)
    assert status(desk)[0] == "open"


def test_customers_who_may_see_the_account_are_told(desk: DeskBank, pay: PaymentHouse) -> None:
    freeze(desk)
    desk.work(pay)
    with desk.world.db.auditor.begin(desk.scope) as uow:
        (row,) = uow.rows("SELECT DISTINCT text FROM notice WHERE kind = 'account_measured'")
    assert row["text"]["zh"] == "账户 尾号 5678 已被冻结，暂不能收付款"
    assert desk.world.count("notice", "kind = 'account_measured'") >= 5


def test_what_is_typed_wrongly_is_told_all_at_once(desk: DeskBank) -> None:
    with pytest.raises(Faulty) as refused:
        desk.propose(
            "贺兰", "measure", ACCOUNT, {"sort": "hold", "amount": "-1", "until_on": "2020-01-01"}
        )
    assert {one.field for one in refused.value.findings} == {
        "amount", "authority", "document", "reason", "until_on",
    }  # fmt: skip


def test_an_account_of_another_bank_is_not_found(desk: DeskBank) -> None:
    with pytest.raises(YinqiError):
        desk.propose("贺兰", "measure", "8110801012345678901", {**ORDER, "sort": "freeze"})
