"""One administrator changes a rule in the editor, the other confirms on a phone, and the next payment obeys."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meets, Person
from tests.browser.test_walk import DESKTOP, PHONE
from tests.cast import PASSWORD
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

EDIT = "/policies/edit?operation=payments.submit"


def third_level(admin: Person) -> None:
    """Ask for a manager above 100,000.00: a further band, a further step, tried out, checked, proposed."""
    admin.open("/policies")
    admin.look()
    admin.page.click("a.link:has-text('提交付款')")
    admin.look()
    admin.page.click(".head a:has-text('编辑')")
    admin.look()
    page = admin.page
    page.click("section[aria-labelledby=h-t0] header button:has-text('加一档')")
    expect(page.locator("#f-upper")).to_be_focused()
    page.locator("#f-upper").press_sequentially("100000")
    expect(page.locator(".flow-range").nth(1)).to_contain_text("10,000.00 以上至 100,000.00（含）")
    page.locator(".flow-band").nth(2).locator(".plus button").last.click()
    page.locator("#f-group").select_option("manager")
    expect(page.locator(".said")).to_contain_text("再由资金经理 1 人审批")
    admin.look()
    page.fill("#f-sim_amount", "250000")
    page.click("#try")
    expect(page.locator(".trial")).to_contain_text("需由赵敏，再由王磊，再由陈静审批")
    admin.look()
    page.click("button[value=check]")
    expect(page.locator(".diff")).to_contain_text("人民币 100,000.00 以上")
    admin.look()
    page.fill("#f-reason", "大额付款加强审批")
    page.click("button:has-text('提交确认')")
    expect(page.locator(".note.ok")).to_contain_text("已提交")
    admin.look()


def confirm(admin: Person) -> None:
    """Read the difference on a phone and sign it."""
    admin.log_in("maqian")
    admin.open("/m/approvals")
    admin.page.click("[data-row] a >> nth=0")
    expect(admin.page.locator(".diff")).to_contain_text("再由资金经理 1 人审批")
    expect(admin.page.locator("main")).to_contain_text("大额付款加强审批")
    admin.look()
    admin.page.click(".act .primary")
    admin.page.fill("#f-password", PASSWORD)
    admin.page.click("dialog[open] button[value=approve]")
    expect(admin.page.locator(".finish")).to_contain_text("全部处理完毕")


def test_a_rule_changed_by_two_asks_for_the_new_level(
    meets: Meets, house: PaymentHouse, world: HouseWorld
) -> None:
    first = meets(*DESKTOP)
    first.log_in("zhoutao")
    third_level(first)
    assert world.count("approval_policy", "version = 2") == 0
    confirm(meets(*PHONE, "theme:dark"))
    assert world.count("approval_policy", "version = 2 AND live") == 1
    house.submit("A", amount_minor=25_000_000)
    assert world.count("approval", "jsonb_array_length(snapshot->'steps') = 3") == 1
    first.open("/policies/rule?operation=payments.submit")
    expect(first.page.locator(".queue")).to_contain_text("周涛 设置，马倩 确认")


def test_on_a_phone_the_card_and_its_form_are_seen_together(meets: Meets) -> None:
    admin = meets(*PHONE, "theme:dark")
    admin.log_in("zhoutao")
    admin.open(EDIT)
    admin.page.locator("[id='f-t0.b1.s1.l0']").click()
    expect(admin.page.locator("#panel")).to_be_in_viewport()
    expect(admin.page.locator("#f-group")).to_be_focused()
    admin.page.locator("#f-needed").fill("2")
    expect(admin.page.locator(".said")).to_contain_text("没有人能完成审批")
    admin.look()
