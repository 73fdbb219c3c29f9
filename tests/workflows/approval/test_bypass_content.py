"""Attempts to get something else granted or released than what was shown, by text, facts or rules: each is refused."""

from __future__ import annotations

import psycopg
import pytest

from kernel.states import IllegalTransition
from kernel.tenancy import Scope
from tests.workflows.approval.attacked import STEPS, Item, refused
from tests.workflows.approval.house import ACCOUNT
from workflows.approval import errors
from workflows.approval.commands import Action
from workflows.approval.subjects import Outcome

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
