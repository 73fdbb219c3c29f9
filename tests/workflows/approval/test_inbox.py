"""What waits for somebody: the page, the count, and one query for either."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.ids import CursorUnknown
from kernel.operation import Door
from tests.counting import counted_statements
from tests.workflows.approval.house import PAY, House
from workflows.approval import service
from workflows.approval.commands import ListInbox
from workflows.approval.errors import NotEntitled

ONE = [[("manager", 1)]]


def test_an_item_shows_what_one_must_know_at_a_glance(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    item = house.submit(maker, 1_286_400_00)
    with house.as_user(a) as ctx:
        (seen,) = house.engine.inbox(ctx, a.person_id)
    assert seen.approval_id == item
    assert (seen.subject_type, seen.operation, seen.level) == ("probe", PAY, 1)
    assert seen.facts.title.zh == "付款 苏州恒锐特钢有限公司"
    assert (seen.facts.amount_minor, seen.facts.currency) == (128640000, "CNY")
    assert seen.facts.extra == {"purpose": "货款"}
    assert seen.maker_person_id == maker.person_id
    assert seen.expires_at - seen.created_at == timedelta(days=30)


def test_only_those_whose_turn_it_is_see_it(house: House) -> None:
    maker = house.user("经办", "manager", "director")
    a, b = house.user("甲", "manager"), house.user("乙", "director")
    house.user("丙", "director")
    house.rule((None, [[("manager", 1)], [("director", 1)]]))
    item = house.submit(maker)
    assert [house.waiting(user) for user in (maker, a, b)] == [0, 1, 0]
    house.decide(a, item)
    assert [house.waiting(user) for user in (maker, a, b)] == [0, 0, 1]
    house.decide(b, item)
    assert [house.waiting(user) for user in (maker, a, b)] == [0, 0, 0]


def test_two_open_levels_of_one_item_are_one_item(house: House) -> None:
    maker = house.user("经办")
    both, _, _ = house.user("甲", "x", "y"), house.user("乙", "x"), house.user("丙", "y")
    house.rule((None, [[("x", 1), ("y", 1)]]))
    item = house.submit(maker)
    with house.as_user(both) as ctx:
        assert [(i.approval_id, i.level) for i in house.engine.inbox(ctx, both.person_id)] == [
            (item, 1)
        ]
    assert house.waiting(both) == 1


def test_what_is_overdue_is_nobodys_turn_swept_or_not(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    house.submit(maker)
    house.clock.advance(timedelta(days=30))
    assert house.waiting(a) == 0
    with house.as_user(a) as ctx:
        assert house.engine.inbox(ctx, a.person_id) == []


def test_what_waits_in_another_enterprise_is_not_shown(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    house.submit(maker)
    other = House(house.app, house.worker, house.superuser, house.world)
    other.tenant_id = house.tenant_id
    assert other.waiting(a) == 0


def test_pages_follow_the_deadline_and_add_up_to_the_count(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    items = []
    for _ in range(7):
        items.append(house.submit(maker))
        house.clock.advance(timedelta(seconds=1, microseconds=3))
    command, seen = ListInbox(limit=3), []
    while True:
        with house.as_user(a) as ctx:
            page = service.inbox(house.engine, ctx, command)
        seen += [line.approval_id for line in page.items]
        assert page.waiting == 7
        if not page.next_after:
            break
        command = ListInbox(after=page.next_after, limit=3)
    assert seen == [str(item) for item in items]


def test_a_page_and_a_count_are_one_query_each_however_many_wait(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, ONE))
    for _ in range(4):
        house.submit(maker)
    asked = house.directory.asked
    with house.as_user(a) as ctx, counted_statements() as sent:
        assert len(house.engine.inbox(ctx, a.person_id)) == 4
        assert house.engine.waiting_count(ctx, a.person_id) == 4
    assert len(sent) == 2
    assert house.directory.asked == asked


def test_no_page_is_longer_than_the_limit_of_the_house(house: House) -> None:
    a = house.user("甲", "manager")
    with house.as_user(a) as ctx:
        assert service.inbox(house.engine, ctx, ListInbox(limit=10**9)).items == ()
        assert service.inbox(house.engine, ctx, ListInbox(limit=-1)).items == ()


def test_a_mark_that_is_not_ours_and_nobody_in_person_are_refused(house: House) -> None:
    a = house.user("甲", "manager")
    with house.as_user(a) as ctx, pytest.raises(CursorUnknown):
        service.inbox(house.engine, ctx, ListInbox(after="1' OR '1'='1"))
    with house.as_user(None, Door.SYSTEM) as ctx, pytest.raises(NotEntitled):
        service.inbox(house.engine, ctx, ListInbox())
