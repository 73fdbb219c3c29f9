"""Withdrawing and expiring: a round ends once, its tasks with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.errors import NotFound
from kernel.states import IllegalTransition
from tests.workflows.approval.house import House
from workflows.approval import closing
from workflows.approval.errors import OnlyMakerWithdraws
from workflows.approval.subjects import Outcome

ONE = [[("manager", 1)]]


def test_the_maker_takes_it_back_even_after_a_first_signature(house: House) -> None:
    maker = house.user("经办")
    a, b = house.user("甲", "manager"), house.user("乙", "manager")
    house.rule((None, [[("manager", 2)]]))
    item = house.submit(maker)
    house.decide(a, item)
    assert house.withdraw(maker, item) is Outcome.WITHDRAWN
    assert house.outcomes(item) == ["withdrawn"]
    assert house.tasks(item) == {(1, a.person_id): "done", (1, b.person_id): "cancelled"}
    with pytest.raises(IllegalTransition):
        house.withdraw(maker, item)


def test_the_maker_may_take_it_back_by_any_log_in_of_his(house: House) -> None:
    maker = house.user("经办")
    house.user("甲", "manager")
    house.rule((None, ONE))
    item = house.submit(maker)
    assert house.withdraw(house.user("经办（二）", person=maker), item) is Outcome.WITHDRAWN


def test_what_is_not_there_is_not_withdrawn(house: House) -> None:
    with pytest.raises(NotFound):
        house.withdraw(house.user("经办"), house.world.ids.uuid7())


def test_the_system_withdraws_nothing(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    item = house.submit(maker)
    with pytest.raises(OnlyMakerWithdraws), house.as_user(None) as ctx:
        house.engine.withdraw(ctx, item)
    assert house.status(item) == "pending"


def test_what_is_overdue_expires_and_nothing_else(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    old, granted = house.submit(maker), house.submit(maker)
    house.decide(a, granted)
    house.clock.advance(timedelta(days=29))
    young = house.submit(maker)
    house.clock.advance(timedelta(days=1))
    with house.as_worker() as ctx:
        done = house.engine.expire_due(ctx)
    assert (done.expired, done.stuck, done.after) == (1, (), None)
    assert [house.status(item) for item in (old, granted, young)] == [
        "expired",
        "granted",
        "pending",
    ]
    assert house.outcomes(old) == ["expired"]
    assert house.tasks(old) == {(1, a.person_id): "cancelled"}
    with house.as_worker() as ctx:
        assert house.engine.expire_due(ctx).expired == 0


def test_it_expires_at_the_instant_and_not_before(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.raw_rule(
        {
            "valid_days": 3,
            "bands": {
                "CNY": [{"upper_minor": None, "steps": [[{"group": "manager", "needed": 1}]]}]
            },
        }
    )
    item = house.submit(maker)
    house.clock.advance(timedelta(days=3, microseconds=-1))
    with house.as_worker() as ctx:
        assert house.engine.expire_due(ctx).expired == 0
    house.clock.advance(timedelta(microseconds=1))
    with house.as_worker() as ctx:
        assert house.engine.expire_due(ctx).expired == 1
    assert house.status(item) == "expired"


def test_batches_go_on_where_the_last_one_ended(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    for _ in range(5):
        house.submit(maker)
    house.clock.advance(timedelta(days=31))
    done, after = [], None
    while True:
        with house.as_worker() as ctx:
            batch = house.engine.expire_due(ctx, after, limit=2)
        done.append(batch.expired)
        after = batch.after
        if after is None:
            break
    assert done == [2, 2, 1]


def test_one_that_its_subject_will_not_have_holds_nobody_up(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    bad, good = house.submit(maker), house.submit(maker)
    house.admin(
        "DELETE FROM probe.subject USING yinqi.approval a WHERE a.subject_id = probe.subject.id AND a.id = %s",
        bad,
    )
    house.clock.advance(timedelta(days=31))
    with house.as_worker() as ctx:
        done = house.engine.expire_due(ctx)
    assert (done.expired, done.stuck) == (1, (bad,))
    assert [house.status(item) for item in (bad, good)] == ["pending", "expired"]


def test_a_subject_that_refuses_leaves_its_round_untouched(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    item = house.submit(maker)
    house.clock.advance(timedelta(days=31))
    house.product.refuses = True
    before = house.everything()
    with house.as_worker() as ctx:
        assert house.engine.expire_due(ctx).stuck == (item,)
    assert house.everything() == before


def test_a_round_that_got_more_time_meanwhile_is_left_alone(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    item = house.submit(maker)
    before = house.everything()
    with house.as_user(None) as ctx:
        closing._expire(house.engine._ports, ctx, item)
    assert house.everything() == before
