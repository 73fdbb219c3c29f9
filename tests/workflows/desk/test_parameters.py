"""What the system administrators set counts on the next request, at every door it names."""

from __future__ import annotations

import pytest

from corporate.admission import SwitchedOff
from kernel.errors import Faulty
from kernel.operation import Door
from risk.errors import SingleExceeded
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.batches import queries as batch_queries
from workflows.desk import customers

OFF = {
    "holder": "*", "operation": "payments.submit", "door": "*", "state": "off", "zh": "系统升级，付款暂停至 12:00。",
    "en": "Payments are paused until noon.",
}  # fmt: skip


def test_a_function_that_is_off_is_refused_in_the_banks_words(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    desk.done("switch", "new", OFF, by="戴明")
    with pytest.raises(SwitchedOff) as refused:
        pay.submit("S1")
    assert refused.value.message.zh == "系统升级，付款暂停至 12:00。"
    assert refused.value.message.en == "Payments are paused until noon."
    lina, erp = desk.world.actor("李娜"), desk.world.actor("辰海 ERP")
    for one in (lina, erp):
        with pay.house.gate.transaction(one) as uow:
            assert "payments.submit" not in pay.house.gate.offers(one, uow)
    target = "*/payments.submit/*"
    row = desk.done("switch", target, {**OFF, "state": "on"}, by="戴明")
    assert row["status"] == "in_force"
    assert pay.submit("S1").number


def test_a_switch_reaches_no_further_than_it_says(desk: DeskBank, pay: PaymentHouse) -> None:
    named = {**OFF, "holder": "10001", "door": "direct_link"}
    desk.done("switch", "new", named, by="戴明")
    assert pay.submit("S1").number
    erp = desk.world.actor("辰海 ERP")
    with pay.house.gate.transaction(erp) as uow:
        assert "payments.submit" not in pay.house.gate.offers(erp, uow)
    other = desk.world.actor("恒锐 ERP")
    with pay.house.gate.transaction(other) as uow:
        assert "payments.submit" in pay.house.gate.offers(other, uow)
    assert erp.door is Door.DIRECT_LINK


def test_a_rail_is_capped_closed_and_opened(desk: DeskBank) -> None:
    typed = {"state": "on", "cap": "50,000.00", "hours": "09:00-16:30"}
    desk.done("rail", "IBPS", typed, by="戴明")
    with desk.as_("戴明") as ctx:
        rail = desk.house.banks.of(ctx.uow).rails["IBPS"]
    assert (rail.enabled, rail.cap_minor, rail.hours.wire()) == (True, 5_000_000, "09:00-16:30")
    with pytest.raises(Faulty):
        desk.propose("戴明", "rail", "IBPS", {"state": "on", "cap": "x", "hours": "noon"})


def test_a_day_of_the_banks_own_calendar(desk: DeskBank) -> None:
    desk.done("calendar", "new", {"on": "2026-12-02", "day": "rest", "note": "系统停机"}, by="戴明")
    with desk.as_("戴明") as ctx:
        calendar = desk.house.banks.of(ctx.uow).calendar
        day = ctx.now.date().replace(month=12, day=2)
        assert not calendar.is_bank_day(day)
        assert calendar.is_bank_day(day.replace(day=3))


def test_the_banks_limit_binds_the_next_payment(desk: DeskBank, pay: PaymentHouse) -> None:
    typed = {"scope": "enterprise", "span": "single", "ceiling": "100.00"}
    desk.done("bank_limit", "10001", typed)
    with pytest.raises(SingleExceeded):
        pay.submit("S1", amount_minor=10_001)
    desk.done("bank_limit", "10001", {**typed, "ceiling": ""})
    assert pay.submit("S1", amount_minor=10_001).number


def test_a_broadcast_reaches_everybody_who_works_for_a_customer(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    desk.done("broadcast", "new", {"holder": "*", "zh": "本周六夜间维护。", "en": "Maintenance."})
    desk.work(pay)
    told = desk.world.count("notice", "kind = 'broadcast'")
    assert told == desk.world.count("enterprise_user", "status = 'active'")
    desk.done("broadcast", "new", {"holder": "10002", "zh": "请补交资料。", "en": "Papers."})
    desk.work(pay)
    with desk.as_("贺兰") as ctx:
        users = len(customers.users(ctx, customers.by_number(ctx, "10002")["id"]))
    assert desk.world.count("notice", "kind = 'broadcast'") == told + users


def test_a_certificate_revoked_by_the_bank_counts_no_more(desk: DeskBank) -> None:
    serial = "CERT-10001"
    row = desk.done("revoke", serial, {"why": "私钥可能泄露"})
    assert row["status"] == "in_force", row["why"]
    assert desk.world.count("certificate", f"serial = '{serial}' AND status = 'revoked'") == 1


def test_how_an_account_is_debited_for_batches_is_agreed_with_the_bank(
    desk: DeskBank, world: HouseWorld
) -> None:
    account = "1001234509012345678"
    row = desk.done("batch_debit", account, {"debit": "each"})
    assert row["status"] == "in_force"
    with world.context("李娜") as ctx:
        assert batch_queries.standing(ctx, account)["debit"] == "each"
    desk.done("batch_debit", account, {"debit": "total"})
    with world.context("李娜") as ctx:
        assert batch_queries.standing(ctx, account)["debit"] == "total"
    with pytest.raises(Faulty):
        desk.propose("贺兰", "batch_debit", account, {"debit": "none"})
