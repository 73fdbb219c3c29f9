"""Submitting a payment: what happens, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from connectors.ports import Outcome
from kernel.errors import Denied, Faulty, NotFound, YinqiError
from kernel.operation import Door
from kernel.records.serials import SerialConflict
from ledger.errors import InsufficientFunds
from tests.workflows.payments.house import OTHER_PAYEE, OWN_PAYEE, PAYER, PaymentHouse

pytestmark = pytest.mark.database

TABLES = (
    "payment",
    "client_serial",
    "payment_transition",
    "outbox",
    "audit",
    "approval",
    "submission",
)


def counts(pay: PaymentHouse) -> dict[str, int]:
    return {table: pay.world.count(table) for table in TABLES}


def codes(fault: pytest.ExceptionInfo[Faulty]) -> set[str]:
    return {finding.code for finding in fault.value.findings}


def test_a_payment_within_the_bank_is_booked_when_the_last_level_has_signed(
    pay: PaymentHouse,
) -> None:
    assert pay.submit("S1", amount_minor=1_500_000).status == "pending_approval"
    assert pay.balance() == (100_000_000, 0)
    assert pay.decide("赵敏") == ["signed"]
    assert pay.find("S1").status == "pending_approval"
    assert pay.decide("王磊") == ["granted"]
    assert pay.find("S1").status == "succeeded"
    assert pay.balance() == (98_500_000, 0)
    assert pay.balance("3250612000181470") == (89_500_000, 0)
    assert pay.breaches() == []


def test_a_payment_to_another_bank_is_held_sent_once_and_booked_when_clearing_settles(
    pay: PaymentHouse,
) -> None:
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    found = pay.find("S1")
    assert (found.status, found.rail) == ("submitted", "IBPS")
    fee = 500
    assert pay.balance() == (100_000_000, 12_345 + fee)
    assert pay.dispatch() == 1
    assert pay.find("S1").status == "succeeded"
    assert pay.balance() == (100_000_000 - 12_345 - fee, 0)
    assert len(pay.clearing.sent) == 1
    assert pay.dispatch() == 0
    assert pay.breaches() == []


def test_a_timeout_is_unknown_and_the_same_submission_is_asked_about_and_never_sent_again(
    pay: PaymentHouse,
) -> None:
    pay.clearing.script = [None, None, Outcome.SETTLED]
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.dispatch()
    assert pay.find("S1").status == "unknown"
    held = pay.balance()[1]
    assert held > 0
    for _ in range(2):
        pay.world.advance(minutes=5)
        pay.dispatch()
    assert pay.find("S1").status == "succeeded"
    assert len(pay.clearing.sent) == 1
    assert set(pay.clearing.asked) == {pay.clearing.sent[0].id}
    assert pay.breaches() == []


def test_a_refusal_by_clearing_gives_the_money_back(pay: PaymentHouse) -> None:
    pay.clearing.script = [Outcome.REFUSED]
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.dispatch()
    found = pay.find("S1")
    assert (found.status, found.reason_code) == ("failed", "RJ01")
    assert pay.balance() == (100_000_000, 0)
    assert pay.breaches() == []


def test_a_direct_payment_goes_through_in_one_request(pay: PaymentHouse) -> None:
    pay.allow_direct()
    view = pay.submit("E1", by="辰海 ERP")
    assert view.status == "succeeded"
    assert pay.balance() == (100_000_000 - 12_345, 0)
    assert pay.world.count("payment_transition") == 2
    assert pay.breaches() == []


def test_the_same_serial_and_content_again_is_the_first_payment(pay: PaymentHouse) -> None:
    pay.allow_direct()
    first = pay.submit("E1", by="辰海 ERP")
    before = counts(pay)
    again = pay.submit("E1", by="辰海 ERP")
    assert (again.number, again.duplicate) == (first.number, True)
    assert {**counts(pay), "audit": 0} == {**before, "audit": 0}
    assert pay.balance() == (100_000_000 - 12_345, 0)


def test_the_same_serial_on_another_day_and_door_is_still_the_first_payment(
    pay: PaymentHouse,
) -> None:
    first = pay.submit("E1", by="辰海 ERP")
    pay.world.advance(days=400)
    assert pay.submit("E1").number == first.number


def test_the_same_serial_with_other_content_is_refused_and_changes_nothing(
    pay: PaymentHouse,
) -> None:
    pay.allow_direct()
    pay.submit("E1", by="辰海 ERP")
    before, money = counts(pay), pay.balance()
    with pytest.raises(SerialConflict):
        pay.submit("E1", by="辰海 ERP", amount_minor=12_346)
    assert (counts(pay), pay.balance()) == (before, money)


def test_sixty_four_identical_requests_at_once_pay_once(pay: PaymentHouse) -> None:
    pay.allow_direct()
    with ThreadPoolExecutor(16) as pool:
        views = list(pool.map(lambda _: pay.submit("E1", by="辰海 ERP"), range(64)))
    assert len({view.number for view in views}) == 1
    assert sum(not view.duplicate for view in views) == 1
    assert pay.balance() == (100_000_000 - 12_345, 0)
    assert pay.world.count("payment") == 1


def test_one_serial_with_two_contents_at_two_doors_at_once_is_one_payment(
    pay: PaymentHouse,
) -> None:
    pay.allow_direct()

    def ask(place: int) -> int:
        by, amount = ("辰海 ERP", 100) if place % 2 else ("李娜", 200)
        try:
            pay.submit("BOTH", by=by, amount_minor=amount)
        except SerialConflict:
            return 0
        return amount

    with ThreadPoolExecutor(8) as pool:
        paid = set(pool.map(ask, range(16))) - {0}
    assert len(paid) == 1
    assert pay.balance() == (100_000_000 - paid.pop(), 0)
    assert pay.world.count("payment") == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"payee_name": "苏州恒瑞特钢有限公司"}, "payment.payee_name_differs"),
        ({"payee_account": "3250612000189999"}, "payment.payee_unknown"),
        ({"payee_account": PAYER, "payee_name": "上海辰海物流股份有限公司"}, "payment.to_itself"),
        ({"currency": "EUR"}, "payment.currency_differs"),
        ({**OTHER_PAYEE, "payee_bank": "102100099997"}, "payment.payee_bank_unknown"),
        ({**OTHER_PAYEE, "rail": "BEPS", "amount_minor": 100_000_001}, "payment.over_rail_cap"),
        (
            {**OTHER_PAYEE, "payee_bank": "314305506621", "rail": "IBPS"},
            "payment.payee_not_in_ibps",
        ),
    ],
)
def test_what_cannot_be_paid_is_refused_with_its_own_code(
    pay: PaymentHouse, more: dict[str, Any], code: str
) -> None:
    from workflows.payments.commands import RailWish  # noqa: PLC0415 - one test's own

    if "rail" in more:
        more = {**more, "rail": RailWish(str(more["rail"]))}
    before = counts(pay)
    with pytest.raises(Faulty) as fault:
        pay.submit("S1", **more)
    assert code in codes(fault)
    assert counts(pay) == before


def test_large_value_by_name_is_refused_while_the_system_is_closed(pay: PaymentHouse) -> None:
    from workflows.payments.commands import RailWish  # noqa: PLC0415

    pay.world.advance(hours=8)  # 18:05
    before = counts(pay)
    with pytest.raises(Faulty) as fault:
        pay.submit("S1", **OTHER_PAYEE, rail=RailWish.HVPS)
    assert codes(fault) == {"payment.rail_closed"}
    assert "20:30" in fault.value.findings[0].text.zh
    assert counts(pay) == before


def test_a_large_payment_at_night_waits_for_the_opening_and_says_so(pay: PaymentHouse) -> None:
    pay.world.advance(hours=8)
    view = pay.submit("S1", **{**OTHER_PAYEE, "amount_minor": 99_000_000 + 1_100_000_000})
    assert view.value_on == date(2026, 11, 24)
    assert "payment.rail_closed" in {finding.code for finding in view.findings}


@pytest.mark.parametrize(
    ("asked", "given", "code"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), "payment.date_past"),
        (date(2026, 11, 28), date(2026, 11, 30), "payment.date_off"),
    ],
)
def test_a_date_past_or_off_is_moved_with_a_finding(
    pay: PaymentHouse, asked: date, given: date, code: str
) -> None:
    view = pay.submit("S1", requested_on=asked)
    assert view.value_on == given
    assert code in {finding.code for finding in view.findings}


def test_a_future_payment_waits_and_goes_on_its_day(pay: PaymentHouse) -> None:
    pay.submit("S1", requested_on=date(2026, 11, 25))
    pay.decide("赵敏")
    assert pay.find("S1").status == "scheduled"
    assert pay.balance() == (100_000_000, 0)
    pay.world.advance(days=2)
    assert pay.release_due() == 1
    assert pay.find("S1").status == "succeeded"
    assert pay.balance() == (100_000_000 - 12_345, 0)


def test_insufficient_funds_refuse_a_direct_payment_whole(pay: PaymentHouse) -> None:
    pay.allow_direct()
    before = counts(pay)
    with pytest.raises(InsufficientFunds):
        pay.submit("E1", by="辰海 ERP", amount_minor=100_000_001)
    assert counts(pay) == before
    assert pay.submit("E1", by="辰海 ERP", amount_minor=100_000_000).status == "succeeded"


def test_insufficient_funds_at_release_fail_the_payment_and_say_why(pay: PaymentHouse) -> None:
    pay.submit("S1", amount_minor=60_000_000)
    pay.submit("S2", amount_minor=60_000_000)
    pay.decide("赵敏")
    pay.decide("王磊")
    states = sorted(pay.find(serial).status for serial in ("S1", "S2"))
    assert states == ["failed", "succeeded"]
    failed = next(v for v in (pay.find("S1"), pay.find("S2")) if v.status == "failed")
    assert failed.reason_code == "ledger.insufficient_funds"
    assert pay.breaches() == []


@pytest.mark.parametrize("account", ["3250612000181470", "1001234509012345694", "9999999999999999"])
def test_an_account_of_others_or_not_for_paying_pays_nothing(
    pay: PaymentHouse, account: str
) -> None:
    before = counts(pay)
    with pytest.raises((NotFound, Denied, YinqiError)):
        pay.submit("S1", payer_account=account)
    assert counts(pay) == before


def test_a_second_payment_of_the_same_amount_is_flagged_as_maybe_a_duplicate(
    pay: PaymentHouse,
) -> None:
    first = {finding.code for finding in pay.submit("S1").findings}
    second = {finding.code for finding in pay.submit("S2").findings}
    assert first == {"payment.first_payment"}
    assert second == {"payment.maybe_duplicate"}


def test_the_maker_withdraws_and_nobody_else_does(pay: PaymentHouse) -> None:
    view = pay.submit("S1")
    gate = pay.house.gate
    with pytest.raises(Denied):
        gate.perform(pay.world.actor("孙悦"), "payments.withdraw", {"Number": view.number})
    answer = gate.perform(pay.world.actor("李娜"), "payments.withdraw", {"Number": view.number})
    assert answer.status == "withdrawn"
    assert pay.decide("赵敏") == []


def test_rejecting_ends_it_and_no_money_moves(pay: PaymentHouse) -> None:
    pay.submit("S1")
    assert pay.decide("赵敏", "reject") == ["rejected"]
    assert pay.find("S1").status == "rejected"
    assert pay.balance() == (100_000_000, 0)


def test_a_change_behind_the_approvers_back_voids_the_approval(pay: PaymentHouse) -> None:
    pay.submit("S1", amount_minor=1_500_000)
    pay.decide("赵敏")
    pay.world.db.tamper("UPDATE yinqi.payment SET payee_account = '3250612000181471'")
    with pytest.raises(YinqiError) as refusal:
        pay.decide("王磊")
    assert refusal.value.code == "approval.content_changed"
    assert pay.find("S1").status == "pending_approval"
    assert pay.balance() == (100_000_000, 0)


def test_names_with_rare_characters_survive(pay: PaymentHouse) -> None:
    name = "上海𬭚㛃金属有限公司"
    pay.submit("S1", **{**OTHER_PAYEE, "payee_name": name})
    assert pay.find("S1").payee_name == name


def test_the_direct_link_shows_the_same_payment_as_the_web(pay: PaymentHouse) -> None:
    view = pay.submit("E1", by="辰海 ERP", door=Door.DIRECT_LINK)
    assert pay.find("E1").number == view.number
    assert OWN_PAYEE["payee_account"] == view.payee_account
