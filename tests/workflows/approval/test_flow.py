"""One item all the way: in order, together, mixed; what is written, who is told, how few statements."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from kernel.operation import Door
from tests.counting import counted_statements
from tests.workflows.approval.house import PAY, House, User
from workflows.approval import queries, repository
from workflows.approval.commands import Action
from workflows.approval.errors import (
    ActedBefore,
    AlreadyRunning,
    LevelUnfillable,
    NeededLater,
    NotYourTurn,
)
from workflows.approval.subjects import Outcome


def test_two_levels_in_order_then_granted_once(house: House) -> None:
    wang = house.user("王磊")
    chen, zhou = house.user("陈嘉怡", "manager"), house.user("周敏", "manager")
    li = house.user("李雯", "director")
    house.rule((None, [[("manager", 1)], [("director", 1)]]))

    item = house.submit(wang)
    assert house.tasks(item) == {
        (1, chen.person_id): "open",
        (1, zhou.person_id): "open",
        (2, li.person_id): "waiting",
    }
    assert house.decide(chen, item) is Outcome.SIGNED
    assert house.tasks(item) == {
        (1, chen.person_id): "done",
        (1, zhou.person_id): "cancelled",
        (2, li.person_id): "open",
    }
    assert house.outcomes(item) == []
    assert house.decide(li, item) is Outcome.GRANTED
    assert house.status(item) == "granted"
    assert house.outcomes(item) == ["granted"]
    assert house.tasks(item)[2, li.person_id] == "done"


def test_two_of_three_of_one_level_close_the_third(house: House) -> None:
    maker = house.user("经办")
    a, b, c = (house.user(name, "manager") for name in "甲乙丙")
    house.rule((None, [[("manager", 2)]]))
    item = house.submit(maker)
    assert house.decide(b, item) is Outcome.SIGNED
    assert house.open_tasks(item) == {(1, a.person_id), (1, c.person_id)}
    assert house.decide(c, item) is Outcome.GRANTED
    assert house.tasks(item)[1, a.person_id] == "cancelled"


def test_together_one_who_may_do_both_does_not_strand_the_other(house: House) -> None:
    maker = house.user("经办")
    both = house.user("甲", "finance", "legal")
    finance = house.user("乙", "finance")
    house.rule((None, [[("finance", 1), ("legal", 1)]]))
    item = house.submit(maker)
    assert house.open_tasks(item) == {
        (1, both.person_id),
        (2, both.person_id),
        (1, finance.person_id),
    }
    assert house.decide(both, item) is Outcome.SIGNED
    assert house.open_tasks(item) == {(1, finance.person_id)}
    assert house.decide(finance, item) is Outcome.GRANTED


def test_mixed_the_last_step_opens_when_both_before_are_signed(house: House) -> None:
    maker = house.user("经办")
    x, y, z = house.user("甲", "x"), house.user("乙", "y"), house.user("丙", "z")
    house.rule((None, [[("x", 1), ("y", 1)], [("z", 1)]]))
    item = house.submit(maker)
    assert house.decide(y, item) is Outcome.SIGNED
    with pytest.raises(NotYourTurn) as refused:
        house.decide(z, item)
    assert refused.value.message.zh == "目前不需要您审批：当前待第 1 级（x）"
    assert house.decide(x, item) is Outcome.SIGNED
    assert house.decide(z, item) is Outcome.GRANTED


def test_the_amount_chooses_the_band(house: House) -> None:
    maker = house.user("经办")
    manager, _director = house.user("甲", "manager"), house.user("乙", "director")
    house.rule((100_00, [[("manager", 1)]]), (None, [[("manager", 1)], [("director", 1)]]))
    assert house.decide(manager, house.submit(maker, 100_00)) is Outcome.GRANTED
    assert house.decide(manager, house.submit(maker, 100_01)) is Outcome.SIGNED


@pytest.mark.parametrize(
    ("action", "outcome"),
    [(Action.REJECT, Outcome.REJECTED), (Action.SEND_BACK, Outcome.SENT_BACK)],
)
def test_one_no_ends_the_round_for_all(house: House, action: Action, outcome: Outcome) -> None:
    maker = house.user("经办")
    a, b = house.user("甲", "manager"), house.user("乙", "manager")
    director = house.user("丙", "director")
    house.rule((None, [[("manager", 2)], [("director", 1)]]))
    item = house.submit(maker)
    assert house.decide(a, item, action, comment="发票号不符") is outcome
    assert house.status(item) == outcome.value
    assert house.outcomes(item) == [outcome.value]
    assert house.tasks(item) == {
        (1, a.person_id): "done",
        (1, b.person_id): "cancelled",
        (2, director.person_id): "cancelled",
    }


def test_a_returned_item_starts_a_new_round_from_nothing(house: House) -> None:
    maker = house.user("经办")
    a, b = house.user("甲", "manager"), house.user("乙", "manager")
    house.rule((None, [[("manager", 2)]]))
    subject = house.subject(maker)
    first = house.start(maker, subject)
    assert first is not None
    house.decide(a, first)
    house.decide(b, first, Action.SEND_BACK)
    second = house.start(maker, subject)
    assert second is not None
    assert house.decide(a, second) is Outcome.SIGNED
    assert house.decide(b, second) is Outcome.GRANTED
    with house.as_user(maker) as ctx:
        assert house.engine.rounds(ctx, "probe", subject.id) == [first, second]


def test_everything_about_a_decision_is_kept(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager", "cashier")
    house.rule((None, [[("manager", 1)]]))
    item = house.submit(maker, 128_00)
    house.clock.advance(timedelta(minutes=5))
    house.decide(a, item, comment="“合同与入库单已核对”", door=Door.PHONE)
    (row,) = house.look(
        "SELECT seq, level, person_id, user_id, name, groups, action, comment, canonical_text,"
        " digest, evidence, door, decided_at FROM yinqi.approval_decision WHERE approval_id = %s",
        item,
    )
    text = "付款 CNY 12800 → 苏州恒锐特钢有限公司"
    assert row == (
        2, 1, a.person_id, a.user_id, "甲", ["cashier", "manager"], "approve",
        "“合同与入库单已核对”", text, hashlib.new("sm3", text.encode()).digest(),
        {"method": "password"}, "phone", house.clock.now(),
    )  # fmt: skip


def test_every_change_is_written_three_times_transition_audit_outbox(house: House) -> None:
    maker = house.user("经办")
    a, b = house.user("甲", "manager"), house.user("乙", "director")
    house.rule((None, [[("manager", 1)], [("director", 1)]]))
    item = house.submit(maker)
    house.decide(a, item)
    house.decide(b, item)
    moves = house.look(
        "SELECT seq, source, target, trigger, actor FROM yinqi.approval_transition"
        " WHERE approval_id = %s ORDER BY seq",
        item,
    )
    assert moves == [
        (1, "", "pending", "start", "经办"),
        (2, "pending", "pending", "sign", "甲"),
        (3, "pending", "granted", "grant", "乙"),
    ]
    topics = ["approval.started", "approval.signed", "approval.granted"]
    audit = house.look(
        "SELECT action, object_type, object_id, person_id FROM yinqi.audit WHERE tenant_id = %s ORDER BY id",
        house.tenant_id,
    )
    people = [maker.person_id, a.person_id, b.person_id]
    assert audit == [
        (topic, "approval", str(item), who) for topic, who in zip(topics, people, strict=True)
    ]
    told = house.look(
        "SELECT topic, payload FROM yinqi.outbox WHERE tenant_id = %s ORDER BY id", house.tenant_id
    )
    assert [row[0] for row in told] == topics
    assert [row[1]["turn"] for row in told] == [[str(a.person_id)], [str(b.person_id)], []]
    assert told[1][1]["operation"] == PAY


def test_what_may_reach_a_lock_screen_holds_no_amount_and_no_account(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, [[("manager", 1)]]))
    house.submit(maker, 128_640_000)
    ((payload,),) = house.look(
        "SELECT payload FROM yinqi.outbox WHERE tenant_id = %s", house.tenant_id
    )
    assert "128640000" not in json.dumps(payload)
    assert "6222" not in json.dumps(payload)


def test_a_second_round_about_the_same_subject_is_refused(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, [[("manager", 1)]]))
    subject = house.subject(maker)
    item = house.start(maker, subject)
    assert item is not None
    for _ in ("pending", "granted"):
        before = house.everything()
        with pytest.raises(AlreadyRunning):
            house.start(maker, subject)
        assert house.everything() == before
        if house.status(item) == "pending":
            house.decide(a, item)


def test_the_only_one_for_a_later_level_leaves_the_first_to_others(house: House) -> None:
    maker = house.user("经办")
    boss, clerk = house.user("甲", "manager", "director"), house.user("乙", "manager")
    house.rule((None, [[("manager", 1)], [("director", 1)]]))
    item = house.submit(maker)
    assert house.tasks(item) == {(1, clerk.person_id): "open", (2, boss.person_id): "waiting"}
    with pytest.raises(NeededLater):
        house.decide(boss, item)
    assert house.decide(clerk, item) is Outcome.SIGNED
    assert house.decide(boss, item) is Outcome.GRANTED


def test_an_item_that_nobody_could_finish_is_not_started(house: House) -> None:
    maker = house.user("经办", "director")
    house.user("甲", "manager")
    house.rule((None, [[("manager", 1)], [("director", 1)]]))
    subject = house.subject(maker)
    before = house.everything()
    with pytest.raises(LevelUnfillable) as refused:
        house.start(maker, subject)
    assert refused.value.message.zh.startswith("第 2 级（director）还缺 1 位可审批的人")
    assert house.everything() == before


def test_one_person_with_two_users_is_one_person(house: House) -> None:
    maker = house.user("经办")
    first = house.user("甲", "manager")
    again = house.user("甲二号", "manager", person=first)
    other = house.user("乙", "manager")
    house.rule((None, [[("manager", 2)]]))
    item = house.submit(maker)
    assert house.open_tasks(item) == {(1, first.person_id), (1, other.person_id)}
    house.decide(first, item)
    with pytest.raises(ActedBefore):
        house.decide(again, item)
    assert house.decide(other, item) is Outcome.GRANTED


def test_tasks_follow_rights_when_they_are_read_anew(house: House) -> None:
    maker = house.user("经办")
    old, stays = house.user("旧人", "manager"), house.user("留任", "manager")
    house.rule((None, [[("manager", 1)]]))
    item = house.submit(maker)
    entry = house.directory.entries[old.user_id]
    house.revoke(old)
    new = house.user("新人", "manager")
    with house.as_user(maker) as ctx:
        house.engine.refresh(ctx, item)
    assert house.tasks(item) == {
        (1, old.person_id): "cancelled",
        (1, stays.person_id): "open",
        (1, new.person_id): "open",
    }
    assert [house.waiting(user) for user in (old, stays, new)] == [0, 1, 1]
    told = house.look(
        "SELECT payload->'turn' FROM yinqi.outbox WHERE tenant_id = %s AND topic = 'approval.reassigned'",
        house.tenant_id,
    )
    assert told == [([str(new.person_id)],)]
    house.directory.entries[old.user_id] = entry
    with house.as_user(maker) as ctx:
        house.engine.refresh(ctx, item)
    assert house.tasks(item)[1, old.person_id] == "open"


def test_one_who_became_entitled_later_may_sign_without_a_task(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, [[("manager", 1)]]))
    item = house.submit(maker)
    new = house.user("新人", "manager")
    assert house.decide(new, item) is Outcome.GRANTED


def _decider(house: House) -> tuple[User, User]:
    house.rule((None, [[("manager", 1)], [("director", 1)]]))
    house.user("丙", "manager")
    return house.user("甲", "manager"), house.user("乙", "director")


def test_a_decision_takes_few_statements(house: House) -> None:
    maker = house.user("经办")
    manager, director = _decider(house)
    item = house.submit(maker)
    digest = house.digest(item)
    for user, count in ((manager, 10), (director, 11)):
        with counted_statements() as sent, house.as_user(user) as ctx:
            house.engine.decide(ctx, item, Action.APPROVE, shown_digest=digest, evidence={})
        assert sent[-1] == "COMMIT"
        assert len(sent) == count, sent


def test_all_log_ins_of_a_person_count_when_people_are_told(house: House) -> None:
    maker = house.user("经办")
    first = house.user("甲", "manager")
    second = house.user("甲（二）", "director", person=first)
    house.user("乙", "manager")
    house.rule((None, [[("manager", 1), ("director", 1)]]))
    item = house.submit(maker)
    assert {(1, first.person_id), (2, first.person_id)} <= house.open_tasks(item)
    assert house.decide(second, item) is Outcome.SIGNED


def test_the_writing_itself_refuses_a_second_round(house: House) -> None:
    maker, a = house.user("经办"), house.user("甲", "manager")
    house.rule((None, [[("manager", 1)]]))
    subject = house.subject(maker)
    item = house.start(maker, subject)
    assert item is not None
    house.decide(a, item)
    with house.as_user(maker) as ctx:
        snapshot = queries.round_of(ctx, item).snapshot
        with pytest.raises(AlreadyRunning):
            repository.start(ctx, subject, b"", snapshot, expires_at=ctx.now, escalate_at=None)
