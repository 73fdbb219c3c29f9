"""Approval rules on pages: told in sentences, edited in cards without scripts, checked, proposed, restored."""

from __future__ import annotations

import pytest

from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.policies.house import PolicyHouse
from tests.world import HouseWorld

EDIT = "/policies/edit?operation=payments.submit"


@pytest.fixture
def rules(world: HouseWorld) -> PolicyHouse:
    return PolicyHouse(world)


@pytest.fixture
def admin(opens: Opens) -> Browser:
    """周涛, who sets rules."""
    return opens("zhoutao")


def press(browser: Browser, page: Page, wish: str, **typed: str) -> Page:
    """Press a button of the editor, with what was typed meanwhile."""
    return browser.post("/policies/edit", page.form("draft") | typed | {"do": wish})


def test_every_rule_is_told_in_sentences(admin: Browser) -> None:
    page = admin.get("/policies")
    assert "人民币 10,000.00 及以下" in page.text
    assert "先由复核 1 人审批，再由审批 1 人审批" in page.text


def test_a_rule_is_changed_with_buttons_alone(admin: Browser, world: HouseWorld) -> None:
    page = admin.get(EDIT)
    page = press(admin, page, "add:t0.b1")
    assert "请填写这一档的金额上限" in page.text
    page = press(admin, page, "open:t0.b2", upper="100,000.00")
    page = press(admin, page, "add:t0.b2.s2")
    page = press(admin, page, "tell", group="manager", mode="some", needed="1")
    assert (
        "人民币 100,000.00 以上，先由复核 1 人审批，再由审批 1 人审批，再由资金经理 1 人审批"
        in page.text
    )
    page = press(admin, page, "check")
    assert "人民币 100,000.00 以上" in page.find("//ol[contains(@class, 'diff')]")[0].text_content()
    assert world.count("mandate") == 0
    page = admin.post("/policies/submit", page.form("rules") | {"reason": "加强大额付款"})
    assert "已提交" in page.text
    assert world.count("mandate", "kind = 'policies' AND reason = '加强大额付款'") == 1
    assert world.count("approval_policy", "version = 2") == 0
