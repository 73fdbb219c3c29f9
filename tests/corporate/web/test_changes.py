"""Changes of rule at the approval desk: shown line by line, signed alone, followed and taken back."""

from __future__ import annotations

import pytest

from corporate.identity import enrolment
from kernel.operation import Verb
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.mandates.house import KIND, Notes
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.mandates.commands import MandateView
from workflows.mandates.service import Wish

OTHER = "马倩"


@pytest.fixture
def notes(house: PaymentHouse) -> Notes:
    kind = Notes()
    house.house.mandates.teach(kind)
    return kind


@pytest.fixture
def change(house: PaymentHouse, notes: Notes, world: HouseWorld) -> MandateView:
    """周涛 wants a note changed; 马倩 has not confirmed it."""
    notes.notes["board"] = {"text": "旧公告"}
    with world.context("周涛") as ctx:
        wish = Wish(KIND, "board", {"text": "新公告"}, "年底整理")
        return house.house.mandates.propose(ctx, wish)


@pytest.fixture
def second(opens: Opens) -> Browser:
    """马倩, the other administrator, who may do nothing with payments."""
    return opens("maqian")


def sign(browser: Browser, page: Page, **more: str) -> Page:
    given = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"} | more
    return browser.post(page.form_tree("digest", "password").action, given)


def test_the_inbox_tells_what_was_and_what_becomes(second: Browser, change: MandateView) -> None:
    page = second.get("/approvals")
    for said in (
        "公告 board",
        "周涛提交 · 变更 1 项",
        "旧公告",
        "新公告",
        "年底整理",
        change.number,
    ):
        assert said in page.text, said
    digest = change.fingerprint.upper()
    assert " ".join(digest[at : at + 4] for at in range(0, 16, 4)) in page.text
    assert "审批1" in page.text  # the badge in the rail


def test_another_administrator_confirms_on_the_phone(
    second: Browser, change: MandateView, notes: Notes
) -> None:
    page = second.get(f"/m/approvals/{change.approval_id}")
    assert "变更确认" in page.text
    page = sign(second, page)
    assert page.url == "/m/approvals/done"
    assert "已确认" in page.text
    assert "公告 board 已生效" in page.text
    assert notes.notes["board"] == {"text": "新公告"}


def test_a_change_is_never_signed_in_bulk(
    second: Browser, change: MandateView, notes: Notes, world: HouseWorld
) -> None:
    token = second.token()
    page = second.post("/approvals/check", {"csrf": token, "id": change.approval_id})
    assert "没有可以一起签名的付款" in page.text
    given = {"csrf": token, "id": change.approval_id, "password": PASSWORD, "digest": "0" * 64}
    assert second.post("/approvals/sign", given).status == 409
    assert (notes.notes["board"], world.count("approval_decision")) == ({"text": "旧公告"}, 0)


def test_the_proposer_sees_it_and_may_not_sign(opens: Opens, change: MandateView) -> None:
    first = opens("zhoutao")
    assert "没有待您审批的事项" in first.get("/approvals").text
    page = first.get(f"/m/approvals/{change.approval_id}")
    assert "当前不需要您签名" in page.text
    assert page.find("//input[@name='password']") == []


def test_a_clerk_finds_nothing_of_it(opens: Opens, change: MandateView) -> None:
    clerk = opens("zhaomin")
    assert "公告" not in clerk.get("/approvals").text
    missing = clerk.get("/m/approvals/019aa2c4-7d10-7c31-8f00-5a3de0b7c911")
    theirs = clerk.get(f"/m/approvals/{change.approval_id}")
    assert (theirs.status, missing.status) == (404, 404)
    assert theirs.text == missing.text
    assert clerk.get("/changes").status == 403
    assert clerk.get(f"/changes/{change.number}").status == 403


def test_the_record_lists_and_its_proposer_takes_back(
    opens: Opens, second: Browser, change: MandateView, notes: Notes
) -> None:
    page = second.get("/changes")
    assert "旧公告 → 新公告" in page.text
    assert (
        second.get(f"/changes/{change.number}").find(
            "//form[@method='post']//button[contains(., '撤回')]"
        )
        == []
    )
    first = opens("zhoutao")
    page = first.get(f"/changes/{change.number}")
    assert "另一位管理员 · 马倩" in page.text
    page = first.post(f"/changes/{change.number}", {"csrf": first.token()})
    assert "已撤回" in page.text
    assert "没有待您审批的事项" in second.get("/approvals").text
    assert notes.notes["board"] == {"text": "旧公告"}


def test_payments_and_changes_wait_in_one_list(
    opens: Opens, house: PaymentHouse, change: MandateView, world: HouseWorld
) -> None:
    """Whoever both signs payments and administers has one inbox, and its count is true."""
    del change
    with world.owner() as uow:
        user = world.user("马倩")
        enrolment.give_role(uow, user.enterprise_id, user.user_id, "checker")
        enrolment.grant(uow, user.enterprise_id, user.user_id, "payments.submit", (Verb.APPROVE,))
    house.submit("S", amount_minor=100)
    page = opens("maqian").get("/m/approvals")
    assert "2 笔待您签名" in page.text
    assert len(page.find("//li[@data-row]")) == 2
    assert len(page.find("//input[@name='id']")) == 1  # the payment's alone
