"""The queues at the desk: seen by system and audit; what gave up is tried again, or put aside, by two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kernel.records import outbox
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.desk import queues
from workflows.desk.errors import Outdated, OwnChange
from workflows.desk.queues import BY_CODE, QUEUES

FAILED: dict[str, object] = {"topic": "payment.released", "error": "ValueError: 欧阳种秘密 6222"}


@pytest.fixture
def app(desk: DeskBank) -> Any:
    return behind_its_door(desk)


def entered(app: Any, desk: DeskBank, name: str) -> Clerk:
    clerk = Clerk(app, desk, name)
    assert clerk.enter().status_code == 303
    return clerk


def stuck(world: HouseWorld) -> str:
    """A message of the outbox that has failed too often, and waits for hours."""
    later = world.clock.now() + timedelta(hours=5)
    key = str(world.kernel.ids.uuid7())
    with world.owner() as uow:
        uow.run(
            "INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at, attempts, retry_at, error)"
            " VALUES (%s, %s, %s, 'k', '{}', %s, 9, %s, %s)",
            (world.tenant_id, key, FAILED["topic"], world.clock.now() - timedelta(minutes=9), later, FAILED["error"]),
        )  # fmt: skip
    return key


def row_of(world: HouseWorld, key: str) -> dict[str, Any]:
    with world.owner() as uow:
        (row,) = uow.rows(
            "SELECT relayed_at, attempts, retry_at, error FROM outbox WHERE id = %s", (key,)
        )
    return row


def test_every_queue_can_be_read_in_the_desk_s_and_the_auditor_s_role(
    desk: DeskBank, world: HouseWorld
) -> None:
    stuck(world)
    for database in (world.db.desk, world.db.auditor):
        with database.begin(desk.scope) as uow:
            found = {one.queue.code: one for one in queues.levels(uow, world.clock.now())}
        assert list(found) == [queue.code for queue in QUEUES]
        assert found["outbox"].dead == 1
        assert found["outbox"].age(world.clock.now()) == timedelta(minutes=9)
        assert found["webhooks"].age(world.clock.now()) == timedelta()
    with desk.as_("戴明") as ctx:
        assert {queue.code: queues.dead(ctx, queue) for queue in QUEUES if queue.code != "outbox"} == {
            queue.code: [] for queue in QUEUES if queue.code != "outbox"
        }  # fmt: skip


def asked(desk: DeskBank, app: Any, key: str, act: str) -> str:
    """戴明 asks for one of the two, having found the item on the page; the number of the change."""
    clerk = entered(app, desk, "戴明")
    assert "事件发件箱" in clerk.get("/queues").get_data(as_text=True)
    page = clerk.get("/queues/outbox").get_data(as_text=True)
    assert "payment.released" in page
    assert "ValueError" in page
    assert "欧阳种秘密" not in page
    assert f"/new/queue?target=outbox:{key}" in page
    return clerk.propose("queue", f"outbox:{key}", {"status": act, "why": "原因已排除"})


@pytest.mark.parametrize("act", ["retry", "dismiss"])
def test_two_have_what_gave_up_tried_again_or_put_aside(
    app: Any, desk: DeskBank, pay: PaymentHouse, world: HouseWorld, act: str
) -> None:
    key = stuck(world)
    number = asked(desk, app, key, act)
    desk.work(pay)
    assert row_of(world, key)["relayed_at"] is None, "one alone changes nothing"
    with pytest.raises(OwnChange):
        desk.decide("戴明", desk.change(number))
    assert desk.decide("郭雨", desk.change(number))["status"] == "approved"
    desk.work(pay)
    assert desk.change(number)["status"] == "in_force"
    row = row_of(world, key)
    assert row["relayed_at"] is not None
    assert (row["error"] is None) == (act == "retry"), "what was put aside says so"


def test_what_was_put_aside_is_told_to_nobody_and_lets_the_next_of_its_key_go_on(
    desk: DeskBank, pay: PaymentHouse, world: HouseWorld
) -> None:
    key = stuck(world)
    with world.owner() as uow:
        outbox.emit(uow, world.kernel, "payment.released", "k", {})
    desk.work(pay)
    assert world.count("outbox", "key = 'k' AND relayed_at IS NULL") == 2
    typed = {"status": "dismiss", "why": "已电话告知"}
    desk.done("queue", f"outbox:{key}", typed, by="戴明")
    desk.work(pay)
    assert row_of(world, key)["error"] == "put aside at the desk", "whoever is told has no error"
    assert world.count("outbox", "key = 'k' AND relayed_at IS NULL") == 0


def test_nobody_else_asks_for_it_and_nothing_that_did_not_give_up(
    app: Any, desk: DeskBank, world: HouseWorld
) -> None:
    key = stuck(world)
    auditor, system = entered(app, desk, "尹舟"), entered(app, desk, "戴明")
    assert "/new/queue" not in auditor.get("/queues/outbox").get_data(as_text=True)
    assert auditor.get(f"/new/queue?target=outbox:{key}").status_code == 403
    other = str(world.kernel.ids.uuid7())
    for target in (f"outbox:{other}", f"nowhere:{key}", f"dispatch:{key}", "outbox"):
        assert system.get(f"/new/queue?target={target}").status_code == 404, target
    assert row_of(world, key)["retry_at"] is not None
    assert world.count("desk_change") == 0


def test_only_the_outbox_puts_aside(world: HouseWorld, desk: DeskBank) -> None:
    assert [queue.code for queue in QUEUES if queue.aside] == ["outbox"]
    with world.job() as ctx:
        assert queues.dismiss(ctx, BY_CODE["webhooks"], f"{desk.scope.tenant_id}:1") is False


def test_what_was_told_meanwhile_is_left_alone(
    desk: DeskBank, pay: PaymentHouse, world: HouseWorld
) -> None:
    key = stuck(world)
    row = desk.propose("戴明", "queue", f"outbox:{key}", {"status": "dismiss", "why": "x"})
    told = desk.about("queue", f"outbox:{key}")
    assert (told["失败原因"], told["已尝试"]) == ("ValueError", "9 次")
    with world.job() as ctx:
        assert queues.retry(ctx, BY_CODE["outbox"], key) is True
    desk.work(pay)
    assert desk.about("queue", f"outbox:{key}") == {}, "done, and the change can be looked at still"
    assert desk.decide("郭雨", row)["why"]["zh"] == Outdated.text.zh


def test_a_retry_told_twice_or_too_late_changes_nothing(desk: DeskBank, world: HouseWorld) -> None:
    key = stuck(world)
    with world.job() as ctx:
        assert queues.retry(ctx, BY_CODE["outbox"], key) is True
        ctx.uow.run(
            "UPDATE outbox SET relayed_at = %s WHERE tenant_id = %s AND id = %s",
            (ctx.now, ctx.tenant_id, key),
        )
        assert queues.retry(ctx, BY_CODE["outbox"], key) is False
        assert queues.retry(ctx, BY_CODE["notify"], key) is False
        assert queues.retry(ctx, BY_CODE["webhooks"], f"{key}:1") is False
        assert queues.retry(ctx, BY_CODE["invoice_mails"], key) is False
        assert queues.retry(ctx, BY_CODE["dispatch"], key) is False
    assert desk.scope.tenant_id == world.tenant_id
