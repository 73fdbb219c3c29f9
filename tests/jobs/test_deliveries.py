"""A notice goes out once over each proven channel that wants it, and is tried again until it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from corporate import notices
from corporate.banks import Banks
from corporate.notices import addresses, channels, delivery
from corporate.notices.channels import Means
from corporate.notices.delivery import Letter, Messenger, Undeliverable
from corporate.notices.kinds import ChannelKind, Topic
from corporate.notices.sealing import Addresses
from jobs.bank_run import BankRun
from jobs.deliveries import Deliveries
from kernel import failpoints, limits
from kernel.crypto import FileKeyPort
from kernel.db import UnitOfWork
from kernel.errors import Faulty
from kernel.tenancy import Scope
from tests.world import HouseWorld

ADDRESS = "lina@example.com"


class Recorded:
    """Takes what it is given, or refuses as often as it is told."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refusals: list[Undeliverable] = []

    def send(self, letter: Letter) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.letters.append(letter)


class Desk:
    """李娜 and her channels, and the worker's chore."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.mail = Recorded()
        self.person_id = world.user("李娜", "辰海").person_id
        ways: Mapping[ChannelKind, Messenger] = {ChannelKind.MAIL: self.mail}
        banks = Banks(world.clock)
        self.addresses = Addresses(
            lambda: FileKeyPort(world.folder.parent / "data-keys", world.kernel.randomness)
        )
        self.chore = Deliveries(
            lambda _bank: ways,
            self.addresses,
            lambda ctx: banks.of(ctx.uow),
            "https://bank.example",
        )

    def app(self) -> Any:
        return self.world.db.app.begin(Scope(self.world.tenant_id))

    def add(self, kind: ChannelKind = ChannelKind.MAIL, address: str = ADDRESS) -> Any:
        with self.app() as uow:
            means = Means(self.world.kernel, self.addresses)
            return channels.add(uow, means, self.person_id, kind, address)

    def code(self) -> str:
        self.send()
        return self.mail.letters.pop().text.zh.split(" ")[1][: limits.CHANNEL_CODE_DIGITS]

    def prove(self, channel_id: Any, code: str) -> bool:
        with self.app() as uow:
            return channels.prove(uow, self.world.kernel, self.person_id, channel_id, code)

    def proven(self) -> Any:
        channel_id = self.add()
        assert self.prove(channel_id, self.code())
        return channel_id

    def tell(self, topic: str = "payment.failed", event: str = "e1") -> None:
        user = self.world.user("李娜", "辰海")
        payload = {
            "number": "P261123-1", "group_id": "", "enterprise_id": str(user.enterprise_id),
            "maker_person_id": str(user.person_id), "event_id": event, "event_at": "x",
            "person_id": str(user.person_id),
        }  # fmt: skip
        with self.world.job() as ctx:
            for hears in notices.SUBSCRIPTIONS[topic]:
                hears(ctx, payload)

    def send(self) -> int:
        run = BankRun(self.world.db.worker, self.world.kernel, self.world.tenant_id)
        return self.chore(run)

    def later(self, **by: int) -> None:
        self.world.clock.advance(timedelta(**by))


@pytest.fixture
def desk(world: HouseWorld) -> Desk:
    return Desk(world)


def test_a_proven_channel_is_told_once(desk: Desk) -> None:
    desk.proven()
    desk.tell()
    desk.tell()  # the relay tells at least once
    assert (desk.send(), desk.send()) == (1, 0)
    [letter] = desk.mail.letters
    assert letter.text.zh == "付款 P261123-1 失败，请查看原因"
    assert letter.link == "https://bank.example/b/yungang/payments/P261123-1"


def test_ones_own_safety_is_told_whatever_one_subscribed_to(desk: Desk) -> None:
    channel_id = desk.proven()
    with desk.app() as uow:
        channels.subscribe(uow, desk.person_id, channel_id, ())
    desk.tell()
    assert desk.send() == 0
    desk.tell("user.methods_reset", "e2")
    assert desk.send() == 1
    [letter] = desk.mail.letters
    assert "您的验证方式已被重置" in letter.text.zh


def test_an_address_nobody_proved_is_told_nothing_but_the_code(desk: Desk) -> None:
    channel_id = desk.add()
    desk.tell()
    code = desk.code()
    assert desk.mail.letters == []
    assert not desk.prove(channel_id, "000000" if code != "000000" else "111111")
    assert desk.prove(channel_id, code)
    assert not desk.prove(channel_id, code)  # once


def test_guessing_ends(desk: Desk) -> None:
    channel_id, code = desk.add(), desk.code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert not any(desk.prove(channel_id, wrong) for _ in range(limits.CHANNEL_CODE_TRIES_MAX))
    assert not desk.prove(channel_id, code)


def test_a_code_grows_old(desk: Desk) -> None:
    channel_id, code = desk.add(), desk.code()
    desk.later(seconds=limits.CHANNEL_CODE_S)
    assert not desk.prove(channel_id, code)


def test_a_code_is_not_kept(desk: Desk) -> None:
    desk.add()
    code = desk.code()
    with desk.world.owner() as uow:
        rows = uow.rows("SELECT to_jsonb(d)::text AS kept FROM notice_delivery d")
        rows += uow.rows("SELECT to_jsonb(c)::text AS kept FROM notice_channel c")
    assert len(rows) == 2
    assert not any(code in row["kept"] for row in rows)


def test_what_failed_is_tried_again_later_and_given_up_in_the_end(desk: Desk) -> None:
    desk.proven()
    desk.tell()
    desk.mail.refusals += [Undeliverable("busy")] * 2
    assert (desk.send(), desk.send()) == (0, 0)  # not before its time
    desk.later(seconds=60)
    assert desk.send() == 0
    desk.later(seconds=120)
    assert desk.send() == 1
    desk.tell(event="e2")
    desk.mail.refusals += [Undeliverable("busy")] * limits.DELIVERY_ATTEMPTS_MAX
    for _ in range(limits.DELIVERY_ATTEMPTS_MAX + 2):
        desk.send()
        desk.later(hours=2)
    assert desk.mail.refusals == []
    assert desk.world.count("notice_delivery", "status = 'given_up'") == 1


def test_an_address_that_is_gone_is_not_tried_again(desk: Desk) -> None:
    desk.proven()
    desk.tell()
    desk.mail.refusals.append(Undeliverable("550", final=True))
    desk.send()
    desk.later(hours=9)
    assert desk.send() == 0
    assert desk.mail.letters == []


def test_a_worker_that_dies_leaves_it_to_another(desk: Desk) -> None:
    desk.proven()
    desk.tell()
    with desk.world.job() as ctx:
        assert len(delivery.claim(ctx, desk.addresses)) == 1  # and dies
    assert desk.send() == 0
    desk.later(seconds=limits.DELIVERY_LEASE_S)
    assert desk.send() == 1


def test_dying_after_sending_sends_again_after_the_lease_and_never_a_third_time(desk: Desk) -> None:
    desk.proven()
    desk.tell()
    failpoints.arm("notices.sent=raise")
    try:
        with pytest.raises(failpoints.FailpointReached):
            desk.send()
    finally:
        failpoints.arm("")
    assert (desk.send(), len(desk.mail.letters)) == (0, 1)
    desk.later(seconds=limits.DELIVERY_LEASE_S)
    assert (desk.send(), len(desk.mail.letters)) == (1, 2)
    desk.later(hours=2)
    assert desk.send() == 0
    assert (
        len({letter.key for letter in desk.mail.letters}) == 1
    )  # the mail server may tell them apart


def test_subscriptions_and_removal_count_at_once(desk: Desk) -> None:
    channel_id = desk.proven()
    with desk.app() as uow:
        channels.subscribe(uow, desk.person_id, channel_id, {Topic.MONEY_IN})
    desk.tell()
    assert desk.send() == 0
    with desk.app() as uow:
        channels.subscribe(uow, desk.person_id, channel_id, {Topic.OUTCOMES})
    desk.tell(event="e2")
    with desk.app() as uow:
        channels.remove(uow, desk.person_id, channel_id)
    assert desk.send() == 0
    assert desk.mail.letters == []


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ChannelKind.MAIL, "nobody"),
        (ChannelKind.MAIL, "a@b.example\nBcc: c@d.example"),
        (ChannelKind.SMS, "12345678901"),
        (ChannelKind.WECOM, "https://evil.example/cgi-bin/webhook/send?key=1"),
        (ChannelKind.WECOM, "https://qyapi.weixin.qq.com@evil.example/send"),
        (ChannelKind.WECOM, "http://qyapi.weixin.qq.com/send"),
        (ChannelKind.DINGTALK, "http://169.254.169.254/latest"),
        (ChannelKind.FEISHU, "file:///etc/passwd"),
        (ChannelKind.FEISHU, "https://[open.feishu.cn"),
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(
    desk: Desk, kind: ChannelKind, address: str
) -> None:
    with pytest.raises(Faulty):
        desk.add(kind, address)


def test_robots_of_the_three_houses_are_taken(desk: Desk) -> None:
    for kind, host in addresses.ROBOT_HOSTS.items():
        desk.add(kind, f"https://{host}/robot/send?key=abc")
    with desk.app() as uow:
        found = channels.of_person(uow, desk.person_id)
    assert [one.kind for one in found] == list(addresses.ROBOT_HOSTS)
    assert {one.shown.partition(" ")[0] for one in found} == set(addresses.ROBOT_HOSTS.values())
    assert all("robot/send" not in one.shown for one in found)


def test_another_person_cannot_touch_it(desk: Desk) -> None:
    channel_id = desk.proven()
    other = desk.world.user("王磊", "辰海").person_id
    uow: UnitOfWork
    with desk.app() as uow:
        with pytest.raises(Exception, match="channel"):
            channels.remove(uow, other, channel_id)
        with pytest.raises(Exception, match="channel"):
            channels.subscribe(uow, other, channel_id, set())
        assert channels.of_person(uow, other) == []
