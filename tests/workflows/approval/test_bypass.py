"""Attempts to get round maker and checker (经办复核分离): each is refused and changes nothing.

Scripts against the engine: whose hand it is, and when. Every attempt starts from one item of a maker that
needs a manager, then a director. After it, every row the engine or the product could have written is as it
was. Attempts to have another text, fact or rule count are in `test_bypass_content.py`, by delegation and by
the acts beside deciding in `test_bypass_acts.py`, at the web bank and the direct link in `test_bypass_doors.py`.
"""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from kernel.errors import NotFound
from kernel.operation import Door
from kernel.states import IllegalTransition
from tests.workflows.approval.attacked import Item, refused
from tests.workflows.approval.house import House, User
from workflows.approval import errors
from workflows.approval.commands import Action
from workflows.approval.subjects import Outcome

# the maker's own hand


def test_the_maker_approves_his_own_item(item: Item) -> None:
    with refused(item.house, errors.MakerMayNotApprove):
        item.house.decide(item.maker, item.id)


def test_the_maker_uses_a_second_log_in_of_his(item: Item) -> None:
    second = item.house.user("王磊（二）", "manager", person=item.maker)
    with refused(item.house, errors.MakerMayNotApprove):
        item.house.decide(second, item.id)


def test_the_maker_comes_through_another_door(item: Item) -> None:
    for door in Door:
        with refused(item.house, errors.MakerMayNotApprove):
            item.house.decide(item.maker, item.id, door=door)


def test_the_maker_gives_himself_another_role_meanwhile(item: Item) -> None:
    item.house.set_roles(item.maker, "manager", "director", "*")
    with refused(item.house, errors.MakerMayNotApprove):
        item.house.decide(item.maker, item.id)


def test_the_maker_sends_his_item_back_to_himself_past_the_director(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    for action in (Action.SEND_BACK, Action.REJECT):
        with refused(item.house, errors.MakerMayNotApprove):
            item.house.decide(item.maker, item.id, action)


def test_a_colleague_takes_over_the_instruction_so_that_the_maker_may_sign(item: Item) -> None:
    item.edit(maker_person_id=item.director.person_id)
    with refused(item.house, errors.MakerMayNotApprove):
        item.house.decide(item.maker, item.id)


def test_one_who_edited_the_instruction_last_may_not_sign_it_either(item: Item) -> None:
    item.edit(maker_person_id=item.manager.person_id)
    with refused(item.house, errors.MakerMayNotApprove):
        item.house.decide(item.manager, item.id)


# one for two


def test_one_manager_signs_twice(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    with refused(item.house, errors.ActedBefore):
        item.house.decide(item.manager, item.id)


def test_one_signs_on_the_web_then_by_direct_link(item: Item) -> None:
    item.house.decide(item.manager, item.id, door=Door.WEB)
    with refused(item.house, errors.ActedBefore):
        item.house.decide(item.manager, item.id, door=Door.DIRECT_LINK)


def test_one_signs_as_manager_then_with_a_second_user_as_director(item: Item) -> None:
    second = item.house.user("陈嘉怡（二）", "director", person=item.manager)
    item.house.decide(item.manager, item.id)
    with refused(item.house, errors.ActedBefore):
        item.house.decide(second, item.id)


def test_one_becomes_director_after_signing_as_manager(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    item.house.set_roles(item.manager, "manager", "director")
    with refused(item.house, errors.ActedBefore):
        item.house.decide(item.manager, item.id)


def test_one_writes_a_second_decision_past_the_engine(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    before = item.house.everything()
    with pytest.raises(psycopg.errors.UniqueViolation):
        item.house.admin(
            "INSERT INTO yinqi.approval_decision (tenant_id, enterprise_id, approval_id, seq, level, person_id,"
            " user_id, name, groups, action, comment, canonical_text, digest, evidence, door, decided_at)"
            " SELECT tenant_id, enterprise_id, approval_id, 9, 2, person_id, user_id, name, groups, action, comment,"
            " canonical_text, digest, evidence, door, decided_at FROM yinqi.approval_decision WHERE approval_id = %s",
            item.id,
        )
    assert item.house.everything() == before


# no right


def test_a_stranger_to_the_operation_approves(item: Item) -> None:
    clerk = item.house.user("出纳", "manager", approves=False)
    with refused(item.house, errors.NotEntitled):
        item.house.decide(clerk, item.id)


def test_a_right_is_revoked_between_the_page_and_the_button(item: Item) -> None:
    shown = item.house.digest(item.id)
    item.house.revoke(item.manager)
    with refused(item.house, errors.NotEntitled):
        item.house.decide(item.manager, item.id, shown=shown)


def test_a_role_is_taken_away_between_the_page_and_the_button(item: Item) -> None:
    item.house.set_roles(item.manager, "cashier")
    with refused(item.house, errors.NotYourTurn):
        item.house.decide(item.manager, item.id)


def test_a_user_of_one_person_is_used_with_the_name_of_another(item: Item) -> None:
    forged = User(item.manager.user_id, item.director.person_id, "陈嘉怡")
    with refused(item.house, errors.NotEntitled):
        item.house.decide(forged, item.id)


def test_nobody_in_person_approves_as_the_system(item: Item) -> None:
    with refused(item.house, errors.NotEntitled):
        item.house.decide(None, item.id, door=Door.SYSTEM)


def test_an_approver_of_another_enterprise_finds_nothing(item: Item, house: House) -> None:
    stranger = House(house.app, house.worker, house.superuser, house.world)
    stranger.tenant_id = house.tenant_id
    outsider = stranger.user("外人", "manager")
    with refused(item.house, NotFound):
        stranger.decide(outsider, item.id, shown=item.house.digest(item.id))


def test_an_approver_of_another_bank_finds_nothing(item: Item, house: House) -> None:
    stranger = House(house.app, house.worker, house.superuser, house.world)
    stranger.enterprise_id = house.enterprise_id
    with refused(item.house, NotFound):
        stranger.decide(stranger.user("外人", "manager"), item.id, shown=item.house.digest(item.id))


# out of turn, out of time, after the end


def test_the_director_signs_before_the_manager(item: Item) -> None:
    with refused(item.house, errors.NotYourTurn):
        item.house.decide(item.director, item.id)


def test_the_director_rejects_before_it_is_his_turn(item: Item) -> None:
    with refused(item.house, errors.NotYourTurn):
        item.house.decide(item.director, item.id, Action.REJECT)


def test_a_third_signs_a_level_that_is_full(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    another = next(a for a in item.house.directory.entries.values() if a.name == "周敏")
    with refused(item.house, errors.NotYourTurn):
        item.house.decide(User(another.user_id, another.person_id, another.name), item.id)


def test_one_signs_after_the_time_is_over_though_nobody_has_swept(item: Item) -> None:
    item.house.clock.advance(timedelta(days=30))
    with refused(item.house, errors.Lapsed):
        item.house.decide(item.manager, item.id)


def test_one_signs_what_is_withdrawn(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    item.house.withdraw(item.maker, item.id)
    with refused(item.house, IllegalTransition):
        item.house.decide(item.director, item.id)


def test_one_signs_what_is_rejected(item: Item) -> None:
    item.house.decide(item.manager, item.id, Action.REJECT)
    with refused(item.house, IllegalTransition):
        item.house.decide(item.director, item.id)


@pytest.mark.parametrize("action", list(Action))
def test_one_decides_on_what_is_granted(item: Item, action: Action) -> None:
    item.house.decide(item.manager, item.id)
    assert item.house.decide(item.director, item.id) is Outcome.GRANTED
    another = next(a for a in item.house.directory.entries.values() if a.name == "赵刚")
    with refused(item.house, IllegalTransition):
        item.house.decide(User(another.user_id, another.person_id, another.name), item.id, action)


def test_a_round_that_was_sent_back_is_signed_instead_of_the_new_one(item: Item) -> None:
    house = item.house
    house.decide(item.manager, item.id, Action.SEND_BACK)
    with house.as_user(item.maker) as ctx:
        house.engine.start(ctx, house.product.lock(ctx, item.subject_id))
    with refused(house, IllegalTransition):
        house.decide(item.manager, item.id)


def test_signatures_of_an_old_round_do_not_help_a_new_one(item: Item) -> None:
    house = item.house
    house.decide(item.manager, item.id)
    house.withdraw(item.maker, item.id)
    with house.as_user(item.maker) as ctx:
        again = house.engine.start(ctx, house.product.lock(ctx, item.subject_id))
    assert again is not None
    with refused(house, errors.NotYourTurn):
        house.decide(item.director, again)


def test_a_colleague_withdraws_what_is_not_his(item: Item) -> None:
    for user in (item.manager, item.director):
        with refused(item.house, errors.OnlyMakerWithdraws):
            item.house.withdraw(user, item.id)


def test_the_maker_withdraws_what_is_granted(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    item.house.decide(item.director, item.id)
    with refused(item.house, IllegalTransition):
        item.house.withdraw(item.maker, item.id)
