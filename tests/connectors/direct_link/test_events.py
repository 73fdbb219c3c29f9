"""What happened, polled by signed messages: in order, nothing lost, nothing twice."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from corporate.bootstrap import House
from jobs.bank_run import BankRun
from jobs.house import subscriptions
from jobs.outbox_relay import Relay
from kernel.assets import ROOT
from kernel.failpoints import FailpointReached, arm
from tests.connectors.direct_link.erp import PAYMENT, Erp, Reply
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.test_inquiries import rows
from tests.world import HouseWorld
from workflows.feed import handlers


@pytest.fixture
def relay(world: HouseWorld, house: House) -> Callable[[], int]:
    """Tell what the outbox holds, as the worker does."""
    run = BankRun(world.db.worker, world.kernel, world.tenant_id)
    return lambda: Relay(subscriptions(house))(run)


def poll(erp: Erp, cursor: str = "", **more: Any) -> Reply:
    more = {name: value for name, value in more.items() if value}
    kinds = {"Kinds": more.pop("Kinds")} if "Kinds" in more else {}
    reply = erp.call(
        "events.poll", "PollEvents", **kinds, **({"Cursor": cursor} if cursor else {}), **more
    )
    assert reply.code == "0000", reply.content
    return reply


def told(reply: Reply) -> list[tuple[str, str]]:
    return [(row["Topic"], row["ClientSerial"]) for row in rows(reply, "Events")]


def drained(erp: Erp, cursor: str = "") -> tuple[list[tuple[str, str]], str]:
    """Everything there is now, one at a time."""
    seen: list[tuple[str, str]] = []
    more = "true"
    while more == "true":
        page = poll(erp, cursor, Limit="1")
        seen += told(page)
        cursor, more = page.value("Cursor"), page.value("More")
    return seen, cursor


def test_what_became_of_payments_is_told_in_order_and_each_once(
    erp: Erp, world: HouseWorld, relay: Callable[[], int]
) -> None:
    allow_direct(world)
    erp.pay(ClientSerial="E-1")
    assert drained(erp) == ([], poll(erp).value("Cursor"))  # nothing is told before the relay has
    relay()
    first, cursor = drained(erp)
    assert first == [("payment.approved", "E-1"), ("payment.succeeded", "E-1")]
    erp.pay(ClientSerial="E-2")
    relay()
    relay()
    second, cursor = drained(erp, cursor)
    assert second == [("payment.approved", "E-2"), ("payment.succeeded", "E-2")]
    assert drained(erp, cursor)[0] == []
    assert drained(erp)[0] == first + second


def test_a_relay_that_dies_tells_again_but_nobody_hears_twice(
    erp: Erp, world: HouseWorld, relay: Callable[[], int]
) -> None:
    allow_direct(world)
    erp.pay(ClientSerial="E-1")
    arm("db.before_commit=raise")
    try:
        with pytest.raises(FailpointReached):
            relay()
    finally:
        arm("")
    assert drained(erp)[0] == []
    relay()
    assert len(drained(erp)[0]) == 2


def test_the_same_event_heard_twice_is_numbered_once(erp: Erp, world: HouseWorld) -> None:
    erp.pay(ClientSerial="E-1")
    payload = event(world, "E-1", "019aa2c4-7d10-7c31-8f00-5a3de0b7c911")
    for _ in range(2):
        with world.job() as ctx:
            handlers.payment_changed(ctx, payload)
    assert world.count("event_feed") == 1
    assert told(poll(erp)) == [("payment.succeeded", "E-1")]


def event(world: HouseWorld, serial: str, event_id: str) -> dict[str, Any]:
    with world.job() as ctx:
        row = ctx.uow.rows("SELECT * FROM payment WHERE client_serial = %s", (serial,))[0]
    return {
        "payment_id": str(row["id"]), "enterprise_id": str(row["enterprise_id"]), "number": row["number"],
        "topic": "payment.succeeded", "event_id": event_id, "event_at": world.clock.now().isoformat(),
    }  # fmt: skip


def test_numbers_appear_in_their_order_however_transactions_end(
    erp: Erp, world: HouseWorld
) -> None:
    """The one that began first holds the gate: the other is numbered, and seen, after it."""
    for serial in ("E-1", "E-2"):
        erp.pay(ClientSerial=serial)
    first = event(world, "E-1", "019aa2c4-7d10-7c31-8f00-5a3de0b7c911")
    second = event(world, "E-2", "019aa2c4-7d10-7c31-8f00-5a3de0b7c912")

    def other() -> None:
        with world.job() as ctx:
            handlers.payment_changed(ctx, second)

    with world.job() as ctx:
        handlers.payment_changed(ctx, first)
        thread = threading.Thread(target=other)
        thread.start()
        assert told(poll(erp)) == []
    thread.join()
    assert told(poll(erp)) == [("payment.succeeded", "E-1"), ("payment.succeeded", "E-2")]


def test_money_that_came_in_is_told_to_whose_account_it_is(
    erp: Erp, hengrui: Erp, world: HouseWorld
) -> None:
    account = PAYMENT["PayeeAccount"]
    with world.job() as ctx:
        handlers.credit_booked(ctx, {
            "enterprise_id": str(world.enterprise("恒锐").id), "account_number": account,
            "number": "C261123-0CY97936", "topic": "credit.booked",
            "event_id": "019aa2c4-7d10-7c31-8f00-5a3de0b7c913", "event_at": world.clock.now().isoformat(),
        })  # fmt: skip
    (row,) = rows(poll(hengrui, Kinds=["credit"]), "Events")
    assert (row["Topic"], row["AccountNumber"], row["Number"]) == (
        "credit.booked", account, "C261123-0CY97936",
    )  # fmt: skip
    assert told(poll(hengrui, Kinds=["payment"])) == []
    assert told(poll(erp)) == []


def test_of_an_account_out_of_sight_nothing_is_told(
    erp: Erp, world: HouseWorld, relay: Callable[[], int]
) -> None:
    allow_direct(world)
    erp.pay(ClientSerial="E-1")
    relay()
    with world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = '1001234509012345686' WHERE user_id = %s",
            (world.user("辰海 ERP").user_id,),
        )
    assert told(poll(erp)) == []


def test_a_mark_belongs_to_the_kinds_it_was_made_for(erp: Erp) -> None:
    cursor = poll(erp, Kinds=["payment"]).value("Cursor")
    other = erp.call("events.poll", "PollEvents", Cursor=cursor)
    assert (other.code, other.reason) == ("I120", "kernel.cursor_of_another")


def test_the_ending_of_a_certificate_is_told(erp: Erp, world: HouseWorld) -> None:
    with world.job() as ctx:
        handlers.certificate(ctx, {
            "enterprise_id": str(world.enterprise("辰海").id), "serial": "CERT-10001",
            "topic": "certificate.expiring", "event_id": str(UUID(int=7)),
            "event_at": world.clock.now().isoformat(),
        })  # fmt: skip
    (row,) = rows(poll(erp), "Events")
    assert (row["Topic"], row["Number"]) == ("certificate.expiring", "CERT-10001")


def test_the_manual_names_every_topic_and_no_other() -> None:
    page = (ROOT / "docs" / "direct-link" / "webhooks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+\.)` ((?:`\w+` ?)+)\|", page, re.MULTILINE)
    named = [kind + what for kind, whats in rows for what in re.findall(r"`(\w+)`", whats)]
    assert sorted(named) == sorted(handlers.SUBSCRIPTIONS)
