"""Return, add, hand over, urge, escalate: what each does to a round, and to whom it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from kernel.states import IllegalTransition
from tests.workflows.approval.acts import (
    add_sign,
    escalate,
    level,
    return_back,
    rule,
    topics,
    transfer,
    urge,
)
from tests.workflows.approval.house import House, User
from workflows.approval import errors
from workflows.approval.acting import ADDED_MAX
from workflows.approval.commands import Action
from workflows.approval.subjects import Outcome


@dataclass
class Cast:
    """An item that needs a manager, then a director."""

    house: House
    maker: User
    manager: User
    second: User
    director: User
    item: UUID


@pytest.fixture
def cast(house: House) -> Cast:
    """Two managers, one director."""
    maker = house.user("经办")
    manager, second = house.user("甲", "manager"), house.user("乙", "manager")
    director = house.user("丙", "director")
    rule(house, [level("manager")], [level("director")])
    return Cast(house, maker, manager, second, director, house.submit(maker))


# return to the previous level


def test_a_return_voids_the_signature_before_and_that_person_may_sign_again(cast: Cast) -> None:
    house = cast.house
    house.decide(cast.manager, cast.item)
    return_back(house, cast.director, cast.item)
    assert {who for _, who in house.open_tasks(cast.item)} == {
        cast.manager.person_id,
        cast.second.person_id,
    }
    assert topics(house)[-1][0] == "approval.returned"
    assert set(topics(house)[-1][1]) == {str(cast.manager.person_id), str(cast.second.person_id)}
    assert house.decide(cast.manager, cast.item) is Outcome.SIGNED
    assert house.decide(cast.director, cast.item) is Outcome.GRANTED
    assert house.recheck(cast.item)


def test_what_was_void_stays_void(cast: Cast) -> None:
    house = cast.house
    house.decide(cast.manager, cast.item)
    return_back(house, cast.director, cast.item)
    with pytest.raises(errors.NotYourTurn):
        house.decide(cast.director, cast.item)
    assert house.status(cast.item) == "pending"


def test_the_first_level_has_none_before(cast: Cast) -> None:
    with pytest.raises(errors.NothingBefore):
        return_back(cast.house, cast.manager, cast.item)


def test_signatures_of_earlier_steps_stay(house: House) -> None:
    maker = house.user("经办")
    a, b, c = (house.user(name, name) for name in "abc")
    rule(house, [level("a")], [level("b")], [level("c")])
    item = house.submit(maker)
    house.decide(a, item)
    house.decide(b, item)
    return_back(house, c, item)
    with pytest.raises(errors.ActedBefore):
        house.decide(a, item)
    assert house.decide(b, item) is Outcome.SIGNED
    assert house.decide(c, item) is Outcome.GRANTED


# add a signer


def test_an_added_person_must_sign_before_the_round_goes_on(cast: Cast) -> None:
    house = cast.house
    add_sign(house, cast.manager, cast.item, cast.second)
    assert topics(house)[-1] == ("approval.sign_added", [str(cast.second.person_id)])
    house.decide(cast.manager, cast.item)
    with pytest.raises(errors.NotYourTurn):
        house.decide(cast.director, cast.item)
    assert house.decide(cast.second, cast.item) is Outcome.SIGNED
    assert house.decide(cast.director, cast.item) is Outcome.GRANTED
    assert house.recheck(cast.item)


def test_the_added_is_shown_with_the_one_who_asked(cast: Cast) -> None:
    house = cast.house
    add_sign(house, cast.manager, cast.item, cast.second)
    with house.as_user(cast.maker) as ctx:
        seen = house.engine.history(ctx, cast.item)
    assert [at.name.zh for at in seen.levels] == ["manager", "加签：乙", "director"]
    assert (seen.entries[-1].trigger, seen.entries[-1].actor, seen.entries[-1].to) == (
        "add_sign",
        "甲",
        "乙",
    )


def test_one_person_is_added_once_and_additions_have_an_end(cast: Cast) -> None:
    house = cast.house
    add_sign(house, cast.manager, cast.item, cast.second)
    with pytest.raises(errors.AddedBefore):
        add_sign(house, cast.manager, cast.item, cast.second)
    others = [house.user(f"员{number}", "clerk") for number in range(ADDED_MAX)]
    for other in others[1:]:
        add_sign(house, cast.manager, cast.item, other)
    with pytest.raises(errors.TooManyAdded):
        add_sign(house, cast.manager, cast.item, others[0])


def test_one_without_whom_a_later_level_has_nobody_cannot_be_added(cast: Cast) -> None:
    with pytest.raises(errors.LevelUnfillable):
        add_sign(cast.house, cast.manager, cast.item, cast.director)


def test_with_sharing_the_added_signature_is_still_one_more(house: House) -> None:
    maker = house.user("经办")
    a, b = house.user("甲", "finance"), house.user("乙", "finance")
    rule(house, [level("finance")], same_person_completes_level=True)
    item = house.submit(maker)
    add_sign(house, a, item, b)
    assert house.decide(b, item) is Outcome.SIGNED
    assert house.decide(a, item) is Outcome.GRANTED


# hand over


def test_a_turn_is_handed_over_for_good(cast: Cast) -> None:
    house = cast.house
    transfer(house, cast.manager, cast.item, cast.second)
    assert topics(house)[-1] == ("approval.transferred", [str(cast.second.person_id)])
    with pytest.raises(errors.NotYourTurn):
        house.decide(cast.manager, cast.item)
    assert house.waiting(cast.manager) == 0
    with pytest.raises(errors.NotAPossibleSigner):
        transfer(house, cast.second, cast.item, cast.manager)
    assert house.decide(cast.second, cast.item) is Outcome.SIGNED


def test_a_turn_is_not_handed_to_somebody_of_another_level(cast: Cast) -> None:
    with pytest.raises(errors.NotAPossibleSigner):
        transfer(cast.house, cast.manager, cast.item, cast.director)


def test_of_all_a_place_is_handed_to_somebody_new_only(house: House) -> None:
    maker = house.user("经办")
    a, b = house.user("甲", "legal"), house.user("乙", "legal")
    rule(house, [level("legal", mode="all")])
    item = house.submit(maker)
    with pytest.raises(errors.NotAPossibleSigner):
        transfer(house, a, item, b)
    c = house.user("丙", "legal")
    transfer(house, a, item, c)
    assert house.decide(b, item) is Outcome.SIGNED
    assert house.decide(c, item) is Outcome.GRANTED
    assert house.recheck(item)


# urge


def test_the_maker_urges_now_and_then(cast: Cast) -> None:
    house = cast.house
    urge(house, cast.maker, cast.item)
    topic, turn = topics(house)[-1]
    assert topic == "approval.urged"
    assert set(turn) == {str(cast.manager.person_id), str(cast.second.person_id)}
    with pytest.raises(errors.UrgedRecently):
        urge(house, cast.maker, cast.item)
    house.clock.advance(timedelta(hours=2))
    urge(house, cast.maker, cast.item)
    with pytest.raises(errors.OnlyMakerUrges):
        urge(house, cast.manager, cast.item)


def test_what_is_over_is_not_urged(cast: Cast) -> None:
    cast.house.decide(cast.manager, cast.item, Action.REJECT)
    with pytest.raises(IllegalTransition):
        urge(cast.house, cast.maker, cast.item)


# escalate


def test_after_hours_a_further_group_may_sign_too(house: House) -> None:
    maker, late = house.user("经办"), house.user("甲", "manager")
    chief = house.user("丙", "chief")
    rule(house, [level("manager")], escalate_after_hours=24, escalate_group="chief")
    item = house.submit(maker)
    house.clock.advance(timedelta(hours=23, minutes=59))
    assert escalate(house) == 0
    with pytest.raises(errors.NotYourTurn):
        house.decide(chief, item)
    house.clock.advance(timedelta(minutes=1))
    assert escalate(house) == 1
    assert topics(house)[-1] == ("approval.escalated", [str(chief.person_id)])
    assert escalate(house) == 0
    assert house.waiting(late) == house.waiting(chief) == 1
    assert house.decide(chief, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_the_clock_of_a_step_begins_when_it_opens(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "a")
    house.user("乙", "b")
    house.user("丙", "chief")
    rule(house, [level("a")], [level("b")], escalate_after_hours=10, escalate_group="chief")
    item = house.submit(maker)
    house.clock.advance(timedelta(hours=9))
    house.decide(a, item)
    house.clock.advance(timedelta(hours=9))
    assert escalate(house) == 0
    house.clock.advance(timedelta(hours=1))
    assert escalate(house) == 1


def test_of_all_a_further_group_may_stand_for_one_who_is_away(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "legal")
    house.user("乙", "legal")
    chief = house.user("丙", "chief")
    rule(house, [level("legal", mode="all")], escalate_after_hours=1, escalate_group="chief")
    item = house.submit(maker)
    house.clock.advance(timedelta(hours=1))
    escalate(house)
    assert house.decide(a, item) is Outcome.SIGNED
    assert house.decide(chief, item) is Outcome.GRANTED
    assert house.recheck(item)


def test_a_rule_of_today_without_escalation_asks_the_group_itself(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    chief = house.user("丙", "chief")
    rule(house, [level("manager")], escalate_after_hours=1, escalate_group="chief")
    item = house.submit(maker)
    house.clock.advance(timedelta(hours=1))
    escalate(house)
    house.decide(chief, item)
    rule(house, [level("manager")])
    assert not house.recheck(item)
    assert house.decide(a, item) is Outcome.GRANTED
