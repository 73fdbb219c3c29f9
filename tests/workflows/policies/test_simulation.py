"""A trial says what submission would: which rule, why, who, what is lacking; and it writes nothing."""

from __future__ import annotations

import json

import pytest

from kernel.errors import Denied, NotFound
from tests.workflows.payments.house import PAYER
from tests.workflows.policies.house import STRICTER, PolicyHouse, rule

LARGE = "250000.00"


def test_a_past_payment_is_tried_under_a_draft(house: PolicyHouse) -> None:
    paid = house.payments.submit("A", amount_minor=25_000_000)
    now = house.simulate(number=paid.number)
    then = house.simulate(
        number=paid.number, rules=json.dumps(STRICTER), rule_operation="payments.submit"
    )
    assert (len(now.levels), now.drafted) == (2, False)
    assert [level.people for level in then.levels] == [("赵敏",), ("王磊",), ("陈静",)]
    assert then.drafted
    assert then.why_zh.startswith("草案：适用规则：提交付款（第 2 版）")
    assert house.world.count("mandate") == 0


def test_a_past_payment_shows_nothing_a_rule_is_not_chosen_by(house: PolicyHouse) -> None:
    paid = house.payments.submit("A", amount_minor=25_000_000, purpose="机密货款")
    said = str(house.simulate(number=paid.number))
    assert "250,000.00" in said
    assert "李娜经办" in said
    assert not any(word in said for word in ("机密", "苏州恒锐", "3250612000181470"))


def test_what_the_trial_says_is_what_submission_does(house: PolicyHouse) -> None:
    seen = house.simulate(
        account=PAYER, amount="123.45", maker=str(house.world.user("李娜").person_id)
    )
    paid = house.payments.submit("A", amount_minor=12_345)
    assert paid.number
    assert house.world.count("approval", "jsonb_array_length(snapshot->'steps') = 1") == len(
        seen.levels
    )


def test_the_maker_is_left_out_and_what_is_lacking_is_said(house: PolicyHouse) -> None:
    draft = json.dumps(rule((None, [[("checker", 1)]])))
    given = {"account": PAYER, "amount": LARGE, "rules": draft, "rule_operation": "payments.submit"}
    assert house.simulate(**given).lacking_zh == ()
    seen = house.simulate(**given, maker=str(house.world.user("赵敏").person_id))
    assert seen.levels[0].people == ()
    assert "还缺 1 位" in seen.lacking_zh[0]


def test_a_draft_for_another_door_does_not_apply(house: PolicyHouse) -> None:
    draft = {
        "rules": json.dumps(STRICTER),
        "rule_operation": "payments.submit",
        "rule_door": "phone",
    }
    at_web = house.simulate(account=PAYER, amount=LARGE, door="web", **draft)
    at_phone = house.simulate(account=PAYER, amount=LARGE, door="phone", **draft)
    assert (at_web.drafted, at_phone.drafted) == (False, True)


def test_a_more_specific_live_rule_beats_a_draft(house: PolicyHouse) -> None:
    house.set(rule((None, [[("manager", 1)]])), account=PAYER)
    draft = {"rules": json.dumps(STRICTER), "rule_operation": "payments.submit"}
    seen = house.simulate(account=PAYER, amount=LARGE, **draft)
    assert (seen.drafted, [level.people for level in seen.levels]) == (False, [("陈静",)])


def test_a_payee_class_has_a_rule_of_its_own(house: PolicyHouse) -> None:
    house.set(rule((None, [[("manager", 1)]])), payee_class="new")
    seen = house.simulate(account=PAYER, amount=LARGE, payee_class="new")
    assert [level.people for level in seen.levels] == [("陈静",)]
    assert "新收款人" in seen.why_zh


def test_a_change_of_rules_is_tried_with_the_rule_of_the_house(house: PolicyHouse) -> None:
    maker = str(house.world.user("周涛").person_id)
    seen = house.simulate(operation="policies.change", maker=maker)
    assert "双管理员" in seen.why_zh
    assert seen.levels[0].people == ("马倩",)


@pytest.mark.parametrize("number", ["P261123-00000000", "x"])
def test_a_payment_that_is_not_there_is_not_found(house: PolicyHouse, number: str) -> None:
    with pytest.raises(NotFound):
        house.simulate(number=number)


def test_another_enterprises_payment_is_not_found(house: PolicyHouse) -> None:
    theirs = house.payments.submit(
        "B", by="刘洋", payer_account="3250612000181470",
        payee_account="1001234509012345678", payee_name="上海辰海物流股份有限公司",
    )  # fmt: skip
    with pytest.raises(Denied) as refused:
        house.simulate(number=theirs.number)
    assert isinstance(refused.value, NotFound)
