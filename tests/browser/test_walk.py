"""The main job, walked in Chromium: log-in → pay → two approvers on their phones → receipt."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meets, Person
from tests.cast import PASSWORD
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
# Every page is looked at in all four by turns; the gallery's tests look at each in both themes.
WALKS = [
    pytest.param(DESKTOP, "theme:light", id="desktop-light"),
    pytest.param(PHONE, "theme:dark", id="phone-dark"),
]
LOOKS = [
    pytest.param(DESKTOP, "theme:dark", id="desktop-dark"),
    pytest.param(PHONE, "theme:light", id="phone-light"),
]


def pay(maker: Person, amount: str = "12864.00") -> str:
    """Fill the form in, look at every page, submit; the payment's number."""
    maker.open("/payments/new")
    maker.page.fill("#f-payee_name", "苏州恒锐特钢有限公司")
    maker.page.fill("#f-payee_account", "3250612000181470")
    maker.page.locator("#f-amount").press_sequentially(amount)
    expect(maker.page.locator("#w-amount")).to_have_text("人民币 壹万贰仟捌佰陆拾肆元整")
    maker.page.fill("#f-purpose", "采购合同 HY-2611-0093")
    maker.page.locator("#f-remark").focus()
    expect(maker.page.locator("#quote")).to_contain_text("行内转账")
    maker.look()
    maker.page.click("aside button[value=check]")
    expect(maker.page.locator("h1")).to_have_text("核对付款")
    maker.look()
    maker.page.click("button:has-text('提交审批')")
    expect(maker.page.locator(".note.ok")).to_contain_text("已提交")
    maker.look()
    found = re.search(r"P\d{6}-[0-9A-Z]{8}", maker.page.url)
    assert found
    return found[0]


def sign(approver: Person, login: str) -> None:
    """Log in on a phone, open the first item from the list, look at it, sign it."""
    approver.log_in(login)
    approver.open("/")
    approver.look()
    approver.page.click(".bar a:has-text('审批')")
    expect(approver.page.locator("h1")).to_have_text("审批")
    approver.look()
    approver.page.click("[data-row] a >> nth=0")
    expect(approver.page.locator("h1")).to_contain_text("付款审批")
    everything_is_above_the_fold(approver)
    approver.look()
    approver.page.click(".act .primary")
    approver.page.fill("#f-password", PASSWORD)
    approver.look()
    approver.page.click("dialog[open] button[value=approve]")
    expect(approver.page.locator(".finish")).to_contain_text("全部处理完毕")
    approver.look()


def everything_is_above_the_fold(approver: Person) -> None:
    """Amount, payee, account, facts and fingerprint stand above the two buttons."""
    bar = approver.page.locator(".act").bounding_box()
    mark = approver.page.locator(".print").first.bounding_box()
    assert bar is not None
    assert mark is not None
    assert mark["y"] + mark["height"] <= bar["y"]


@pytest.mark.parametrize(("size", "ui"), WALKS)
def test_a_payment_goes_all_the_way(
    meets: Meets, house: PaymentHouse, world: HouseWorld, size: tuple[int, int], ui: str
) -> None:
    maker = meets(*size, ui)
    maker.open("/login")
    maker.look()
    maker.log_in_by_hand("lina")
    maker.look()
    number = pay(maker)
    for login in ("zhaomin", "wanglei"):
        sign(meets(*PHONE, ui), login)
    assert world.count("payment", f"number = '{number}' AND status = 'succeeded'") == 1
    assert world.count("approval_decision", "door = 'phone'") == 2
    issue_receipts(house, world)
    maker.open(f"/payments/{number}")
    expect(maker.page.locator(".steps")).to_contain_text("手机银行 · 密码")
    maker.look()
    maker.page.click(".head a:has-text('电子回单')")
    expect(maker.page.locator(".sheet")).to_contain_text("12,864.00")
    maker.look()
    with maker.page.expect_download() as saved:
        maker.page.click("text=下载 PDF")
    assert saved.value.suggested_filename.endswith(".pdf")


@pytest.mark.parametrize(("size", "ui"), LOOKS)
def test_the_other_pages_are_as_good(
    meets: Meets, house: PaymentHouse, world: HouseWorld, size: tuple[int, int], ui: str
) -> None:
    house.submit("A", amount_minor=100)
    house.decide("赵敏")
    issue_receipts(house, world)
    house.submit("B", **OTHER_PAYEE)
    person = meets(*size, ui)
    person.log_in("zhaomin")
    for path in (
        "/accounts",
        f"/accounts/{PAYER}",
        f"/accounts/{PAYER}/statements",
        "/payments",
        "/receipts",
        "/sessions",
        "/notices",
    ):
        person.open(path)
        person.look()
    person.open("/verify")
    person.look()


def test_at_the_desk_an_approver_needs_no_mouse(meets: Meets, house: PaymentHouse) -> None:
    for serial, amount in (("A", 512_000), ("B", 640_000), ("C", 128_000)):
        house.submit(serial, amount_minor=amount)
    checker = meets(*DESKTOP)
    checker.log_in("zhaomin")
    checker.open("/approvals")
    page = checker.page
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    assert "6,400.00" in (page.evaluate("document.activeElement.textContent") or "")
    page.keyboard.press("x")
    expect(page.locator("[data-count]")).to_have_text("1")
    page.keyboard.press("Enter")
    expect(page.locator("#pane .amount")).to_contain_text("6,400.00")
    expect(page.locator("[data-row].here")).to_contain_text("6,400.00")
    page.keyboard.press("r")
    expect(page.locator("dialog#refuse")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.fill("#pane #f-password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("已签名")
    expect(page.locator("[data-row]")).to_have_count(2)
    assert checker.violations() == []
    checker.look()


def test_select_all_takes_only_what_has_no_flag(meets: Meets, house: PaymentHouse) -> None:
    house.submit("before", amount_minor=100)
    house.decide("赵敏")
    for serial, amount in (("A", 512_050), ("B", 680_000)):
        house.submit(serial, amount_minor=amount)
    house.submit("C", amount_minor=700_000, **OTHER_PAYEE)
    checker = meets(*DESKTOP)
    checker.log_in("zhaomin")
    checker.open("/approvals")
    checker.page.check("[data-all]")
    expect(checker.page.locator("[data-count]")).to_have_text("2")
    expect(checker.page.locator("[data-sum]")).to_have_text("¥ 11,920.50")
    checker.page.click("button:has-text('核对并签名')")
    expect(checker.page.locator("h1")).to_have_text("批量签名")
    checker.look()
    checker.page.fill("#f-password", PASSWORD)
    checker.page.click("button[value=approve]")
    expect(checker.page.locator(".toast")).to_contain_text("已签名 2 笔")
    expect(checker.page.locator("[data-row]")).to_have_count(1)


def test_a_payee_is_found_while_one_types(meets: Meets, house: PaymentHouse) -> None:
    house.submit("A")
    maker = meets(*DESKTOP)
    maker.log_in("lina")
    maker.open("/payments/new")
    maker.page.locator("#f-payee_name").press_sequentially("hrtg")
    expect(maker.page.locator("#hits button")).to_have_count(1)
    maker.page.click("#hits button")
    expect(maker.page.locator("#f-payee_account")).to_have_value("3250612000181470")
    maker.page.locator("#f-payee_bank_code").press_sequentially("zgjs")
    expect(maker.page.locator("#bank-hits button")).to_have_count(1)
    assert maker.violations() == []
    maker.look()


def test_pressing_twice_sends_once(meets: Meets, world: HouseWorld) -> None:
    maker = meets(*DESKTOP)
    maker.log_in("lina")
    maker.open("/payments/new")
    maker.page.fill("#f-payee_name", "苏州恒锐特钢有限公司")
    maker.page.fill("#f-payee_account", "3250612000181470")
    maker.page.fill("#f-amount", "1.00")
    maker.page.fill("#f-purpose", "货款")
    maker.page.keyboard.press("Enter")
    expect(maker.page.locator("h1")).to_have_text("核对付款")
    maker.page.dblclick("button:has-text('提交审批')")
    expect(maker.page.locator(".note.ok")).to_contain_text("已提交")
    assert world.count("payment") == 1


@pytest.mark.parametrize("ui", ["lang:zh", "lang:en.size:large"])
def test_nothing_scrolls_sideways_at_320_pixels(meets: Meets, house: PaymentHouse, ui: str) -> None:
    house.submit("A", amount_minor=99_999_999_999)
    person = meets(320, 640, ui)
    person.log_in("zhaomin")
    person.open("/approvals")
    item = person.page.get_attribute("[data-row] a", "href") or ""
    paths = (
        "/",
        "/accounts",
        f"/accounts/{PAYER}",
        f"/accounts/{PAYER}/statements",
        "/payments",
        "/approvals",
        "/receipts",
        "/sessions",
    )
    for path in paths:
        person.open(path)
        assert person.overflow() <= 0, path
    person.page.goto(f"{person.site.rpartition('/b/')[0]}{item}")
    assert person.overflow() <= 0
    maker = meets(320, 640, ui)
    maker.log_in("lina")
    maker.open("/payments/new")
    assert maker.overflow() <= 0


def test_the_menu_changes_theme_and_the_next_page_keeps_it(meets: Meets) -> None:
    maker = meets(*DESKTOP)
    maker.log_in("lina")
    maker.open("/")
    maker.page.click(".tools button[name=theme]")
    expect(maker.page.locator("html")).to_have_attribute("data-theme", "dark")
    maker.open("/payments")
    expect(maker.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert maker.violations() == []


def issue_receipts(house: PaymentHouse, world: HouseWorld) -> None:
    """What the relay does after a booking."""
    with world.job() as ctx:
        booked = ctx.uow.rows(
            "SELECT id, transaction_id, enterprise_id FROM payment WHERE status = 'succeeded'"
        )
        for row in booked:
            house.worker.documents.issue(ctx, row["transaction_id"], row["id"])
