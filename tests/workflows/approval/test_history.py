"""The timeline: who did what, how far it is, who can sign now, who comes next, and why not you."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kernel.errors import NotFound
from kernel.operation import Door
from tests.workflows.approval.house import House, User
from workflows.approval import service
from workflows.approval.commands import Action, ViewApproval
from workflows.approval.views import RoundView

STEPS = [[("manager", 1)], [("director", 1)]]


@pytest.fixture
def cast(house: House) -> tuple[User, User, User]:
    """Maker, manager, director, and the rule that needs both."""
    house.rule((None, STEPS))
    return house.user("王磊"), house.user("陈嘉怡", "manager"), house.user("李雯", "director")


def seen_by(house: House, user: User | None, item: UUID) -> RoundView:
    with house.as_user(user) as ctx:
        return house.engine.history(ctx, item)


def test_who_did_what_when_through_which_door_and_how(
    house: House, cast: tuple[User, User, User]
) -> None:
    maker, manager, director = cast
    item = house.submit(maker)
    begun = house.clock.now()
    house.clock.advance(timedelta(minutes=37))
    house.decide(manager, item, comment="合同与入库单已核对", door=Door.PHONE)
    house.clock.advance(timedelta(minutes=5))
    house.decide(director, item, Action.SEND_BACK, comment="发票未到", door=Door.WEB)
    entries = seen_by(house, maker, item).entries
    assert [
        (e.trigger, e.actor, e.action, e.level, e.door, e.method, e.comment) for e in entries
    ] == [
        ("start", "王磊", None, None, None, "", ""),
        ("sign", "陈嘉怡", Action.APPROVE, 1, Door.PHONE, "password", "合同与入库单已核对"),
        ("send_back", "李雯", Action.SEND_BACK, 2, Door.WEB, "password", "发票未到"),
    ]
    assert [(e.at - begun).seconds // 60 for e in entries] == [0, 37, 42]


def test_who_can_sign_now_and_who_comes_next(house: House, cast: tuple[User, User, User]) -> None:
    maker, manager, _ = cast
    item = house.submit(maker)
    seen = seen_by(house, maker, item)
    assert [person.name for person in seen.can_sign_now] == ["陈嘉怡"]
    assert [person.name for person in seen.comes_next] == ["李雯"]
    assert [(at.number, at.state) for at in seen.levels] == [(1, "now"), (2, "later")]
    house.decide(manager, item)
    seen = seen_by(house, maker, item)
    assert [person.name for person in seen.can_sign_now] == ["李雯"]
    assert seen.comes_next == ()
    assert [at.signed_by for at in seen.levels] == [("陈嘉怡",), ()]


def test_rights_of_this_moment_are_shown_not_those_of_submission(
    house: House, cast: tuple[User, User, User]
) -> None:
    maker, manager, _ = cast
    item = house.submit(maker)
    house.revoke(manager)
    house.user("周敏", "manager")
    assert [p.name for p in seen_by(house, maker, item).can_sign_now] == ["周敏"]


def test_why_one_may_not_is_told_in_words(house: House, cast: tuple[User, User, User]) -> None:
    maker, manager, director = cast
    stranger = house.user("外人", approves=False)
    item = house.submit(maker)

    def reason(user: User) -> str | None:
        refusal = seen_by(house, user, item).refusal
        return refusal.zh if refusal else None

    assert reason(manager) is None
    assert reason(maker) == "经办人不能审批自己经办的业务"
    assert reason(director) == "目前不需要您审批：当前待第 1 级（manager）"
    assert reason(stranger) == "您没有审批此业务的权限"
    house.decide(manager, item)
    assert reason(manager) == "您已审批过此事项，每人只能审批一次"
    assert reason(director) is None
    house.clock.advance(timedelta(days=30))
    assert reason(director) == "审批期限已过，请经办人重新提交"
    house.withdraw(maker, item)
    assert reason(director) == "当前状态“已撤回”不允许此操作"


def test_what_has_ended_is_nobodys_turn(house: House, cast: tuple[User, User, User]) -> None:
    maker, manager, _ = cast
    item = house.submit(maker)
    house.decide(manager, item, Action.REJECT)
    seen = seen_by(house, maker, item)
    assert seen.can_sign_now == ()
    assert seen.comes_next == ()
    assert seen.closed_at == house.clock.now()
    assert seen.levels[0].signed_by == ()


def test_the_text_and_its_fingerprint_are_shown_as_signed(
    house: House, cast: tuple[User, User, User]
) -> None:
    maker, manager, _ = cast
    item = house.submit(maker)
    seen = seen_by(house, manager, item)
    assert seen.digest == house.world.crypto.sm3(seen.canonical_text.encode())
    assert seen.why.zh == "适用规则：付款（第 1 版），CNY 不分金额"


def test_no_round_no_history(house: House) -> None:
    with pytest.raises(NotFound):
        seen_by(house, house.user("王磊"), house.world.ids.uuid7())


def test_the_counter_shows_a_round_only_to_whom_it_concerns(
    house: House, cast: tuple[User, User, User]
) -> None:
    maker, manager, director = cast
    stranger = house.user("外人", approves=False)
    item = house.submit(maker)
    for user in (maker, manager, director):
        with house.as_user(user) as ctx:
            view = service.view(house.engine, ctx, ViewApproval(str(item)))
        assert view.digest == house.digest(item).hex()
        assert [(at.number, at.state, at.can_sign) for at in view.levels] == [
            (1, "now", ("陈嘉怡",)),
            (2, "later", ("李雯",)),
        ]
    with house.as_user(stranger) as ctx, pytest.raises(NotFound) as hidden:
        service.view(house.engine, ctx, ViewApproval(str(item)))
    with house.as_user(stranger) as ctx, pytest.raises(NotFound) as absent:
        service.view(house.engine, ctx, ViewApproval(str(house.world.ids.uuid7())))
    assert hidden.value.message == absent.value.message
