"""The queues at the desk: seen by system and audit, tried again by system, and each retry is on the audit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.desk import queues
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
        (row,) = uow.rows("SELECT relayed_at, attempts, retry_at FROM outbox WHERE id = %s", (key,))
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


def test_system_tries_again_what_gave_up_and_the_worker_tells_it(
    app: Any, desk: DeskBank, pay: PaymentHouse, world: HouseWorld
) -> None:
    clerk, key = entered(app, desk, "戴明"), stuck(world)
    assert "事件发件箱" in clerk.get("/queues").get_data(as_text=True)
    page = clerk.get("/queues/outbox").get_data(as_text=True)
    assert "payment.released" in page
    assert "ValueError" in page
    assert "欧阳种秘密" not in page
    answer = clerk.post("/queues/outbox/retry", {"key": key}, token_of="/queues/outbox")
    assert answer.status_code == 303
    desk.work(pay)
    assert row_of(world, key)["relayed_at"] is not None
    with desk.as_("戴明") as ctx:
        found = ctx.uow.rows(
            "SELECT actor, object_id FROM audit WHERE tenant_id = %s AND action = 'desk.retry'", (world.tenant_id,)
        )  # fmt: skip
    assert found == [{"actor": "戴明", "object_id": key}]


def test_nobody_else_tries_again_and_nothing_that_did_not_give_up(
    app: Any, desk: DeskBank, world: HouseWorld
) -> None:
    key = stuck(world)
    auditor, system = entered(app, desk, "尹舟"), entered(app, desk, "戴明")
    assert "再试一次" not in auditor.get("/queues/outbox").get_data(as_text=True)
    refused = auditor.post("/queues/outbox/retry", {"key": key}, token_of="/queues/outbox")
    assert refused.status_code == 403
    for code, other in (("outbox", str(world.kernel.ids.uuid7())), ("nowhere", key)):
        answer = system.post(f"/queues/{code}/retry", {"key": other}, token_of="/queues/outbox")
        assert answer.status_code == 404
    denied = system.post("/queues/dispatch/retry", {"key": key}, token_of="/queues/outbox")
    assert denied.status_code == 403
    assert row_of(world, key)["retry_at"] is not None
    with world.owner() as uow:
        assert uow.rows("SELECT 1 FROM outbox WHERE topic = 'desk.retry'") == []


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
