"""Rights are read anew each time, by user, account and operation, inside one enterprise."""

from __future__ import annotations

import pytest

from corporate.identity import PersonStatus, approvers, enrolment, rights
from corporate.identity.rights import Question
from kernel.operation import Door, Verb
from tests.counting import counted_statements
from tests.world import HouseWorld

BASIC, SECOND = "1001234509012345678", "1001234509012345686"
PAY = "payments.submit"


def test_a_right_on_one_account_is_not_one_on_another(world: HouseWorld) -> None:
    user = world.user("周涛")
    with world.owner() as uow:
        enrolment.grant(uow, user.enterprise_id, user.user_id, PAY, (Verb.MAKE,), SECOND)
    with world.context("周涛") as ctx:
        uow = ctx.uow
        assert rights.allowed(uow, user.user_id, PAY, SECOND, Verb.MAKE)
        assert rights.allowed(uow, user.user_id, PAY, SECOND, Verb.SEE), "who makes may see"
        assert rights.allowed(uow, user.user_id, PAY, None, Verb.MAKE)
        assert not rights.allowed(uow, user.user_id, PAY, SECOND, Verb.APPROVE)
        assert not rights.allowed(uow, user.user_id, PAY, BASIC, Verb.MAKE)
        assert not rights.allowed(uow, user.user_id, "other", SECOND, Verb.MAKE)
        assert rights.accounts_of(uow, user.user_id, PAY, Verb.MAKE) == [SECOND]
        assert rights.accounts_of(uow, user.user_id, PAY, Verb.APPROVE) == []


def test_every_account_means_those_of_the_enterprise(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        user_id = world.user("李娜").user_id
        assert len(rights.accounts_of(ctx.uow, user_id, PAY, Verb.MAKE)) == 4
        assert rights.allowed(ctx.uow, user_id, PAY, BASIC, Verb.MAKE)


def test_a_suspended_user_has_no_right(world: HouseWorld) -> None:
    user = world.user("李娜")
    with world.owner() as uow:
        enrolment.set_user_status(uow, user.user_id, PersonStatus.SUSPENDED)
    with world.context("李娜") as ctx:
        assert not rights.allowed(ctx.uow, user.user_id, PAY, BASIC, Verb.MAKE)


def test_a_grant_replaces_what_the_row_said(world: HouseWorld) -> None:
    user = world.user("李娜")
    with world.owner() as uow:
        enrolment.grant(uow, user.enterprise_id, user.user_id, PAY, (Verb.SEE,))
    with world.context("李娜") as ctx:
        assert not rights.allowed(ctx.uow, user.user_id, PAY, BASIC, Verb.MAKE)


def test_approvers_are_those_who_may_sign_now(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        found = approvers(ctx.uow, PAY, BASIC)
    assert {(one.name, one.roles) for one in found} == {
        ("王磊", frozenset({"approver"})),
        ("赵敏", frozenset({"checker"})),
        ("陈静", frozenset({"manager"})),
    }
    with world.context("刘洋") as ctx:
        theirs = approvers(ctx.uow, PAY, "3250612000181470")
    assert {one.name for one in theirs} == {"何婷", "陈静"}
    assert {o.person_id for o in found} & {o.person_id for o in theirs} == {
        world.user("陈静").person_id
    }


def test_whoever_lost_a_role_a_right_or_the_job_is_no_approver(world: HouseWorld) -> None:
    with world.owner() as uow:
        enrolment.revoke(uow, world.user("王磊").user_id, PAY)
        enrolment.set_user_status(uow, world.user("赵敏").user_id, PersonStatus.LEFT)
        uow.run("DELETE FROM role_member WHERE user_id = %s", (world.user("陈静").user_id,))
    with world.context("李娜") as ctx:
        assert [(one.name, one.roles) for one in approvers(ctx.uow, PAY, BASIC)] == [
            ("陈静", frozenset())
        ]
    with world.owner() as uow:
        person_id = world.user("陈静").person_id
        enrolment.set_person_status(uow, person_id, PersonStatus.SUSPENDED)
    with world.context("李娜") as ctx:
        assert approvers(ctx.uow, PAY, BASIC) == []


def test_a_right_on_another_account_makes_no_approver(world: HouseWorld) -> None:
    user = world.user("王磊")
    with world.owner() as uow:
        enrolment.revoke(uow, user.user_id, PAY)
        enrolment.grant(uow, user.enterprise_id, user.user_id, PAY, (Verb.APPROVE,), SECOND)
    with world.context("李娜") as ctx:
        assert "王磊" not in {one.name for one in approvers(ctx.uow, PAY, BASIC)}
        assert "王磊" in {one.name for one in approvers(ctx.uow, PAY, SECOND)}


def test_the_worker_asks_inside_one_enterprise(world: HouseWorld) -> None:
    with world.job() as ctx:
        with pytest.raises(LookupError):
            approvers(ctx.uow, PAY, BASIC)
        ctx.uow.narrow(world.enterprise("恒锐").id)
        assert {one.name for one in approvers(ctx.uow, PAY, "3250612000181470")} == {"何婷", "陈静"}


def test_where_one_stands_is_one_statement(world: HouseWorld) -> None:
    user = world.user("李娜")
    question = Question(user.user_id, user.person_id, PAY, PAY, Verb.MAKE, Door.WEB, BASIC)
    with world.context("李娜") as ctx, counted_statements() as sent:
        found = rights.standing(ctx.uow, question)
    assert found is not None
    assert (found.active, found.signed_up, found.entitled) == (True, True, True)
    assert (found.in_sight, found.own_account, found.may_pay) == (True, True, True)
    assert len([statement for statement in sent if "enterprise_user" in statement]) == 1
