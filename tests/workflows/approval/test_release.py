"""The second look: the policy of submission and today's must both be satisfied by what was signed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kernel.operation import Door
from tests.workflows.approval.house import House, User
from workflows.approval.errors import ActedBefore, DirectNotAllowed, LevelUnfillable
from workflows.approval.release import Recheck
from workflows.approval.subjects import Outcome

MANAGER = [[("manager", 1)]]
BOTH = [[("manager", 1)], [("director", 1)]]


@pytest.fixture
def maker(house: House) -> User:
    """Who makes."""
    return house.user("经办")


@pytest.fixture
def manager(house: House) -> User:
    """Who signs first."""
    return house.user("甲", "manager")


def recheck(house: House, approval_id: UUID) -> Recheck:
    with house.as_user(None, Door.SYSTEM) as ctx:
        return house.engine.recheck(ctx, approval_id)


def test_an_unchanged_rule_lets_it_go_and_writes_nothing(
    house: House, maker: User, manager: User
) -> None:
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    before = house.everything()
    seen = recheck(house, item)
    assert seen.satisfied
    assert seen.why.zh == "审批符合现行规则"
    assert house.everything() == before


def test_a_stricter_rule_sends_it_back_to_pending_with_the_added_level(
    house: House, maker: User, manager: User
) -> None:
    director = house.user("乙", "director")
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.rule((None, BOTH))
    seen = recheck(house, item)
    assert not seen.satisfied
    assert seen.approval_id == item
    assert seen.why.zh == (
        "现行规则比提交时更严格，需补充审批：director 1 人。适用规则：付款（第 2 版），CNY 不分金额"
    )
    assert house.status(item) == "pending"
    assert house.outcomes(item) == ["granted", "reopened"]
    assert house.open_tasks(item) == {(2, director.person_id)}
    with house.as_user(director) as ctx:
        levels = house.engine.history(ctx, item).levels
    assert [(at.number, at.state, at.signed_by) for at in levels] == [
        (1, "done", ("甲",)),
        (2, "now", ()),
    ]
    assert levels[1].why == seen.why
    assert house.decide(director, item) is Outcome.GRANTED
    assert recheck(house, item).satisfied
    assert house.outcomes(item) == ["granted", "reopened", "granted"]


def test_the_reopening_is_told_to_whose_turn_it_is(
    house: House, maker: User, manager: User
) -> None:
    director = house.user("乙", "director")
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.rule((None, BOTH))
    recheck(house, item)
    told = house.look(
        "SELECT payload->'turn' FROM yinqi.outbox WHERE tenant_id = %s AND topic = 'approval.reopened'",
        house.tenant_id,
    )
    assert told == [([str(director.person_id)],)]


def test_who_has_signed_does_not_sign_the_added_level(house: House, maker: User) -> None:
    both = house.user("甲", "manager", "director")
    other = house.user("乙", "director")
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(both, item)
    house.rule((None, BOTH))
    assert not house.recheck(item)
    with pytest.raises(ActedBefore):
        house.decide(both, item)
    assert house.decide(other, item) is Outcome.GRANTED


def test_two_signatures_satisfy_a_rule_in_another_order_by_matching(
    house: House, maker: User
) -> None:
    both, one = house.user("甲", "manager", "director"), house.user("乙", "manager")
    house.rule((None, [[("manager", 2)]]))
    item = house.submit(maker)
    house.decide(both, item)
    house.decide(one, item)
    house.rule((None, [[("director", 1)], [("manager", 1)]]))
    assert house.recheck(item)


def test_one_signature_with_two_roles_does_not_satisfy_two_levels(
    house: House, maker: User
) -> None:
    both = house.user("甲", "manager", "director")
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(both, item)
    house.rule((None, [[("director", 1), ("manager", 1)]]))
    assert not house.recheck(item)
    assert house.status(item) == "pending"


def test_roles_count_as_they_were_when_it_was_signed(
    house: House, maker: User, manager: User
) -> None:
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.set_roles(manager)
    assert house.recheck(item)


def test_a_lower_rule_takes_nothing_away_from_the_snapshot(
    house: House, maker: User, manager: User
) -> None:
    director = house.user("乙", "director")
    house.rule((None, BOTH))
    item = house.submit(maker)
    house.rule((None, MANAGER))
    assert house.decide(manager, item) is Outcome.SIGNED
    assert house.decide(director, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_a_rule_that_asks_nothing_today_is_satisfied_by_what_was_signed(
    house: House, maker: User, manager: User
) -> None:
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.rule((None, []))
    assert house.recheck(item)


def test_a_level_nobody_can_fill_today_still_stops_release(
    house: House, maker: User, manager: User
) -> None:
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.rule((None, BOTH))
    assert not house.recheck(item)
    assert house.status(item) == "pending"
    assert house.open_tasks(item) == set()


def test_a_reopened_item_gets_time_to_be_signed(house: House, maker: User, manager: User) -> None:
    director = house.user("乙", "director")
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.rule((None, BOTH))
    house.clock.advance(timedelta(days=60))
    assert not house.recheck(item)
    house.clock.advance(timedelta(days=29))
    assert house.waiting(director) == 1
    assert house.decide(director, item) is Outcome.GRANTED


def test_made_stricter_twice_it_is_reopened_twice(house: House, maker: User, manager: User) -> None:
    director, chief = house.user("乙", "director"), house.user("丙", "chief")
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.rule((None, BOTH))
    assert not house.recheck(item)
    house.decide(director, item)
    house.rule((None, [*BOTH, [("chief", 1)]]))
    assert not house.recheck(item)
    assert house.open_tasks(item) == {(3, chief.person_id)}
    assert house.decide(chief, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_more_of_the_same_group_asks_for_the_difference(
    house: House, maker: User, manager: User
) -> None:
    others = [house.user(name, "manager") for name in "乙丙"]
    house.rule((None, MANAGER))
    item = house.submit(maker)
    house.decide(manager, item)
    house.rule((None, [[("manager", 3)]]))
    assert not house.recheck(item)
    assert house.open_tasks(item) == {(2, other.person_id) for other in others}
    assert house.decide(others[0], item) is Outcome.SIGNED
    assert house.decide(others[1], item) is Outcome.GRANTED
    assert house.recheck(item)


def _direct(house: House, maker: User) -> UUID:
    house.bank_allows_direct = True
    house.rule((None, []))
    subject = house.subject(maker)
    assert house.start(maker, subject) is None
    return subject.id


def test_what_went_with_no_signature_goes_while_the_rule_stands(house: House, maker: User) -> None:
    subject_id = _direct(house, maker)
    with house.as_user(None, Door.SYSTEM) as ctx:
        seen = house.engine.recheck_direct(ctx, "probe", subject_id)
    assert seen.satisfied
    assert seen.approval_id is None


def test_what_went_with_no_signature_starts_a_round_when_the_rule_asks_for_one(
    house: House, maker: User, manager: User
) -> None:
    subject_id = _direct(house, maker)
    house.rule((None, MANAGER))
    with house.as_user(None, Door.SYSTEM) as ctx:
        seen = house.engine.recheck_direct(ctx, "probe", subject_id)
    assert not seen.satisfied
    assert seen.why.zh.startswith("现行规则比提交时更严格，需补充审批：manager 1 人。")
    assert seen.approval_id is not None
    assert house.outcomes(seen.approval_id) == ["reopened"]
    assert house.decide(manager, seen.approval_id) is Outcome.GRANTED


def test_what_went_with_no_signature_stays_when_the_bank_forbids_it_meanwhile(
    house: House, maker: User
) -> None:
    subject_id = _direct(house, maker)
    house.bank_allows_direct = False
    before = house.everything()
    with pytest.raises(DirectNotAllowed), house.as_user(None, Door.SYSTEM) as ctx:
        house.engine.recheck_direct(ctx, "probe", subject_id)
    assert house.everything() == before


def test_what_went_with_no_signature_stays_when_nobody_could_sign(
    house: House, maker: User
) -> None:
    subject_id = _direct(house, maker)
    house.rule((None, BOTH))
    before = house.everything()
    with pytest.raises(LevelUnfillable), house.as_user(None, Door.SYSTEM) as ctx:
        house.engine.recheck_direct(ctx, "probe", subject_id)
    assert house.everything() == before
