"""How one wants to be told: added, proven, subscribed and removed on one page, one's own only."""

from __future__ import annotations

import dataclasses

import pytest

from corporate.notices import channels
from corporate.notices.addresses import ROBOT_HOSTS
from corporate.notices.kinds import ChannelKind
from corporate.settings import Settings
from corporate.ways_out import WaysOut
from kernel.tenancy import Scope
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secret-7f3a"


@pytest.fixture
def lina(opens: Opens) -> Browser:
    return opens("lina")


def send(browser: Browser, fields: dict[str, str]) -> Page:
    """Press a button of the page."""
    token = {"csrf": browser.token()}
    return browser.post("/notices/channels", token | fields, follow=False)


def kept(world: HouseWorld, name: str = "李娜") -> list[channels.Channel]:
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        return channels.of_person(uow, world.user(name, "辰海").person_id)


def test_a_robot_is_added_and_waits_for_its_code(world: HouseWorld, lina: Browser) -> None:
    answer = send(lina, {"step": "add", "kind": "wecom", "address": ROBOT})
    assert answer.status == 303
    page = lina.get("/notices/channels?done=sent")
    assert "待验证" in page.text
    assert "验证码已发出" in page.text
    assert "secret-7f3a" not in page.text  # whoever has the address may write to the group
    assert [one.active for one in kept(world)] == [False]


def test_a_wrong_address_is_told_at_its_field(world: HouseWorld, lina: Browser) -> None:
    typed = "https://evil.example/send"
    answer = send(lina, {"step": "add", "kind": "wecom", "address": typed})
    assert answer.status == 422
    assert "qyapi.weixin.qq.com" in answer.text
    assert answer.value("address") == typed
    assert kept(world) == []


def test_a_way_this_bank_has_not_is_not_offered(lina: Browser) -> None:
    assert 'value="mail"' not in lina.get("/notices/channels").text
    answer = send(lina, {"step": "add", "kind": "mail", "address": "a@b.example"})
    assert answer.status == 404


def test_a_wrong_code_is_counted_and_the_right_one_counts(world: HouseWorld, lina: Browser) -> None:
    send(lina, {"step": "add", "kind": "wecom", "address": ROBOT})
    [channel] = kept(world)
    with world.owner() as uow:
        [row] = uow.rows("SELECT what FROM notice_delivery")
    code = row["what"]["zh"].split(" ")[1][:6]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    given = {"step": "prove", "channel": str(channel.id)}
    assert "验证码不正确" in send(lina, given | {"code": wrong}).text
    assert world.count("notice_channel", "tries = 1") == 1
    assert send(lina, given | {"code": code}).status == 303
    assert [one.active for one in kept(world)] == [True]


def test_topics_and_removal(world: HouseWorld, lina: Browser) -> None:
    send(lina, {"step": "add", "kind": "wecom", "address": ROBOT})
    [channel] = kept(world)
    given = {"channel": str(channel.id)}
    send(lina, given | {"step": "topics", "topic": "money_in"})
    assert [one.topics for one in kept(world)] == [{"money_in"}]
    send(lina, given | {"step": "remove"})
    assert kept(world) == []


@pytest.mark.parametrize("step", ["remove", "topics", "prove"])
def test_another_s_channel_is_not_found(world: HouseWorld, opens: Opens, step: str) -> None:
    send(opens("lina"), {"step": "add", "kind": "wecom", "address": ROBOT})
    [channel] = kept(world)
    given = {"step": step, "channel": str(channel.id), "code": "000000"}
    assert send(opens("wanglei"), given).status == 404
    assert kept(world) == [channel]


def test_mail_is_offered_where_there_is_a_server(house: PaymentHouse) -> None:
    bank = house.run(lambda ctx: house.house.banks.of(ctx.uow))
    plain = Settings()
    with_mail = dataclasses.replace(plain, mail_url="smtp://localhost", mail_from="a@b.example")

    def offered(settings: Settings) -> set[ChannelKind]:
        return set(WaysOut(settings, house.world.kernel).messengers(bank))

    always = {ChannelKind.PUSH, *ROBOT_HOSTS}
    assert offered(plain) == always
    assert offered(with_mail) == always | {ChannelKind.MAIL}
