"""Who is told what, once, and what they have read; nobody else sees it."""

from datetime import timedelta
from typing import Any

import pytest

from corporate import notices
from corporate.notices import NoticeKind, from_desk, people
from tests.world import HouseWorld
from workflows.approval.events import TOPICS
from workflows.batches.states import CHART as BATCHES
from workflows.bills.states import CHART as BILLS
from workflows.credits.states import CHART as CREDITS
from workflows.payments.states import CHART as PAYMENTS
from workflows.standing.states import CHART as STANDING

ACCOUNT = "1001234509012345678"


def payment(world: HouseWorld, **more: Any) -> dict[str, Any]:
    user = world.user("李娜", "辰海")
    return {
        "payment_id": str(world.kernel.ids.uuid7()), "number": "P261123-1", "group_id": "",
        "enterprise_id": str(user.enterprise_id), "maker_person_id": str(user.person_id),
        "event_id": str(world.kernel.ids.uuid7()), "event_at": "2026-11-23T02:05:00+00:00",
    } | more  # fmt: skip


def hear(world: HouseWorld, topic: str, payload: dict[str, Any]) -> None:
    with world.job() as ctx:
        for hears in notices.SUBSCRIPTIONS[topic]:
            hears(ctx, payload)


def told(world: HouseWorld, name: str, enterprise: str = "") -> list[tuple[str, str]]:
    with world.context(name, enterprise=enterprise) as ctx:
        return [(notice.kind.value, notice.text.zh) for notice in notices.page(ctx, 20)]


def desk(world: HouseWorld) -> list[tuple[str, str, str]]:
    with world.job() as ctx:
        return [(n.kind.value, n.text.zh, n.link) for n in notices.desk(ctx, 20)]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("payment.succeeded", "付款 P261123-1 已成功"),
        ("payment.failed", "付款 P261123-1 失败，请查看原因"),
        ("payment.unknown", "付款 P261123-1 结果未知，银行正在查询，请勿重复付款"),
        ("payment.returned", "付款 P261123-1 已被退汇，款项已退回原账户"),
        ("payment.rejected", "付款 P261123-1 已被驳回"),
        ("payment.sent_back", "付款 P261123-1 被退回修改"),
        ("payment.expired", "付款 P261123-1 逾期未审批，已失效"),
        ("payment.reopened", "付款 P261123-1 因审批规则变化需补充审批"),
    ],
)
def test_the_maker_is_told_what_became_of_a_payment(
    world: HouseWorld, topic: str, words: str
) -> None:
    hear(world, topic, payment(world))
    assert told(world, "李娜") == [(topic.replace(".", "_"), words)]
    assert told(world, "王磊") == []
    assert told(world, "刘洋") == []
    assert desk(world) == []


def test_the_same_event_heard_again_is_told_once_and_a_new_one_anew(world: HouseWorld) -> None:
    event = payment(world)
    hear(world, "payment.unknown", event)
    hear(world, "payment.unknown", event)
    assert len(told(world, "李娜")) == 1
    hear(world, "payment.unknown", payment(world))
    assert len(told(world, "李娜")) == 2


def test_a_batch_is_not_a_notice_for_each_row(world: HouseWorld) -> None:
    for place in range(5):
        hear(world, "payment.succeeded", payment(world, group_id="G1", number=f"P{place}"))
    hear(world, "payment.failed", payment(world, group_id="G1", number="P9"))
    assert sorted(told(world, "李娜")) == [
        ("batch_succeeded", "批量付款已有付款成功"),
        ("payment_failed", "付款 P9 失败，请查看原因"),
    ]


def test_a_batch_that_is_sent_back_twice_is_told_twice(world: HouseWorld) -> None:
    for at in ("2026-11-23T02:05:00", "2026-11-23T02:05:00", "2026-11-24T02:05:00"):
        hear(world, "payment.sent_back", payment(world, group_id="G1", event_at=at))
    assert told(world, "李娜") == [("batch_sent_back", "批量付款被退回修改")] * 2


def turn(world: HouseWorld, *names: str) -> dict[str, Any]:
    users = [world.user(name, "辰海") for name in names]
    return {
        "approval_id": "0190-1", "enterprise_id": str(world.enterprise("辰海").id),
        "title": {"zh": "付款给 恒锐", "en": "Pay Hengrui"},
        "turn": [str(user.person_id) for user in users],
        "event_id": str(world.kernel.ids.uuid7()),
    }  # fmt: skip


@pytest.mark.parametrize(
    "topic", ["approval.started", "approval.signed", "approval.reassigned", "approval.reopened"]
)
def test_whose_turn_it_is_is_told(world: HouseWorld, topic: str) -> None:
    hear(world, topic, turn(world, "赵敏", "王磊"))
    for name in ("赵敏", "王磊"):
        assert told(world, name) == [("approval_turn", "待您审批：付款给 恒锐")]
    assert told(world, "李娜") == []
    assert told(world, "陈静", "辰海") == []


def test_a_turn_of_nobody_is_told_to_nobody(world: HouseWorld) -> None:
    hear(world, "approval.signed", turn(world))
    assert world.count("notice") == 0


def test_one_person_at_two_companies_is_told_at_the_right_one(world: HouseWorld) -> None:
    hear(world, "approval.started", turn(world, "陈静"))
    assert len(told(world, "陈静", "辰海")) == 1
    assert told(world, "陈静", "恒锐") == []


def test_somebody_who_has_left_is_told_nothing(world: HouseWorld) -> None:
    with world.owner() as uow:
        user_id = world.user("赵敏", "辰海").user_id
        uow.run("UPDATE enterprise_user SET status = 'left' WHERE id = %s", (user_id,))
    hear(world, "approval.started", turn(world, "赵敏"))
    assert world.count("notice") == 0


def credited(world: HouseWorld, owner: str | None, account: str = ACCOUNT) -> dict[str, Any]:
    return {
        "credit_id": "0190-2", "number": "C261123-1", "enterprise_id": owner,
        "account_number": account, "event_id": str(world.kernel.ids.uuid7()),
    }  # fmt: skip


def test_a_credit_is_told_to_whoever_may_see_the_account(world: HouseWorld) -> None:
    enterprise_id = world.enterprise("辰海").id
    with world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = '1001234509012345686'"
            " WHERE user_id = %s AND operation = 'accounts.see'",
            (world.user("孙悦").user_id,),
        )
    hear(world, "credit.booked", credited(world, str(enterprise_id)))
    assert told(world, "李娜") == [("credit_booked", "收到来账 C261123-1，已入账")]
    assert told(world, "孙悦") == []
    assert told(world, "周涛") == []
    assert told(world, "刘洋") == []


def test_a_credit_of_nobody_who_banks_here_online_is_told_to_nobody(world: HouseWorld) -> None:
    hear(world, "credit.booked", credited(world, None))
    assert world.count("notice") == 0


def test_the_desk_is_told_and_no_enterprise_sees_it(world: HouseWorld) -> None:
    hear(world, "credit.suspended", credited(world, None))
    exception = {
        "answer_id": "A1", "message_id": "m-7", "submission_id": "", "outcome": "refused",
        "event_id": "E9",
    }  # fmt: skip
    hear(world, "dispatch.exception", exception)
    hear(world, "dispatch.exception", exception)
    assert sorted(desk(world)) == [
        ("clearing_exception", "清算回执异常，待处理：m-7", "desk/answers/A1"),
        ("credit_suspended", "来账 C261123-1 已挂账，待处理", "desk/credits/C261123-1"),
    ]
    for name in ("李娜", "周涛", "刘洋"):
        assert told(world, name) == []


def test_unread_reads_and_marks_only_ones_own(world: HouseWorld) -> None:
    for _ in range(3):
        hear(world, "payment.succeeded", payment(world))
        world.advance(seconds=1)
    hear(world, "approval.started", turn(world, "王磊"))
    with world.context("李娜") as ctx:
        newest, *_ = notices.page(ctx, 10)
        assert notices.unread(ctx) == 3
        assert notices.mark_read(ctx, [newest.id]) == 1
        assert notices.mark_read(ctx, [newest.id]) == 0
        assert notices.unread(ctx) == 2
    with world.context("王磊") as ctx:
        assert notices.mark_read(ctx, [newest.id]) == 0
        assert notices.mark_read(ctx) == 1
        assert notices.unread(ctx) == 0
    with world.context("李娜") as ctx:
        assert notices.unread(ctx) == 2
        assert notices.mark_read(ctx) == 2
        assert [notice.read_at for notice in notices.page(ctx, 10)] == [world.clock.now()] * 3


def test_pages_go_on_after_the_last_one_shown(world: HouseWorld) -> None:
    for place in range(5):
        hear(world, "payment.succeeded", payment(world, number=f"P{place}"))
        world.clock.advance(timedelta(seconds=1))
    with world.context("李娜") as ctx:
        first = notices.page(ctx, 3)
        rest = notices.page(ctx, 3, (first[-1].created_at, first[-1].id))
    assert [notice.link for notice in first + rest] == [f"payments/P{n}" for n in (4, 3, 2, 1, 0)]


def test_every_topic_somebody_hears_is_told_by_somebody() -> None:
    events = {
        edge.event
        for chart in (PAYMENTS, BATCHES, CREDITS, BILLS, STANDING)
        for edge in chart.edges
    }
    told = {
        "dispatch.exception",
        "certificate.expiring",
        "certificate.renewed",
        "bill.asked",
        "documents.ready",
        "standing.short",
    }
    told |= {"user.methods_reset", *people.SUBSCRIPTIONS, *from_desk.SUBSCRIPTIONS}
    assert set(notices.SUBSCRIPTIONS) <= events | set(TOPICS) | told


def test_every_kind_has_words_without_amounts_or_accounts() -> None:
    words = [kind.words for kind in NoticeKind]
    assert len({text.zh for text in words}) == len({text.en for text in words}) == len(NoticeKind)
    filled = [text.fill(what="X") for text in words]
    assert all("{" not in text.zh + text.en for text in filled)


def test_a_payment_without_a_maker_is_told_to_nobody(world: HouseWorld) -> None:
    hear(world, "payment.failed", payment(world, maker_person_id=""))
    assert world.count("notice") == 0
