"""A lost key in Chromium: two administrators reset it, the person registers anew with a code, and signs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.authenticator import Authenticator, enrol
from tests.browser.conftest import Meets, Person
from tests.cast import PASSWORD
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def site(site: str) -> str:
    """The same bank by name: a passkey never belongs to a number."""
    return site.replace("127.0.0.1", "localhost")


def administrator(meets: Meets, login: str, size: tuple[int, int], ui: str) -> Person:
    person = meets(*size, ui)
    person.log_in(login)
    return person


def test_a_lost_key_is_replaced_by_two_and_a_code(
    meets: Meets, house: PaymentHouse, world: HouseWorld
) -> None:
    """The first administrator at a desk; everybody else on a phone, in the dark."""
    ui = "theme:dark"
    house.submit("A", amount_minor=512_345)
    lost = meets(*PHONE, ui)
    lost.log_in("zhaomin")
    enrol(lost)
    first = administrator(meets, "zhoutao", DESKTOP, "theme:light")
    first.open("/users/zhaomin/reset")
    first.look()
    first.page.fill("#f-reason", "手机遗失")
    first.page.click("button[value=check]")
    first.look()
    first.page.click("button[value=propose]")
    first.page.wait_for_url("**/changes/**")
    second = administrator(meets, "maqian", PHONE, ui)
    second.open("/m/approvals")
    second.page.click("[data-row] a >> nth=0")
    expect(second.page.locator("h1")).to_contain_text("变更确认")
    second.page.click(".act .primary")
    second.page.fill("dialog[open] #f-password", PASSWORD)
    second.page.click("dialog[open] button[value=approve]")
    expect(second.page.locator(".finish")).to_be_visible()
    lost.open("/approvals")
    expect(lost.page.locator("#f-username")).to_be_visible()
    second.open("/users/zhaomin")
    second.look()
    second.page.click("form[action$=recovery] button")
    code = second.page.locator(".once code").text_content() or ""
    second.look()
    new = meets(*PHONE, ui)
    new.log_in("zhaomin")
    new.open("/sessions")
    expect(new.page.locator(".note.warn")).to_contain_text("已由两位管理员重置")
    new.look()
    new.open("/m/approvals")
    new.page.click("[data-row] a >> nth=0")
    expect(new.page.locator("h1")).to_contain_text("付款审批")
    new.page.click(".act .primary")
    expect(new.page.locator("dialog[open] .err").first).to_contain_text("凭恢复码登记")
    new.open("/methods/code")
    expect(new.page.locator("#f-recovery")).to_be_visible()
    new.look()
    enrol_with(new, code)
    new.open("/m/approvals")
    new.page.click("[data-row] a >> nth=0")
    expect(new.page.locator("h1")).to_contain_text("付款审批")
    new.page.click(".act .primary")
    new.page.click("dialog[open] button[data-passkey][value=approve]")
    expect(new.page.locator(".finish")).to_be_visible()
    assert world.count("approval_decision", "evidence->>'method' = 'passkey'") == 1


def enrol_with(person: Person, code: str) -> None:
    """Add a passkey on a new device, with password and recovery code."""
    Authenticator(person.page)
    person.open("/methods/passkey")
    person.page.fill("#f-label", "新手机")
    person.page.fill("#f-password", PASSWORD)
    person.page.fill("#f-recovery", code)
    person.page.click("main form button.primary")
    expect(person.page.locator(".ways")).to_contain_text("新手机")
