"""The payee book, walked in Chromium: add with a checked name, confirm, cool down, pay from the finder."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from connectors.ports import NameAnswer, NameVerdict
from tests.browser.conftest import Meets
from tests.workflows.payees.house import ACCOUNT, BANK, NAME, PayeeHouse
from tests.workflows.payments.house import OTHER_PAYEE
from tests.world import HouseWorld
from workflows.mandates.commands import MandatePage
from workflows.payees.classes import PayeeClass, WhiteList

pytestmark = pytest.mark.browser
OTHER = "6222021001112227788"
LOOKS = [
    pytest.param((1440, 900), "theme:light", id="desktop-light"),
    pytest.param((390, 844), "theme:dark", id="phone-dark"),
    pytest.param((1024, 768), "theme:light.size:large.lang:en", id="elder-english"),
]


@pytest.fixture
def house(world: HouseWorld) -> PayeeHouse:
    """What happens behind the pages; whoever knows names says what it is told."""
    return PayeeHouse(world)


def confirmed(house: PayeeHouse) -> str:
    """Have 赵敏 confirm the change that waits; what came of it."""
    found = house.house.gate.read(house.world.actor("马倩"), "mandates.list", {})
    assert isinstance(found, MandatePage)
    return house.confirm(found.mandates[0])


@pytest.mark.parametrize(("size", "ui"), LOOKS)
def test_a_payee_comes_into_the_book(
    meets: Meets, house: PayeeHouse, size: tuple[int, int], ui: str
) -> None:
    house.demand(white_list=WhiteList.WARN, cool_down_hours=24, cool_down_free_minor=50_000)
    maker = meets(*size, ui)
    maker.log_in("lina")
    maker.open("/payees")
    maker.look()
    maker.open("/payees/new")
    page = maker.page
    page.fill("#f-account", ACCOUNT)
    page.fill("#f-bank_code", BANK)
    page.fill("#f-name", NAME)
    house.names.says = NameAnswer(NameVerdict.CLOSE, "无锡＊＊＊＊＊＊公司")
    page.click("#verdict button")
    expect(page.locator("#verdict .note")).to_contain_text("无锡＊＊＊＊＊＊公司")
    maker.look()
    house.names.says = NameAnswer(NameVerdict.MATCH)
    page.click("#verdict button")
    expect(page.locator("#verdict .note.ok")).to_be_visible()
    page.check("input[value=white_list]")
    page.click("aside button[value=check]")
    expect(page.locator(".diff")).to_contain_text("6222 0210 0111 2223 334")
    expect(page.locator("aside, .aside").first).to_contain_text("赵敏")
    maker.look()
    page.click(".aside button.primary")
    expect(page.locator(".note.ok")).to_be_visible()
    maker.look()
    assert house.world.count("payee") == 0
    assert confirmed(house) == "granted"
    house.submit("S1", payee_account=OTHER, payee_name="无锡别家公司", payee_bank=BANK)
    maker.open("/payees")
    expect(page.locator("[data-row]")).to_have_count(2)
    maker.look()
    page.click(f"[data-row] a:has-text('{NAME}')")
    expect(page.locator(".history")).to_contain_text("李娜")
    maker.look()


def test_the_finder_of_the_payment_form_uses_the_book(meets: Meets, house: PayeeHouse) -> None:
    house.verify()
    house.enter(payee_class=PayeeClass.WHITE_LIST)
    house.submit("S1", **{**OTHER_PAYEE, "payee_account": OTHER})
    maker = meets(1440, 900)
    maker.log_in("lina")
    maker.open("/payments/new")
    page = maker.page
    page.locator("#f-payee_name").press_sequentially("wxts")
    expect(page.locator("#hits button")).to_have_count(2)
    expect(page.locator("#hits")).to_contain_text("白名单")
    expect(page.locator("#hits")).to_contain_text("户名已核验")
    maker.look()
    page.click("#hits button:has-text('白名单')")
    expect(page.locator("#f-payee_account")).to_have_value(ACCOUNT)
    page.locator("#f-amount").press_sequentially("500.00")
    page.fill("#f-purpose", "货款")
    page.locator("#f-remark").focus()
    expect(page.locator("#quote")).to_contain_text("户名一致")
    maker.look()


def test_two_administrators_set_what_is_demanded(meets: Meets, house: PayeeHouse) -> None:
    admin = meets(1440, 900)
    admin.log_in("zhoutao")
    admin.open("/payees/rules")
    admin.look()
    admin.page.check("input[value=enforce]")
    admin.page.fill("#f-hours", "24")
    admin.page.click(".aside button.primary")
    expect(admin.page.locator(".note.ok")).to_be_visible()
    admin.look()
    assert house.book().demands.white_list is WhiteList.OFF


@pytest.mark.parametrize(("size", "ui"), LOOKS)
def test_a_pasted_list_comes_into_the_book(
    meets: Meets, house: PayeeHouse, size: tuple[int, int], ui: str
) -> None:
    """From the book: paste, correct the line that is wrong, look at every difference, submit."""
    person = meets(*size, ui)
    person.log_in("lina")
    person.open("/payees")
    person.page.click("a[href$='/payees/import']")
    person.look()
    person.page.fill("#f-rows", f"{ACCOUNT}\t{NAME}\t{BANK}\n{OTHER}\t丙公司\t999999999999")
    person.page.click("button.primary")
    expect(person.page.locator(".errors li")).to_have_count(1)
    assert person.axe() == []
    person.complaints.clear()  # of the browser itself, about the answer's 422
    person.page.fill("#f-rows", f"{ACCOUNT}\t{NAME}\t{BANK}\n{OTHER}\t丙公司\t{BANK}")
    person.page.click("button.primary")
    expect(person.page.locator("ol.diff > li")).to_have_count(2)
    person.look()
    person.page.click("button.primary")
    person.look()
    assert confirmed(house) == "granted"
    assert house.world.count("payee", "status = 'active'") == 2
