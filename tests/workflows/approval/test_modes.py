"""All, any, k of a group; a must-include group; one person for a whole step; the scope of a rule."""

from __future__ import annotations

import pytest

from tests.workflows.approval.acts import level, rule
from tests.workflows.approval.house import House
from workflows.approval import errors
from workflows.approval.subjects import Outcome


def test_all_means_everybody_in_the_group_at_submission(house: House) -> None:
    maker = house.user("经办", "legal")
    a, b = house.user("甲", "legal"), house.user("乙", "legal")
    rule(house, [level("legal", mode="all")])
    item = house.submit(maker)
    newcomer = house.user("丙", "legal")
    with pytest.raises(errors.NotYourTurn):
        house.decide(newcomer, item)
    assert house.decide(a, item) is Outcome.SIGNED
    assert house.decide(b, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_all_of_nobody_cannot_be_submitted(house: House) -> None:
    maker = house.user("经办", "legal")
    house.user("甲", "finance")
    rule(house, [level("legal", mode="all")])
    with pytest.raises(errors.LevelUnfillable):
        house.submit(maker)


def test_all_by_a_newer_rule_means_everybody_of_today(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "legal")
    rule(house, [level("legal", mode="all")])
    item = house.submit(maker)
    house.decide(a, item)
    late = house.user("乙", "legal")
    rule(house, [level("legal", mode="all")], valid_days=9)
    assert not house.recheck(item)
    assert house.decide(late, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_any_is_one(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "legal")
    house.user("乙", "legal")
    rule(house, [level("legal", mode="any")])
    assert house.decide(a, house.submit(maker)) is Outcome.GRANTED


def test_one_of_the_signatures_must_come_from_a_further_group(house: House) -> None:
    maker = house.user("经办")
    a, b = house.user("甲", "manager"), house.user("乙", "manager")
    lawyer = house.user("丙", "manager", "legal")
    rule(house, [level("manager", 2, must_include="legal")])
    item = house.submit(maker)
    assert house.decide(a, item) is Outcome.SIGNED
    with pytest.raises(errors.NotYourTurn):
        house.decide(b, item)
    assert house.decide(lawyer, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_the_further_group_may_sign_first(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    lawyer = house.user("丙", "manager", "legal")
    rule(house, [level("manager", 2, must_include="legal")])
    item = house.submit(maker)
    assert house.decide(lawyer, item) is Outcome.SIGNED
    assert house.decide(a, item) is Outcome.GRANTED


def test_without_anybody_of_the_further_group_it_cannot_be_submitted(house: House) -> None:
    maker = house.user("经办", "legal")
    for name in ("甲", "乙", "丁"):
        house.user(name, "manager")
    rule(house, [level("manager", 2, must_include="legal")])
    with pytest.raises(errors.LevelUnfillable):
        house.submit(maker)


def test_one_person_completes_a_step_only_if_the_rule_says_so(house: House) -> None:
    maker, both = house.user("经办"), house.user("甲", "finance", "legal")
    house.user("乙", "legal")
    step = [level("finance"), level("legal")]
    rule(house, step)
    assert house.decide(both, house.submit(maker)) is Outcome.SIGNED
    rule(house, step, same_person_completes_level=True)
    item = house.submit(maker)
    assert house.decide(both, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_one_person_never_completes_two_steps(house: House) -> None:
    maker, both = house.user("经办"), house.user("甲", "finance", "legal")
    rule(house, [level("finance")], [level("legal")], same_person_completes_level=True)
    with pytest.raises(errors.LevelUnfillable):
        house.submit(maker)
    other = house.user("乙", "legal")
    item = house.submit(maker)
    assert house.decide(both, item) is Outcome.SIGNED
    with pytest.raises(errors.ActedBefore):
        house.decide(both, item)
    assert house.decide(other, item) is Outcome.GRANTED


def test_one_person_never_stands_for_two_of_one_level(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "finance")
    b = house.user("乙", "finance")
    rule(house, [level("finance", 2)], same_person_completes_level=True)
    item = house.submit(maker)
    assert house.decide(a, item) is Outcome.SIGNED
    assert house.decide(b, item) is Outcome.GRANTED


def test_the_most_specific_scope_wins_and_says_so(house: House) -> None:
    maker = house.user("经办")
    for group in "abcde":
        house.user(group, group)
    account = "6222000000000317"
    scopes = [
        {"operation": "*"},
        {},
        {"account_number": account},
        {"account_number": account, "payee_class": "new"},
        {"account_number": account, "payee_class": "new", "door": "web"},
    ]
    said = []
    for group, scope in zip("abcde", scopes, strict=True):
        rule(house, [level(group)], **scope)
        subject = house.subject(maker, payee_class="new")
        with house.as_user(maker) as ctx:
            plan = house.engine.plan(ctx, house.product.lock(ctx, subject.id))
        assert [at.level.group for at in plan.levels] == [group]
        said.append(plan.why.zh)
    assert "企业通用规则" in said[0]
    assert "新收款人" in said[3]
    assert said[4].endswith("；在 5 条可适用的规则中范围最具体")


def test_a_rule_for_payees_does_not_beat_one_for_the_account(house: House) -> None:
    maker = house.user("经办")
    house.user("甲", "a")
    house.user("乙", "b")
    rule(house, [level("a")], account_number="6222000000000317")
    rule(house, [level("b")], payee_class="new", door="web")
    subject = house.subject(maker, payee_class="new")
    with house.as_user(maker) as ctx:
        plan = house.engine.plan(ctx, house.product.lock(ctx, subject.id))
    assert [at.level.group for at in plan.levels] == ["a"]


def test_a_payee_who_becomes_new_again_is_asked_for_by_the_rule_of_today(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "a")
    strict = house.user("乙", "b")
    rule(house, [level("a")])
    rule(house, [level("b")], payee_class="new")
    item = house.submit(maker, payee_class="white_list")
    assert house.decide(a, item) is Outcome.GRANTED
    house.admin(
        "UPDATE probe.subject SET payee_class = 'new' WHERE tenant_id = %s", house.tenant_id
    )
    assert not house.recheck(item)
    assert house.decide(strict, item) is Outcome.GRANTED
