"""Attempts to get round maker and checker (经办复核分离): each is refused and changes nothing.

Fifty-one scripts against the engine. Every attempt starts from one item of a maker that needs a manager,
then a director. After it, every row the engine or the product could have written is as it was. Attempts by
delegation and by the acts beside deciding are in `test_bypass_acts.py`, those at the web bank and the direct
link in `test_bypass_doors.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from kernel.errors import NotFound, YinqiError
from kernel.operation import Door
from kernel.states import IllegalTransition
from kernel.tenancy import Scope
from tests.workflows.approval.house import ACCOUNT, House, User
from workflows.approval import errors
from workflows.approval.commands import Action
from workflows.approval.subjects import Outcome

STEPS = [[("manager", 1)], [("director", 1)]]


@dataclass
class Item:
    """The item under attack, and the cast."""

    house: House
    id: UUID
    maker: User
    manager: User
    director: User

    @property
    def subject_id(self) -> UUID:
        """The instruction behind it."""
        (row,) = self.house.look("SELECT subject_id FROM yinqi.approval WHERE id = %s", self.id)
        return UUID(str(row[0]))

    def edit(self, **columns: object) -> None:
        """Change the instruction behind the engine's back."""
        for name, value in columns.items():
            sql = f"UPDATE probe.subject SET {name} = %s WHERE id = %s"  # noqa: S608
            self.house.admin(sql, value, self.subject_id)


@pytest.fixture
def item(house: House) -> Item:
    """One item of 王磊 that needs 陈嘉怡 or 周敏, then 李雯 or 赵刚."""
    maker = house.user("王磊", "manager", "director", "admin")
    manager, director = house.user("陈嘉怡", "manager"), house.user("李雯", "director")
    house.user("周敏", "manager")
    house.user("赵刚", "director")
    house.rule((None, STEPS))
    return Item(house, house.submit(maker), maker, manager, director)


@contextmanager
def refused(house: House, reason: type[YinqiError]) -> Iterator[None]:
    """What happens inside is refused for this reason, and not one row is different after it."""
    before = house.everything()
    with pytest.raises(reason) as caught:
        yield
    assert type(caught.value) is reason
    assert house.everything() == before


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


# something else than what was shown


@pytest.mark.parametrize("action", list(Action))
def test_the_text_is_edited_while_it_waits(item: Item, action: Action) -> None:
    item.edit(body="付款 CNY 10000 → 另一家公司")
    with refused(item.house, errors.ContentChanged):
        item.house.decide(item.manager, item.id, action)


def test_the_text_is_edited_after_the_first_signature(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    item.edit(body="付款 CNY 10000 → 另一家公司")
    with refused(item.house, errors.ContentChanged):
        item.house.decide(item.director, item.id)


def test_the_text_is_edited_and_the_new_digest_is_shown(item: Item) -> None:
    item.edit(body="付款 CNY 10000 → 另一家公司")
    shown = item.house.world.crypto.sm3("付款 CNY 10000 → 另一家公司".encode())
    with refused(item.house, errors.ContentChanged):
        item.house.decide(item.manager, item.id, shown=shown)


def test_the_text_and_its_digest_are_edited_after_the_first_signature(item: Item) -> None:
    house = item.house
    house.decide(item.manager, item.id)
    text = "付款 CNY 10000 → 另一家公司"
    digest = house.world.crypto.sm3(text.encode())
    item.edit(body=text)
    house.admin(
        "UPDATE yinqi.approval SET canonical_text = %s, digest = %s WHERE id = %s",
        text,
        digest,
        item.id,
    )
    with refused(house, errors.ContentChanged):
        house.decide(item.director, item.id, shown=digest)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount_minor", 1),
        ("amount_minor", 10_000_00),
        ("currency", "EUR"),
        ("account_number", ""),
        ("operation", "payments.other"),
        ("door", "direct_link"),
    ],
)
def test_a_fact_is_edited_and_the_text_is_not(item: Item, column: str, value: object) -> None:
    item.edit(**{column: value})
    with refused(item.house, errors.ContentChanged):
        item.house.decide(item.manager, item.id)


def test_an_amount_is_made_nothing_or_negative(item: Item) -> None:
    for amount in (0, -100_00):
        item.edit(amount_minor=amount)
        with refused(item.house, errors.AmountWrong):
            item.house.decide(item.manager, item.id)


def test_a_signature_for_another_item_is_used_here(item: Item) -> None:
    other = item.house.submit(item.maker, 1)
    with refused(item.house, errors.ContentChanged):
        item.house.decide(item.manager, item.id, shown=item.house.digest(other))


@pytest.mark.parametrize("shown", [b"", b"\x00" * 32, b"short"])
def test_nothing_or_nonsense_was_shown(item: Item, shown: bytes) -> None:
    with refused(item.house, errors.ContentChanged):
        item.house.decide(item.manager, item.id, shown=shown)


# the rule


def test_the_rule_is_lowered_then_one_signs_and_it_does_not_suffice(item: Item) -> None:
    house = item.house
    house.rule((None, []))
    house.bank_allows_direct = True
    assert house.decide(item.manager, item.id) is Outcome.SIGNED
    assert house.status(item.id) == "pending"
    assert house.outcomes(item.id) == []


def test_the_rule_is_lowered_to_nothing_and_the_item_sent_in_again(item: Item) -> None:
    house = item.house
    house.rule((None, []))
    house.bank_allows_direct = True
    subject_id = item.subject_id
    before = house.everything()
    with house.as_user(item.maker) as ctx:
        assert house.engine.plan(ctx, house.product.lock(ctx, subject_id)).is_direct
    with pytest.raises(errors.AlreadyRunning), house.as_user(item.maker) as ctx:
        house.engine.start(ctx, house.product.lock(ctx, subject_id))
    assert house.everything() == before


def test_a_rule_of_no_levels_where_the_bank_does_not_allow_it(item: Item) -> None:
    house = item.house
    house.rule((None, []))
    subject = house.subject(item.maker)
    with refused(house, errors.DirectNotAllowed):
        house.start(item.maker, subject)


def test_every_rule_is_taken_away_and_the_item_sent_in(item: Item) -> None:
    item.house.no_rules()
    subject = item.house.subject(item.maker)
    with refused(item.house, errors.NoPolicy):
        item.house.start(item.maker, subject)


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"bands": {}},
        {"bands": {"CNY": [{"upper_minor": None, "steps": [[{"group": "manager", "needed": 0}]]}]}},
        {
            "bands": {
                "CNY": [{"upper_minor": None, "steps": [[{"group": "manager", "needed": -1}]]}]
            }
        },
        {"bands": {"CNY": [{"upper_minor": None, "steps": []}]}, "delegate_to": "王磊"},
        {"bands": {"CNY": [{"upper_minor": 100, "steps": []}]}},
    ],
)
def test_a_rule_is_broken_so_that_nothing_is_asked(item: Item, rules: dict[str, object]) -> None:
    item.house.bank_allows_direct = True
    item.house.raw_rule(rules)
    subject = item.house.subject(item.maker)
    with refused(item.house, errors.PolicyMalformed):
        item.house.start(item.maker, subject)


def test_the_currency_is_switched_to_one_the_rule_forgot(item: Item) -> None:
    house = item.house
    house.rule((100_00, []), (None, STEPS))
    house.bank_allows_direct = True
    subject = house.subject(item.maker, 1, currency="EUR")
    approval_id = house.start(item.maker, subject)
    assert approval_id is not None
    assert house.decide(item.manager, approval_id) is Outcome.SIGNED


def test_a_rule_for_one_account_is_dodged_by_the_default(item: Item) -> None:
    house = item.house
    house.bank_allows_direct = True
    house.rule((None, []))
    house.rule((None, STEPS), account_number=ACCOUNT)
    assert house.start(item.maker, house.subject(item.maker)) is not None


# at release


def _grant(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    item.house.decide(item.director, item.id)


def test_the_text_is_edited_after_the_grant_and_before_release(item: Item) -> None:
    _grant(item)
    item.edit(body="付款 CNY 10000 → 另一家公司")
    with refused(item.house, errors.ContentChanged):
        item.house.recheck(item.id)


def test_what_is_still_waiting_is_released(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    with refused(item.house, IllegalTransition):
        item.house.recheck(item.id)


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "expired", "sent_back"])
def test_what_has_ended_otherwise_is_released(item: Item, status: str) -> None:
    item.house.admin("UPDATE yinqi.approval SET status = %s WHERE id = %s", status, item.id)
    with refused(item.house, IllegalTransition):
        item.house.recheck(item.id)


def test_a_round_is_set_to_granted_past_the_engine(item: Item) -> None:
    item.house.decide(item.manager, item.id)
    item.house.admin("UPDATE yinqi.approval SET status = 'granted' WHERE id = %s", item.id)
    with refused(item.house, errors.NotSatisfied):
        item.house.recheck(item.id)


def test_the_rule_is_taken_away_before_release(item: Item) -> None:
    _grant(item)
    item.house.no_rules()
    with refused(item.house, errors.NoPolicy):
        item.house.recheck(item.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approval_decision SET person_id = tenant_id",
        "DELETE FROM approval_decision",
        "DELETE FROM approval_task",
        "UPDATE approval_transition SET trigger = 'grant'",
        "DELETE FROM approval",
        "INSERT INTO approval_policy SELECT * FROM approval_policy",
        "UPDATE approval_policy SET rules = '{}'",
    ],
)
def test_the_application_rewrites_what_proves_something(item: Item, statement: str) -> None:
    house = item.house
    house.decide(item.manager, item.id)
    before = house.everything()
    scope = Scope(house.tenant_id, house.enterprise_id)
    for database in (house.app, house.worker):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.begin(scope) as uow:
            uow.run(statement)
    assert house.everything() == before
