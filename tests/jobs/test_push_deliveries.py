"""Notices to devices: from the outbox over the worker to the browser, until its push service says it is gone.

And what every channel owes: its address stands nowhere in the clear.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from psycopg.types.json import Jsonb

from connectors.messaging.push_simulator import PushService, Refusal, push_service
from corporate.notices import addresses, channels, delivery
from corporate.notices.channels import Means
from corporate.notices.kinds import ChannelKind
from corporate.notices.sealing import mark_of
from jobs import house as jobs
from jobs.rounds import Rounds
from kernel.crypto.errors import CiphertextRefused
from kernel.errors import Faulty
from kernel.tenancy import Scope
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secret-7f3a"


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


class Device:
    """赵敏's browser, subscribed at a push service, and the worker with everything it does."""

    def __init__(self, house: PaymentHouse, service: PushService) -> None:
        self.world, self.service, self.house = house.world, service, house
        self.rounds: Rounds = jobs.rounds(house.worker)
        self.person_id = self.world.user("赵敏", "辰海").person_id
        self.ways = house.worker.ways_out

    def add(self, kind: ChannelKind = ChannelKind.PUSH, address: str = "") -> None:
        means = Means(self.world.kernel, self.ways.addresses, (self.service.place,))
        with self.world.db.app.begin(Scope(self.world.tenant_id)) as uow:
            channels.add(uow, means, self.person_id, kind, address or self.service.subscription())

    def prove(self) -> None:
        self.rounds.run_until_idle()
        code = self.service.messages.pop()["text"][0].split(" ")[1][:6]
        with self.world.db.app.begin(Scope(self.world.tenant_id)) as uow:
            [one] = channels.of_person(uow, self.person_id)
            assert channels.prove(uow, self.world.kernel, self.person_id, one.id, code)

    def ask_for_signature(self, serial: str) -> None:
        self.house.submit(serial, amount_minor=512_345)
        self.rounds.run_until_idle()

    def standing(self) -> list[tuple[str, str]]:
        with self.world.owner() as uow:
            rows = uow.rows(
                "SELECT c.status, d.status AS delivery FROM notice_delivery d JOIN notice_channel c"
                " ON c.tenant_id = d.tenant_id AND c.id = d.channel_id ORDER BY d.created_at, d.id"
            )
        return [(row["status"], row["delivery"]) for row in rows]


@pytest.fixture
def device(world: HouseWorld, service: PushService) -> Device:
    return Device(PaymentHouse(world), service)


@pytest.fixture
def proven(device: Device) -> Device:
    device.add()
    device.prove()
    return device


def test_whose_turn_it_is_hears_on_the_device_without_an_amount(proven: Device) -> None:
    proven.ask_for_signature("A")
    [told] = proven.service.messages
    assert told["text"][0].startswith("待您审批：")
    assert told["path"].startswith("/b/yungang/m/approvals/")
    assert "5,123.45" not in str(told)
    assert "5123" not in str(told)


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_ends(proven: Device, status: int) -> None:
    proven.service.refusals.append(Refusal(status))
    proven.ask_for_signature("A")
    assert proven.standing()[-1] == ("removed", "given_up")
    proven.ask_for_signature("B")
    assert len(proven.standing()) == 2  # the code and the first: nothing more was queued
    assert proven.service.messages == []


def test_a_busy_service_is_left_alone_as_long_as_it_asks(proven: Device) -> None:
    proven.service.refusals.append(Refusal(429, "600"))
    proven.ask_for_signature("A")
    proven.world.advance(seconds=599)
    proven.rounds.run_until_idle()
    assert proven.service.messages == []
    proven.world.advance(seconds=1)
    proven.rounds.run_until_idle()
    assert len(proven.service.messages) == 1
    assert proven.standing()[-1] == ("active", "sent")


def test_a_broken_service_is_tried_again(proven: Device) -> None:
    proven.service.refusals += [Refusal(500), Refusal(503)]
    proven.ask_for_signature("A")
    for _ in range(3):
        proven.world.advance(minutes=5)
        proven.rounds.run_until_idle()
    assert len(proven.service.messages) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/1",
        "https://fcm.googleapis.com:8443/fcm/send/1",
        "https://fcm.googleapis.com@169.254.169.254/1",
        "https://evil-notify.windows.com.example/1",
        "https://user@a.notify.windows.com/1",
        "https://notify.windows.com/1",
        "https://127.0.0.1/1",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_subscription_that_leads_elsewhere_is_refused(device: Device, endpoint: str) -> None:
    given = device.service.subscription().replace(device.service.address, "https://x")
    start = given.index("https://x")
    elsewhere = given[:start] + endpoint + given[given.index('"', start) :]
    with pytest.raises(Faulty):
        device.add(address=elsewhere)
    assert device.world.count("notice_channel") == 0


@pytest.mark.parametrize("host", ["fcm.googleapis.com", "sn3p.notify.windows.com"])
def test_the_browsers_own_services_are_taken(device: Device, host: str) -> None:
    device.add(
        address=device.service.subscription().replace(device.service.address, f"https://{host}")
    )
    assert device.world.count("notice_channel", "status = 'pending'") == 1


@pytest.mark.parametrize(
    "subscription", ["", "[]", "null", '{"endpoint": 1}', '{"endpoint": "https://fcm.googleapis.com/1", "keys": {}}',
                     '{"endpoint": "https://fcm.googleapis.com/1", "keys": {"p256dh": "BAAA", "auth": "é"}}'],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(device: Device, subscription: str) -> None:
    means = Means(device.world.kernel, device.ways.addresses)
    with (
        pytest.raises(Faulty),
        device.world.db.app.begin(Scope(device.world.tenant_id)) as uow,
    ):
        channels.add(uow, means, device.person_id, ChannelKind.PUSH, subscription)


def kept(world: HouseWorld) -> str:
    with world.owner() as uow:
        return " ".join(
            row["kept"]
            for row in uow.rows("SELECT to_jsonb(c)::text AS kept FROM notice_channel c")
        )


def test_no_address_stands_in_the_database(proven: Device) -> None:
    proven.add(ChannelKind.WECOM, ROBOT)
    proven.add(ChannelKind.SMS, "13800138000")
    found = kept(proven.world)
    for secret in ("secret-7f3a", "13800138000", "/send/", "p256dh"):
        assert secret not in found, secret


def test_a_sealed_address_moved_to_another_row_does_not_open(device: Device) -> None:
    device.add(ChannelKind.WECOM, ROBOT)
    sealed = device.ways.addresses.seal(device.world.tenant_id, device.person_id, ROBOT)
    with device.world.owner() as uow:
        uow.run("UPDATE notice_channel SET sealed = %s", (sealed,))
    with device.world.job() as ctx, pytest.raises(CiphertextRefused):
        delivery.claim(ctx, device.ways.addresses)


def test_addresses_of_before_are_sealed_by_the_worker(proven: Device) -> None:
    world, plain = proven.world, proven.service.subscription()
    spelled = addresses.spelled(ChannelKind.PUSH, plain, (proven.service.place,))
    with world.owner() as uow:
        uow.run(
            "UPDATE notice_channel SET address = %s, sealed = NULL, shown = NULL, mark = %s, topics = %s",
            (spelled, mark_of(ChannelKind.PUSH, spelled), Jsonb(["my_turn"])),
        )
    proven.ask_for_signature("A")
    assert len(proven.service.messages) == 1  # it is told before it is sealed, too
    world.advance(hours=1)
    proven.rounds.run_until_idle()
    assert (
        world.count("notice_channel", "address IS NULL AND sealed IS NOT NULL AND shown <> ''") == 1
    )
    proven.ask_for_signature("B")
    assert len(proven.service.messages) == 2


def test_a_robot_that_cannot_be_reached_leaves_no_address_behind(
    device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    address = "http://127.0.0.1:9/cgi-bin/webhook/send?key=secret-7f3a"
    device.service.address = "http://127.0.0.1:9"
    device.add(ChannelKind.WECOM, address)
    with caplog.at_level(logging.DEBUG):
        device.rounds.run_until_idle()
    with device.world.owner() as uow:
        [row] = uow.rows("SELECT error, attempts FROM notice_delivery")
    assert row["attempts"] == 1
    assert "secret-7f3a" not in row["error"] + caplog.text
