"""A standing order from the form to its first run, walked in Chromium: set up, signed on a phone, paid, suspended."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from jobs.bank_run import BankRun
from jobs.standing import StandingRuns
from tests.browser.conftest import Meets, Person
from tests.cast import PASSWORD
from tests.workflows.payments.house import PaymentHouse

pytestmark = pytest.mark.browser


def set_up(maker: Person) -> str:
    """From the list of payments to a submitted order; its number."""
    maker.log_in("lina")
    maker.open("/payments")
    page = maker.page
    page.click("a:has-text('定期付款')")
    page.click("a:has-text('设立定期付款') >> nth=0")
    expect(page.locator("h1")).to_have_text("设立定期付款")
    maker.look()
    page.fill("#f-payee_name", "苏州恒锐特钢有限公司")
    page.fill("#f-payee_account", "3250612000181470")
    page.fill("#f-amount", "8600")
    page.fill("#f-purpose", "厂房租金")
    page.fill("#f-first_on", "2026-12-31")
    page.fill("#f-times", "12")
    page.locator("#f-times").blur()
    expect(page.locator("#quote")).to_contain_text("2027-02-01")
    expect(page.locator("#quote")).to_contain_text("103,200.00")
    maker.look()
    page.click("aside button:has-text('下一步')")
    expect(page.locator("h1")).to_have_text("核对定期付款")
    maker.look()
    page.click("button:has-text('提交审批')")
    expect(page.locator(".note.ok")).to_contain_text("已提交")
    return page.url.partition("/standing/")[2].partition("?")[0]


def test_a_rent_is_set_up_signed_on_a_phone_paid_on_its_day_and_suspended(
    meets: Meets, house: PaymentHouse
) -> None:
    maker, checker = meets(1440, 900), meets(390, 844, "theme:dark")
    number, page = set_up(maker), maker.page
    checker.log_in("zhaomin")
    checker.open("/m/approvals")
    phone = checker.page
    phone.click("a:has-text('苏州恒锐')")
    expect(phone.locator(".slip >> nth=0")).to_contain_text("103,200.00")
    checker.look()
    phone.click("footer.act a.primary")
    phone.locator("dialog[open] input[type=password]").fill(PASSWORD)
    phone.click("dialog[open] button[value=approve]")
    expect(phone.locator(".finish")).to_be_visible()
    house.decide("王磊")

    house.world.clock.set(datetime(2026, 12, 31, 1, tzinfo=UTC))
    run = BankRun(house.world.db.worker, house.world.kernel, house.world.tenant_id)
    assert StandingRuns(house.worker.standing)(run) == 1
    maker.log_in("lina")
    maker.open(f"/standing/{number}")
    expect(page.locator("main")).to_contain_text("已付款")
    maker.look()
    page.click("a[data-dialog=suspend]")
    page.click("dialog[open] button:has-text('确认')")
    expect(page.locator(".note.warn")).to_contain_text("已暂停")
    kept = {"Number": house.find(f"{number}/0001").number, "Name": "每月厂房租金"}
    house.house.gate.perform(house.world.actor("李娜"), "payments.keep_template", kept)
    maker.open("/payments/templates")
    maker.look()
    small = meets(390, 844, "theme:light.size:large")
    small.log_in("lina")
    for path in ("/m/standing", f"/m/standing/{number}", "/standing/new", "/payments/templates"):
        small.open(path)
        small.look()
