"""Who is let in, for every operation of the catalogue × every role × own and other enterprise.

Generated: whoever adds an operation is in it. What is expected comes from what the cast was given, not
from what the gate says.
"""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from corporate.admission import UserInactive, admit
from corporate.bootstrap import CATALOGUE
from kernel.context import Actor
from kernel.db import UnitOfWork
from kernel.errors import Denied
from kernel.operation import Door, Operation, Verb
from kernel.tenancy import Scope
from tests.cast import ADMIN_VERBS, NEED_TO_KNOW, VERBS
from tests.world import HouseWorld

PEOPLE = {
    "maker": "李娜", "checker": "赵敏", "approver": "王磊", "manager": "陈静", "viewer": "孙悦",
    "admin": "周涛", "integrator": "辰海 ERP",
}  # fmt: skip
OWN, ONLY_SEEN = "1001234509012345678", "1001234509012345694"
THEIRS, OTHER_BANKS, NOBODYS = "3250612000181470", "8110801012345678901", "1001234509012345600"
OPERATIONS = [pytest.param(one, id=one.code) for one in CATALOGUE]
ABOUT_ACCOUNTS = [pytest.param(one, id=one.code) for one in CATALOGUE if one.account_field]


def asked(operation: Operation, account: str) -> Any:
    """Just enough of a command for the gate to decide on."""
    given: dict[str, Any] = {operation.account_field: account} if operation.account_field else {}
    if operation.amount_field:
        given |= {operation.amount_field: 100, "currency": "CNY"}
    return SimpleNamespace(**given)


def outcome(uow: UnitOfWork, operation: Operation, actor: Actor, account: str) -> str:
    """`in`, or the refusal in its own words."""
    try:
        admit(uow, operation, actor, asked(operation, account))
    except Denied as refusal:
        return f"{refusal.code}: {refusal.message.zh}"
    return "in"


def given(operation: Operation, role: str) -> frozenset[Verb]:
    """What the cast gave this role for this operation's right."""
    ruled = [one for one in CATALOGUE if one.right == operation.right]
    if any(one.need_to_know for one in ruled):
        return frozenset(NEED_TO_KNOW.get(role, ()))
    governs = any(one.administers for one in ruled)
    if governs or (role == "admin" and operation.right.startswith("approvals.")):
        return frozenset(ADMIN_VERBS.get(role, ()))
    return frozenset(VERBS[role])


def entitled(operation: Operation, role: str) -> bool:
    """Whether that is enough: who may make or approve may see."""
    verbs = given(operation, role)
    return bool(verbs) if operation.verb is Verb.SEE else operation.verb in verbs


def at_a_door(operation: Operation, actor: Actor) -> Actor:
    return dataclasses.replace(actor, door=min(operation.doors))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_role_is_let_in_to_what_it_was_given_and_nothing_else(
    world: HouseWorld, operation: Operation
) -> None:
    for role, name in PEOPLE.items():
        actor = at_a_door(operation, world.actor(name, enterprise="辰海"))
        with world.db.app.begin(Scope(actor.tenant_id, actor.enterprise_id)) as uow:
            found = outcome(uow, operation, actor, OWN)
            assert (found == "in") == entitled(operation, role), (role, found)
            if operation.account_field and operation.verb is Verb.MAKE:
                assert outcome(uow, operation, actor, ONLY_SEEN) != "in", role


@pytest.mark.parametrize("operation", ABOUT_ACCOUNTS)
def test_others_accounts_are_refused_in_the_words_of_one_that_is_not_there(
    world: HouseWorld, operation: Operation
) -> None:
    for name in PEOPLE.values():
        actor = at_a_door(operation, world.actor(name, enterprise="辰海"))
        with world.db.app.begin(Scope(actor.tenant_id, actor.enterprise_id)) as uow:
            refusals = {
                outcome(uow, operation, actor, account)
                for account in (THEIRS, OTHER_BANKS, NOBODYS)
            }
        assert len(refusals) == 1
        assert "in" not in refusals


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nobody_acts_in_an_enterprise_that_is_not_theirs(
    world: HouseWorld, operation: Operation
) -> None:
    """A user's id in another enterprise's scope, another's user id in one's own: both are nobody."""
    stranger = world.user("刘洋")
    for name in PEOPLE.values():
        actor = at_a_door(operation, world.actor(name, enterprise="辰海"))
        forged = [
            dataclasses.replace(actor, enterprise_id=stranger.enterprise_id),
            dataclasses.replace(actor, user_id=stranger.user_id),
            dataclasses.replace(actor, person_id=stranger.person_id),
            dataclasses.replace(
                actor, tenant_id=world.other_tenant_id, enterprise_id=world.enterprise("越洋").id
            ),
        ]
        for one in forged:
            with (
                world.db.app.begin(Scope(one.tenant_id, one.enterprise_id)) as uow,
                pytest.raises(UserInactive),
            ):
                admit(uow, operation, one, asked(operation, OWN))


def test_the_matrix_is_not_empty() -> None:
    """A control: without rights and refusals on both sides the tests above could not fail."""
    allowed = sum(entitled(one, role) for one in CATALOGUE for role in PEOPLE)
    assert len(CATALOGUE) * len(PEOPLE) > 300
    assert 100 < allowed < len(CATALOGUE) * len(PEOPLE) - 100
    assert Door.DIRECT_LINK in {door for one in CATALOGUE for door in one.doors}
