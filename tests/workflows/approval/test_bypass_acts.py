"""Attempts to get round maker and checker by the acts beside deciding, and by delegation.

Twenty-four scripts; with the fifty-one of `test_bypass.py` and `test_bypass_content.py` and the sixteen at the doors in
`test_bypass_doors.py` (each counted once, whatever its cases) they are the list of what was tried. Each is refused, or comes to
nothing: the item is not granted, and no signature counts that should not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from kernel.errors import Denied, NotFound
from kernel.operation import Door
from kernel.states import IllegalTransition
from kernel.tenancy import Scope
from tests.workflows.approval.acts import (
    add_sign,
    delegate,
    end,
    escalate,
    level,
    return_back,
    rule,
    transfer,
    urge,
)
from tests.workflows.approval.house import House, User
from workflows.approval import errors
from workflows.approval.commands import Action
from workflows.approval.subjects import Outcome


@dataclass
class Item:
    """The item under attack, and the cast."""

    house: House
    id: UUID
    maker: User
    manager: User
    second: User
    director: User


@pytest.fixture
def item(house: House) -> Iterator[Item]:
    """One item of 王磊 that needs a manager, then a director; in the end it is not granted."""
    maker = house.user("王磊", "manager", "director")
    manager, director = house.user("陈嘉怡", "manager"), house.user("李雯", "director")
    second = house.user("周敏", "manager")
    house.user("赵刚", "director")
    rule(house, [level("manager")], [level("director")])
    found = Item(house, house.submit(maker), maker, manager, second, director)
    yield found
    assert house.status(found.id) != "granted"
    assert "granted" not in house.outcomes(found.id)


# the maker, by another's hand


def test_the_turn_is_handed_to_the_maker(item: Item) -> None:
    with pytest.raises(errors.NotAPossibleSigner):
        transfer(item.house, item.manager, item.id, item.maker)


def test_the_turn_is_handed_to_the_makers_second_log_in(item: Item) -> None:
    again = item.house.user("王磊（二）", "manager", person=item.maker)
    with pytest.raises(errors.NotAPossibleSigner):
        transfer(item.house, item.manager, item.id, again)


def test_the_maker_is_added_as_a_signer(item: Item) -> None:
    with pytest.raises(errors.NotAPossibleSigner):
        add_sign(item.house, item.manager, item.id, item.maker)


def test_the_maker_is_made_deputy(item: Item) -> None:
    delegate(item.house, item.manager, item.maker)
    with pytest.raises(errors.MakerMayNotApprove):
        item.house.decide(item.maker, item.id)
    again = item.house.user("王磊（二）", "manager", person=item.maker)
    with pytest.raises(errors.MakerMayNotApprove):
        item.house.decide(again, item.id)


def test_the_maker_lends_the_place_they_would_have(item: Item) -> None:
    clerk = item.house.user("出纳", "clerk")
    delegate(item.house, item.maker, clerk)
    with pytest.raises(errors.NotYourTurn):
        item.house.decide(clerk, item.id)


def test_the_maker_acts_on_the_round_in_every_way(item: Item) -> None:
    for act in (return_back, add_sign, transfer):
        about = () if act is return_back else (item.second,)
        with pytest.raises(errors.MakerMayNotApprove):
            act(item.house, item.maker, item.id, *about)


def test_the_maker_waits_until_further_people_are_asked(house: House) -> None:
    maker = house.user("王磊", "chief")
    house.user("陈嘉怡", "manager")
    rule(house, [level("manager")], escalate_after_hours=1, escalate_group="chief")
    item = house.submit(maker)
    house.clock.advance(timedelta(hours=1))
    escalate(house)
    with pytest.raises(errors.MakerMayNotApprove):
        house.decide(maker, item)
    assert house.status(item) == "pending"


# one for two


def test_one_signs_and_then_their_deputy(item: Item) -> None:
    clerk = item.house.user("出纳", "director")
    delegate(item.house, item.manager, clerk)
    item.house.decide(item.manager, item.id)
    item.house.set_roles(clerk, "clerk")
    with pytest.raises(Denied):
        item.house.decide(clerk, item.id)


def test_the_deputy_signs_and_then_the_principal_at_another_level(item: Item) -> None:
    clerk = item.house.user("出纳", "clerk")
    delegate(item.house, item.manager, clerk)
    item.house.decide(clerk, item.id)
    item.house.set_roles(item.manager, "manager", "director")
    for one in (clerk, item.manager):
        with pytest.raises(errors.ActedBefore):
            item.house.decide(one, item.id)


def test_one_deputy_of_two_signs_for_both(item: Item) -> None:
    clerk = item.house.user("出纳", "clerk")
    delegate(item.house, item.manager, clerk)
    delegate(item.house, item.director, clerk)
    item.house.decide(clerk, item.id)
    with pytest.raises(errors.ActedBefore):
        item.house.decide(clerk, item.id)


def test_a_loop_of_delegations_is_closed(item: Item) -> None:
    delegate(item.house, item.manager, item.director)
    with pytest.raises(errors.DelegationChain):
        delegate(item.house, item.director, item.manager)


def test_a_lent_place_is_lent_on(item: Item) -> None:
    clerk, other = item.house.user("出纳", "clerk"), item.house.user("文员", "clerk")
    delegate(item.house, item.manager, clerk)
    with pytest.raises(errors.DelegationChain):
        delegate(item.house, clerk, other)


def test_a_chain_written_past_the_engine_lends_nothing(item: Item) -> None:
    clerk, other = item.house.user("出纳", "clerk"), item.house.user("文员", "clerk")
    first = delegate(item.house, item.manager, clerk)
    item.house.admin(
        "INSERT INTO yinqi.approval_delegation SELECT tenant_id, enterprise_id, %s, operation, %s, '出纳',"
        " %s, '文员', from_at, until_at, ended_at, in_force, created_at"
        " FROM yinqi.approval_delegation WHERE id = %s",
        item.house.world.ids.uuid7(),
        clerk.person_id,
        other.person_id,
        first,
    )
    with pytest.raises(errors.NotYourTurn):
        item.house.decide(other, item.id)


# no right


def test_a_place_is_lent_to_somebody_without_the_right(item: Item) -> None:
    clerk = item.house.user("出纳", "clerk")
    delegate(item.house, item.manager, clerk)
    item.house.revoke(clerk)
    with pytest.raises(errors.NotEntitled):
        item.house.decide(clerk, item.id)


def test_a_delegation_is_used_after_it_was_taken_back_or_is_over(item: Item) -> None:
    clerk = item.house.user("出纳", "clerk")
    lent = delegate(item.house, item.manager, clerk)
    end(item.house, item.manager, lent)
    with pytest.raises(errors.NotYourTurn):
        item.house.decide(clerk, item.id)
    delegate(item.house, item.manager, clerk, days=1)
    item.house.clock.advance(timedelta(days=1))
    with pytest.raises(errors.NotYourTurn):
        item.house.decide(clerk, item.id)


def test_a_deputy_takes_a_delegation_back_to_make_it_longer(item: Item) -> None:
    clerk = item.house.user("出纳", "clerk")
    lent = delegate(item.house, item.manager, clerk)
    with pytest.raises(NotFound):
        end(item.house, clerk, lent)


def test_a_turn_is_handed_to_somebody_of_no_such_group_or_right(item: Item) -> None:
    stranger = item.house.user("外人", approves=False)
    for who in (item.director, stranger):
        with pytest.raises(errors.NotAPossibleSigner):
            transfer(item.house, item.manager, item.id, who)


def test_one_whose_turn_it_is_not_hands_over_adds_or_returns(item: Item) -> None:
    for act in (transfer, add_sign):
        with pytest.raises(errors.NotYourTurn):
            act(item.house, item.director, item.id, item.second)
    with pytest.raises(errors.NotYourTurn):
        return_back(item.house, item.director, item.id)


def test_an_added_signature_is_given_by_another(item: Item) -> None:
    add_sign(item.house, item.manager, item.id, item.second)
    item.house.decide(item.manager, item.id)
    third = item.house.user("丁", "manager", "director")
    for who in (third, item.director):
        with pytest.raises(errors.NotYourTurn):
            item.house.decide(who, item.id)


# something else than what was shown, and after the end


def test_an_act_over_a_text_that_was_edited(item: Item) -> None:
    item.house.admin(
        "UPDATE probe.subject SET body = 'other' WHERE tenant_id = %s", item.house.tenant_id
    )
    with pytest.raises(errors.ContentChanged):
        transfer(item.house, item.manager, item.id, item.second)
    with pytest.raises(errors.ContentChanged):
        add_sign(item.house, item.manager, item.id, item.second, shown=bytes(32))


def test_a_return_brings_a_void_signature_back(item: Item) -> None:
    house = item.house
    house.decide(item.manager, item.id)
    return_back(house, item.director, item.id)
    return_of = house.digest(item.id)
    with pytest.raises(errors.NotYourTurn):
        house.decide(item.director, item.id, shown=return_of)
    assert house.decide(item.second, item.id) is Outcome.SIGNED
    return_back(house, item.director, item.id)
    with pytest.raises(errors.NotYourTurn):
        house.decide(item.director, item.id)


def test_acts_on_what_is_over(item: Item) -> None:
    item.house.decide(item.manager, item.id, Action.REJECT)
    for act in (transfer, add_sign):
        with pytest.raises(IllegalTransition):
            act(item.house, item.second, item.id, item.manager)
    with pytest.raises(IllegalTransition):
        urge(item.house, item.maker, item.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approval_act SET to_person_id = NULL",
        "DELETE FROM approval_act",
        "UPDATE approval_delegation SET until_at = until_at + interval '1 day'",
        "UPDATE approval_delegation SET deputy_person_id = person_id",
        "DELETE FROM approval_delegation",
    ],
)
def test_the_application_rewrites_acts_and_delegations(item: Item, statement: str) -> None:
    house = item.house
    add_sign(house, item.manager, item.id, item.second)
    delegate(house, item.manager, item.director)
    before = house.everything()
    scope = Scope(house.tenant_id, house.enterprise_id)
    for database in (house.app, house.worker):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.begin(scope) as uow:
            uow.run(statement)
    assert house.everything() == before


def test_a_stranger_of_another_enterprise_acts(item: Item) -> None:
    house = item.house
    stranger = House(house.app, house.worker, house.superuser, house.world)
    stranger.tenant_id = house.tenant_id
    outsider, other = stranger.user("外人", "manager"), stranger.user("外人二", "manager")
    with pytest.raises(NotFound):
        return_back(stranger, outsider, item.id, shown=house.digest(item.id))
    with pytest.raises(NotFound):
        transfer(stranger, outsider, item.id, other, shown=house.digest(item.id))
    assert house.decide(item.manager, item.id, door=Door.WEB) is Outcome.SIGNED
