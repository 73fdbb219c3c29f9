"""Delegation (委托): a place is lent, never a right; two people, one signature; no chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from kernel.errors import NotFound
from tests.workflows.approval.acts import delegate, end, level, rule
from tests.workflows.approval.house import House, User
from workflows.approval import errors
from workflows.approval.subjects import Outcome


def follow(house: House) -> int:
    """The worker lets inboxes follow."""
    with house.as_worker() as ctx:
        return house.engine.follow_delegations(ctx)


def names(house: House, who: User, item: object) -> Sequence[str]:
    """Who can sign now, as the page says it."""
    with house.as_user(who) as ctx:
        return house.engine.history(ctx, item).levels[0].can_sign  # type: ignore[arg-type]


def test_a_deputy_signs_in_the_place_of_another(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "clerk")
    rule(house, [level("manager")])
    item = house.submit(maker)
    with pytest.raises(errors.NotYourTurn):
        house.decide(deputy, item)
    delegate(house, boss, deputy)
    assert names(house, maker, item) == ("甲", "乙（代甲）")
    assert house.waiting(deputy) == house.waiting(boss) == 1
    assert house.decide(deputy, item) is Outcome.GRANTED
    (row,) = house.look(
        "SELECT person_id, on_behalf_of, name, groups FROM yinqi.approval_decision WHERE approval_id = %s",
        item,
    )
    assert tuple(row) == (deputy.person_id, boss.person_id, "乙（代甲）", ["manager"])
    assert house.recheck(item)


def test_the_plan_tells_the_deputy(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "clerk")
    rule(house, [level("manager")])
    delegate(house, boss, deputy)
    subject = house.subject(maker)
    with house.as_user(maker) as ctx:
        plan = house.engine.plan(ctx, subject)
    assert plan.sentence.zh == "需由甲（可由乙代）审批"


def test_deputy_and_principal_are_one_person(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "manager")
    third = house.user("丙", "manager")
    rule(house, [level("manager")], [level("manager")])
    item = house.submit(maker)
    delegate(house, boss, deputy)
    house.set_roles(deputy, "clerk")
    assert house.decide(deputy, item) is Outcome.SIGNED
    for one in (boss, deputy):
        with pytest.raises(errors.ActedBefore):
            house.decide(one, item)
    assert house.decide(third, item) is Outcome.GRANTED


def test_a_deputy_with_a_place_of_their_own_signs_for_themselves_first(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "manager")
    rule(house, [level("manager", 2)])
    item = house.submit(maker)
    delegate(house, boss, deputy)
    assert house.decide(deputy, item) is Outcome.SIGNED
    with pytest.raises(errors.ActedBefore):
        house.decide(deputy, item)
    assert house.decide(boss, item) is Outcome.GRANTED


def test_a_delegation_begins_and_ends_in_time_and_inboxes_follow(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "clerk")
    rule(house, [level("manager")])
    item = house.submit(maker)
    delegate(house, boss, deputy, days=2, after=1)
    assert house.waiting(deputy) == 0
    with pytest.raises(errors.NotYourTurn):
        house.decide(deputy, item)
    house.clock.advance(timedelta(days=1))
    assert follow(house) == 1
    assert follow(house) == 0
    assert house.waiting(deputy) == 1
    house.clock.advance(timedelta(days=2))
    with pytest.raises(errors.NotYourTurn):
        house.decide(deputy, item)
    assert follow(house) == 1
    assert house.waiting(deputy) == 0


def test_what_is_taken_back_ends_at_once(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "clerk")
    rule(house, [level("manager")])
    item = house.submit(maker)
    lent = delegate(house, boss, deputy)
    with pytest.raises(NotFound):
        end(house, deputy, lent)
    end(house, boss, lent)
    assert house.waiting(deputy) == 0
    with pytest.raises(errors.NotYourTurn):
        house.decide(deputy, item)


def test_a_right_taken_from_either_of_the_two_ends_it(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "clerk")
    house.user("丙", "manager")
    rule(house, [level("manager")])
    item = house.submit(maker)
    delegate(house, boss, deputy)
    house.revoke(boss)
    with pytest.raises(errors.NotYourTurn):
        house.decide(deputy, item)
    house.grant(boss, "manager")
    house.revoke(deputy)
    with pytest.raises(errors.NotEntitled):
        house.decide(deputy, item)


def test_it_holds_for_its_operation_only(house: House) -> None:
    maker, boss = house.user("经办"), house.user("甲", "manager")
    deputy = house.user("乙", "clerk")
    rule(house, [level("manager")])
    item = house.submit(maker)
    delegate(house, boss, deputy, operation="payroll.submit")
    with pytest.raises(errors.NotYourTurn):
        house.decide(deputy, item)
    delegate(house, boss, deputy)
    assert house.decide(deputy, item) is Outcome.GRANTED


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_period_is_no_longer_than_a_quarter_and_not_empty(house: House, days: int) -> None:
    boss, deputy = house.user("甲", "manager"), house.user("乙")
    with pytest.raises(errors.DelegationPeriodWrong):
        delegate(house, boss, deputy, days=days)


def test_nobody_lends_to_themselves_or_to_a_stranger(house: House) -> None:
    boss = house.user("甲", "manager")
    stranger = house.user("外人", approves=False)
    again = house.user("甲（二）", "manager", person=boss)
    for one in (boss, stranger, again):
        with pytest.raises(errors.DelegateUnknown):
            delegate(house, boss, one)


def test_there_is_no_chain_and_no_loop(house: House) -> None:
    a, b, c = house.user("甲", "manager"), house.user("乙"), house.user("丙")
    delegate(house, a, b)
    for lender, to in ((b, c), (b, a), (c, a)):
        with pytest.raises(errors.DelegationChain):
            delegate(house, lender, to)
    with pytest.raises(errors.DelegationOverlaps):
        delegate(house, a, c)
    delegate(house, a, c, after=8)
