"""One person in two enterprises: one inbox, a true count, and a new token with every switch."""

from __future__ import annotations

from typing import Any

import pytest

from corporate.identity import enrolment
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse

THEIRS: dict[str, Any] = {
    "payer_account": "3250612000181470", "payee_account": "1001234509012345678",
    "payee_name": "上海辰海物流股份有限公司",
}  # fmt: skip


@pytest.fixture
def chen(opens: Opens, house: PaymentHouse) -> Browser:
    """陈静: a manager at 辰海, an approver at 恒锐, where one payment waits for her."""
    house.submit("H-1", by="刘洋", amount_minor=1_000_100, **THEIRS)
    house.decide("何婷")
    return opens("chenjing", "辰海")


def badge(page: Page) -> str:
    found = page.find("//nav[@class='rail']//span[@class='badge']/span[@aria-hidden]")
    return str(found[0].text_content()) if found else ""


def test_the_inbox_reaches_over_every_membership(chen: Browser, house: PaymentHouse) -> None:
    with house.world.owner() as uow:
        user = house.world.user("陈静", "辰海")
        enrolment.give_role(uow, user.enterprise_id, user.user_id, "checker")
    house.submit("C-1", amount_minor=100)
    page = chen.get("/approvals")
    assert "1 笔待您签名" in page.text
    assert "其他企业待您签名" in page.text
    assert "苏州恒锐特钢有限公司" in page.text
    assert badge(page) == "2"
    assert badge(chen.get("/")) == "2"


@pytest.mark.parametrize("path", ["/approvals", "/m/approvals"])
def test_an_item_of_another_enterprise_opens_after_a_switch(chen: Browser, path: str) -> None:
    before = chen.cookie("session-yungang")
    page = chen.get(path)
    form = page.form("user", "csrf")
    (jump,) = page.find("//button[@class='jump']")
    there = chen.post("/choose", form | {"next": jump.get("value")})
    assert there.status == 200
    assert "10,001.00" in there.text
    assert chen.cookie("session-yungang") != before
    assert "其他企业待您签名" not in there.text


def test_what_ended_is_not_counted(chen: Browser, house: PaymentHouse) -> None:
    assert badge(chen.get("/")) == "1"
    house.world.db.tamper(
        "UPDATE yinqi.enterprise_user SET status = 'suspended' WHERE title = '顾问'"
    )
    page = chen.get("/approvals")
    assert (badge(page), "其他企业待您签名" in page.text) == ("", False)


def test_nobody_opens_with_anothers_membership(chen: Browser, house: PaymentHouse) -> None:
    stranger = house.world.user("何婷")
    given = {"csrf": chen.token(), "user": str(stranger.user_id), "next": "/approvals"}
    assert chen.post("/choose", given).status == 404
