"""Administrators' pages in Chromium: every look is accessible, keeps the policy, never scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meets
from tests.cast import PASSWORD
from tests.workflows.access.house import PAY, AccessHouse
from tests.world import HouseWorld
from workflows.access.commands import RightLine

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
LOOKS = [
    pytest.param(DESKTOP, "theme:light", id="desktop-light"),
    pytest.param(PHONE, "theme:dark.size:large", id="phone-dark-elder"),
]
PATHS = (
    "/users", "/users/invite", "/users/lina", "/users/lina/rights", "/users/lina/state?to=left",
    "/users/review", "/roles", "/roles/checker", "/changes", "/approvals", "/activate",
)  # fmt: skip


@pytest.mark.parametrize(("size", "ui"), LOOKS)
def test_every_page_of_administrators_is_sound(
    meets: Meets, world: HouseWorld, size: tuple[int, int], ui: str
) -> None:
    access = AccessHouse(world)
    row = RightLine(right=PAY, see=True, make=True, upto_minor=1_000_000, currency="CNY")
    seen = access.set_rights("lina", row)
    person = meets(*size, ui)
    person.log_in("maqian")
    for path in (*PATHS, f"/changes/{seen.number}", f"/m/approvals/{seen.approval_id}"):
        person.open(path)
        person.look()


def test_rights_are_set_and_confirmed_by_hand(meets: Meets, world: HouseWorld) -> None:
    first, second = meets(*DESKTOP), meets(*PHONE)
    first.log_in("zhoutao")
    first.open("/users/lina/rights")
    row = first.page.locator(".grant").filter(has=first.page.locator(f"[name='{PAY}|*|upto']"))
    row.locator(f"[name='{PAY}|*|upto']").fill("10000")
    first.page.click("button[value=check]")
    expect(first.page.locator(".diff")).to_contain_text("单笔至 10,000.00 CNY")
    first.look()
    first.page.click("button[value=propose]")
    expect(first.page.locator(".note.ok")).to_contain_text("已提交")
    second.log_in("maqian")
    second.open("/")
    second.page.click(".bar a:has-text('审批')")
    second.page.click("[data-row] a >> nth=0")
    expect(second.page.locator("h1")).to_contain_text("变更确认")
    second.page.click(".act .primary")
    second.page.fill("#f-password", PASSWORD)
    second.page.click("dialog[open] button[value=approve]")
    expect(second.page.locator(".finish")).to_contain_text("全部处理完毕")
    assert world.count("user_right", "upto_minor = 1000000 AND currency = 'CNY'") == 1
