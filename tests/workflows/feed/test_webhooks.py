"""Events pushed to programs: agreed by two, signed, in order, again until taken, never into the bank's own network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.messaging import webhooks
from connectors.messaging.webhooks import NotTaken, post
from corporate.bootstrap import bank_keys
from jobs.house import pushes, subscriptions
from jobs.housekeeping import forget
from jobs.outbox_relay import Relay
from kernel import limits
from kernel.crypto import SignatureAlgorithm
from kernel.errors import Denied, NotFound
from kernel.failpoints import FailpointReached, arm
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.rules import allow_direct
from tests.workflows.certificates.house import CertificateHouse
from tests.workflows.feed.receiver import Receiver, receiving
from tests.world import HouseWorld
from workflows.feed.webhooks.errors import AddressInside, AddressRefused, WebhookEnded
from workflows.feed.webhooks.rules import check_public, spelled
from workflows.mandates.errors import NothingChanges

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
def house(world: HouseWorld, tmp_path: Path) -> CertificateHouse:
    allow_direct(world)
    return CertificateHouse.of(world, tmp_path, leased_lines=LOOPBACK)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def erp(house: CertificateHouse) -> Erp:
    return house.erp(house.world.key_of("辰海"), "CERT-10001")


def tell(house: CertificateHouse, url: str, *kinds: str, **more: str) -> str:
    return house.confirm(house.ask("webhooks.change", {"Url": url, "Kinds": list(kinds)} | more))


def work(house: CertificateHouse) -> int:
    """What the worker does: relay, then push; how many were taken."""
    run = house.as_worker()
    Relay(subscriptions(house.worker))(run)
    return pushes(house.worker)(run)


def told(receiver: Receiver) -> list[tuple[str, str]]:
    return [(event["ClientSerial"], event["Topic"]) for event in receiver.events]


def listed(house: CertificateHouse) -> list[Any]:
    return list(house.house.gate.read(house.world.actor("马倩"), "webhooks.list").webhooks)


def test_two_administrators_agree_and_a_payment_is_told_signed(
    house: CertificateHouse, erp: Erp, receiver: Receiver
) -> None:
    seen = house.ask("webhooks.change", {"Url": receiver.url, "Kinds": ["payment"]})
    erp.pay(ClientSerial="W-0")
    work(house)
    assert receiver.got == []  # nobody has confirmed it yet
    assert house.confirm(seen) == "succeeded"
    number = erp.pay(ClientSerial="W-1").value("Number")
    assert [work(house), work(house)] == [1, 1]
    event = receiver.events[-1]
    assert (event["Topic"], event["ClientSerial"]) == ("payment.succeeded", "W-1")
    assert (event["Number"], event["Enterprise"], event["Bank"]) == (number, "10001", "yungang")
    assert not {"Amount", "PayeeName"} & event.keys()
    keys = bank_keys(house.house.settings, house.world.kernel)
    sm2 = keys.signing(house.world.tenant_id, SignatureAlgorithm.SM2_SM3)
    assert receiver.genuine(sm2.key.public)
    assert receiver.got[-1][1]["Yinqi-Key"] == sm2.id
    body, headers = receiver.got[-1]
    receiver.got[-1] = (body.replace(b"W-1", b"W-2"), headers)
    assert not receiver.genuine(sm2.key.public)


def test_a_program_that_knows_no_sm2_is_told_by_ecdsa(
    house: CertificateHouse, erp: Erp, receiver: Receiver
) -> None:
    tell(house, receiver.url, "payment", Signature="ecdsa-p256-sha256")
    erp.pay(ClientSerial="W-1")
    work(house)
    keys = bank_keys(house.house.settings, house.world.kernel)
    assert receiver.genuine(
        keys.signing(house.world.tenant_id, SignatureAlgorithm.ECDSA_SHA256).key.public
    )


def test_only_what_is_wanted_is_told(house: CertificateHouse, erp: Erp, receiver: Receiver) -> None:
    tell(house, receiver.url, "credit")
    erp.pay(ClientSerial="W-1")
    work(house)
    assert receiver.got == []


def test_it_is_tried_again_later_and_nothing_of_that_payment_overtakes(
    house: CertificateHouse, erp: Erp, receiver: Receiver
) -> None:
    tell(house, receiver.url, "payment")
    receiver.answers = [500, 302]
    erp.pay(ClientSerial="W-1")  # tells that it was approved, then that it succeeded
    assert work(house) == 0
    assert work(house) == 0  # what waits holds back what comes after it
    (failed,) = listed(house)
    assert (failed.waiting, failed.sent, failed.error) == (2, 0, "HTTP 500")
    erp.pay(ClientSerial="W-2")
    assert work(house) == 0  # a redirect is nobody who takes it; W-1 is not due yet
    assert told(receiver) == [("W-1", "payment.approved"), ("W-2", "payment.approved")]
    house.world.clock.advance(timedelta(seconds=limits.WEBHOOK_LEASE_S))
    assert [work(house) for _ in range(3)] == [2, 2, 0]
    assert [event["Attempt"] for event in receiver.events[2:]] == [2, 2, 1, 1]
    assert told(receiver)[2:] == [
        (serial, topic)
        for topic in ("payment.approved", "payment.succeeded")
        for serial in ("W-1", "W-2")
    ]
    assert [one.sent for one in listed(house)] == [4]


def test_who_dies_after_sending_sends_again_and_under_the_same_event(
    house: CertificateHouse, erp: Erp, receiver: Receiver
) -> None:
    tell(house, receiver.url, "payment")
    erp.pay(ClientSerial="W-1")
    arm("webhooks.taken=raise")
    with pytest.raises(FailpointReached):
        work(house)
    arm("")
    assert work(house) == 0  # leased
    house.world.clock.advance(timedelta(seconds=limits.WEBHOOK_LEASE_S))
    assert work(house) == 1
    assert len({event["EventId"] for event in receiver.events}) == 1
    assert len(receiver.events) == 2


def test_after_many_tries_it_is_given_up_and_can_be_replayed(
    house: CertificateHouse, erp: Erp, receiver: Receiver
) -> None:
    tell(house, receiver.url, "payment")
    before = house.world.clock.now()
    erp.pay(ClientSerial="W-1")
    Relay(subscriptions(house.worker))(house.as_worker())
    house.world.db.tamper("UPDATE yinqi.webhook_delivery SET attempts = 39")
    assert limits.WEBHOOK_ATTEMPTS_MAX == 40
    receiver.answers = [500, 500]
    assert [work(house), work(house)] == [0, 0]
    (hook,) = listed(house)
    assert (hook.given_up, hook.waiting) == (2, 0)
    given = {"WebhookId": hook.webhook_id, "Since": before.isoformat()}
    replayed = house.house.gate.perform(house.world.actor("周涛"), "webhooks.replay", given)
    assert replayed.events == 2
    assert [work(house), work(house)] == [1, 1]
    strange = given | {"WebhookId": str(house.world.tenant_id)}
    with pytest.raises(NotFound):
        house.house.gate.perform(house.world.actor("周涛"), "webhooks.replay", strange)


def test_an_address_that_is_ended_is_told_nothing_more(
    house: CertificateHouse, erp: Erp, receiver: Receiver
) -> None:
    tell(house, receiver.url, "payment")
    erp.pay(ClientSerial="W-1")
    Relay(subscriptions(house.worker))(house.as_worker())
    assert tell(house, receiver.url) == "succeeded"
    assert pushes(house.worker)(house.as_worker()) == 0
    erp.pay(ClientSerial="W-2")
    assert work(house) == 0
    assert (receiver.got, listed(house)) == ([], [])
    with pytest.raises(WebhookEnded):
        tell(house, receiver.url)


def test_a_change_says_what_was_and_what_becomes(
    house: CertificateHouse, receiver: Receiver
) -> None:
    tell(house, receiver.url, "payment")
    seen = house.ask("webhooks.change", {"Url": receiver.url, "Kinds": ["payment", "credit"]})
    assert [(line.was_zh, line.becomes_zh) for line in seen.lines] == [
        ("付款状态", "来账、付款状态")
    ]
    house.confirm(seen)
    with pytest.raises(NothingChanges):
        house.ask("webhooks.change", {"Url": receiver.url, "Kinds": ["credit", "payment"]})


def test_only_administrators_see_and_set_them(house: CertificateHouse, receiver: Receiver) -> None:
    for clerk in ("李娜", "王磊"):
        with pytest.raises(Denied):
            house.ask("webhooks.change", {"Url": receiver.url, "Kinds": ["payment"]}, by=clerk)
        with pytest.raises(Denied):
            house.house.gate.read(house.world.actor(clerk), "webhooks.list")


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example.com/", "ftp://erp.example.com/", "https://user:pass@erp.example.com/", "https:///x",
        "https://erp.example.com/#part", "https://erp.example.com:99999/", "https://例子.cn/", "https://a b/", "x",
        "http://10.0.0.1/", "https://erp.example.com:0/",
    ],
)  # fmt: skip
def test_an_address_is_written_one_way(url: str) -> None:
    with pytest.raises(AddressRefused):
        spelled(url, LOOPBACK)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://127.1/", "https://0x7f.0.0.1/", "https://2130706433/", "https://[::1]/x",
        "https://10.1.2.3/", "https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/", "https://localhost/",
        "https://erp.localhost/", "https://erp.internal/", "https://LOCALHOST./", "https://192.168.1.1:8443/",
        "https://224.0.0.1/", "https://erp.1/",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused_when_it_is_proposed(url: str) -> None:
    with pytest.raises(AddressInside):
        check_public(spelled(url, ()), ())


@pytest.mark.parametrize(
    "url", ["https://erp.example.com/", "https://8.8.8.8/", "https://[2606:4700::1]/", "https://127.0.0.1/", "https://3com.example/"]
)  # fmt: skip
def test_a_public_one_and_one_on_a_leased_line_are_taken(url: str) -> None:
    check_public(spelled(url, LOOPBACK), LOOPBACK)


def test_the_refusal_is_said_at_the_page_s_door_and_nothing_is_proposed(
    world: HouseWorld, tmp_path: Path
) -> None:
    bare = CertificateHouse.of(world, tmp_path)
    with pytest.raises(AddressInside) as refused:
        bare.ask("webhooks.change", {"Url": "https://127.0.0.1:8443/x", "Kinds": ["payment"]})
    assert "127.0.0.1" in refused.value.message.zh
    assert world.count("mandate") == 0


def test_what_went_is_forgotten_in_time_and_still_counted(
    house: CertificateHouse, erp: Erp, receiver: Receiver
) -> None:
    tell(house, receiver.url, "payment")
    erp.pay(ClientSerial="W-1")
    assert work(house) == 1
    assert work(house) == 1
    house.world.db.tamper("UPDATE yinqi.webhook_delivery SET status = 'waiting' WHERE seq = 2")
    house.world.clock.advance(timedelta(days=limits.WEBHOOK_KEPT_DAYS - 1))
    forget(house.as_worker())
    assert house.world.count("webhook_delivery") == 2
    house.world.clock.advance(timedelta(days=2))
    forget(house.as_worker())
    assert house.world.count("webhook_delivery") == 1
    (one,) = listed(house)
    assert (one.sent, one.waiting) == (2, 1)
    assert one.last_sent_at is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "https://169.254.169.254/latest",
        "https://[::ffff:127.0.0.1]/", "https://localhost/", "https://0.0.0.0/", "https://100.64.0.1/",
        "https://[fd00::1]/", "https://224.0.0.1/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::a00:1]/",
        "https://[2002:7f00:1::]/", "https://[2001:0:a00:1::]/", "https://[::7f00:1]/", "https://[fec0::1]/",
    ],
)  # fmt: skip
def test_nothing_goes_into_the_house(url: str) -> None:
    with pytest.raises(NotTaken, match="address not allowed") as refused:
        post(url, b"{}", {}, ())
    assert refused.value.final


def test_a_name_is_looked_up_once_and_every_answer_counts(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    asked = []

    def led(host: str, _port: int) -> list[str]:
        asked.append(host)
        return leads_to

    monkeypatch.setattr(webhooks, "look_up", led)
    port = receiver.url.split(":")[2].split("/")[0]
    leads_to = ["127.0.0.1"]
    post(f"http://erp.example.com:{port}/x?y=1", b"{}", {}, LOOPBACK)
    assert asked == ["erp.example.com"]
    assert receiver.got[-1][1]["Host"] == f"erp.example.com:{port}"
    leads_to = ["127.0.0.1", "10.0.0.8"]
    with pytest.raises(NotTaken):
        post(f"http://erp.example.com:{port}/", b"{}", {}, LOOPBACK)
    assert len(receiver.got) == 1
