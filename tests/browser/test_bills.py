"""A bill from its drawing to its recourse, walked in Chromium by three companies and a bank; the books balance at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page, expect

from tests.browser.clerks import PHONE, WEB, Opens, browsers, served
from tests.browser.conftest import Person
from tests.cast import PASSWORD
from tests.workflows.bills.counter import BillCounter
from tests.workflows.bills.house import BillWorld, bill_world
from tests.world import HouseWorld

pytestmark = pytest.mark.browser


@pytest.fixture
def house(world: HouseWorld, tmp_path: Path) -> Iterator[BillWorld]:
    """What happens behind the pages: workers and the exchange."""
    with bill_world(world, tmp_path / "exchange") as made:
        yield made


@pytest.fixture
def walk(house: BillWorld, chromium: Browser, compiled: FileSystemBytecodeCache) -> Iterator[Walk]:
    """Everybody with a browser; the bank buys nothing above 500,000.00 without two people."""
    counter = BillCounter(house)
    counter.set("bill_price", "AC02", bands="184 3.60", auto="500,000.00")
    with (
        served(house.house, counter.desk, compiled) as address,
        browsers(chromium, address, counter.desk) as opens,
    ):
        yield Walk(opens, counter)


def chosen(page: Page, act: str) -> None:
    """Choose an act on the bill's page."""
    page.click(f"[aria-labelledby=h-acts] a:has-text('{act}')")
    expect(page.locator("input[name=act]")).to_have_count(1)


def submitted(page: Page) -> None:
    """Send the form of the act that is open."""
    page.click("form[aria-labelledby=h-act] button.primary")
    expect(page.locator(".note.ok")).to_be_visible()


def signs(who: Person) -> None:
    """Sign what waits first at the approval desk."""
    who.open("/approvals")
    page = who.page
    page.click("footer.act a.primary")
    page.locator("dialog[open] input[type=password]").fill(PASSWORD)
    page.click("dialog[open] button[value=approve]")
    expect(
        page.locator(".toast:has-text('已提交票交所'), .note.ok:has-text('已提交票交所')")
    ).to_be_visible()


class Walk:
    """A maker and a checker of the holder, a maker of who it is endorsed to with a phone, the drawer's, two of the bank."""

    def __init__(self, opens: Opens, counter: BillCounter) -> None:
        self.house, self.counter = counter.bills, counter
        self.maker, self.checker = opens(WEB), opens(WEB)
        self.taker = opens("/b/jianghai", PHONE, "theme:dark")
        self.drawer = opens(WEB, (1024, 768), "theme:light.size:large.lang:en")
        self.operator, self.supervisor = opens(), opens(ui="theme:dark")
        self.number = ""

    def log_in(self) -> None:
        people = (self.maker, self.checker, self.taker, self.drawer)
        for person, login in zip(people, ("liuyang", "heting", "wuqiang", "lina"), strict=True):
            person.log_in(login)

    def draw(self) -> None:
        """On the page by the drawer; accepted and delivered behind it."""
        house, page = self.house, self.drawer.page
        self.drawer.open("/bills/new")
        self.drawer.look()
        page.fill("#f-amount", "1,000,000.00")
        page.fill("#f-due_on", "2027-03-22")
        for prefix, name in (("acceptor", "辰海"), ("payee", "恒锐")):
            for field, value in house.party(name).items():
                page.fill(f"#f-{prefix}_{field}", value)
        page.click("aside button.primary")
        expect(page.locator(".note.ok")).to_be_visible()
        self.number = sign_by_hand(house, "辰海")
        house.do("辰海", "ask_acceptance", bill_number=self.number)
        house.answer("辰海", self.number)
        house.do("辰海", "ask_delivery", bill_number=self.number)
        house.answer("恒锐", self.number)

    def endorse(self) -> None:
        """A part by the slider, exactly; signed on the desk, taken on a phone."""
        page, phone = self.maker.page, self.taker.page
        self.maker.open("/bills")
        self.maker.look()
        self.maker.open("/bills/calendar?month=2027-03")
        self.maker.look()
        page.click("td a[href*='due=2027-03-22']")
        page.click(f"a:has-text('{self.number}')")
        chosen(page, "背书转让")
        self.maker.look()
        for field, value in self.house.party("越洋").items():
            page.fill(f"#f-to_{field}", value)
        page.locator("input[type=range]").fill("30000000")
        expect(page.locator("#f-amount")).to_have_value("300,000.00")
        expect(page.locator("[data-stays]")).to_have_text("700,000.00")
        page.fill("#f-amount", "300000.01")
        expect(page.locator("[data-stays]")).to_have_text("699,999.99")
        page.fill("#f-amount", "300,000.00")
        submitted(page)
        signs(self.checker)
        self.house.work()
        self.taker.open("/m/bills/calendar?month=2027-03")
        self.taker.look()
        self.taker.open("/m/bills?view=board")
        self.taker.look()
        phone.click(".bill-card")
        expect(phone.locator("#h-act")).to_contain_text("背书转让")
        self.taker.look()
        submitted(phone)
        sign_by_hand(self.house, "越洋")

    def sell(self) -> None:
        """The rest to the bank, at its quote; two of its people agree at their desk."""
        self.maker.open(f"/bills/{self.number}/30000001-100000000?act=discount")
        quote = self.maker.page.locator("#quote")
        expect(quote).to_contain_text("691,670.00")
        self.maker.page.fill("#f-amount", "123,456.78")
        expect(quote).to_contain_text("1,469.14")
        expect(quote).to_contain_text("121,987.64")
        self.maker.page.fill("#f-amount", "700,000.00")
        expect(quote).to_contain_text("691,670.00")
        self.maker.look()
        submitted(self.maker.page)
        signs(self.checker)
        self.house.work()
        desk, page = self.operator, self.operator.page
        desk.enter("贺兰")
        desk.open("/bills")
        page.click(f"tr:has-text('{self.number}') .acts a")
        for said in ("苏州恒锐特钢有限公司", "今日报价 3.60%", "CNY 691,670.00"):
            expect(page.locator("main")).to_contain_text(said)
        desk.look()
        page.select_option("#f-status", "agree")
        page.fill("#f-change_reason", "同意贴现")
        page.click("form.card button.primary")
        page.wait_for_url("**/changes/K*")
        self.supervisor.enter("秦峰")
        self.supervisor.confirm(page.url.rsplit("/", 1)[1], looked_at=True)
        self.counter.work()

    def refuse(self) -> None:
        """On the due date the drawer pays the bank, and refuses the other holder."""
        house, page = self.house, self.drawer.page
        house.world.advance(days=119)
        house.work()
        house.do("辰海", "answer", bill_number=self.number, interval="30000001-100000000", agrees=True)  # fmt: skip
        self.log_in()  # nobody stays logged in for months
        self.drawer.open(f"/bills/{self.number}/1-30000000")
        self.drawer.look()
        page.check("input[name=agrees][value=no]")
        page.select_option("#f-reason", "DC08")
        submitted(page)
        sign_by_hand(house, "辰海")

    def recourse(self) -> None:
        """The holder turns to who endorsed it, who pays and has it back."""
        house, phone, part = self.house, self.taker.page, f"/bills/{self.number}/1-30000000"
        self.taker.open(f"/m{part}?act=recourse")
        phone.select_option("#f-debtor_code", house.party("恒锐")["code"])
        submitted(phone)
        sign_by_hand(house, "越洋")
        self.maker.open(f"{part}?act=discharge")
        submitted(self.maker.page)
        signs(self.checker)
        house.work()
        self.taker.open(f"/m{part}")
        submitted(phone)
        sign_by_hand(house, "越洋")
        self.maker.open("/bills/requests")
        self.maker.look()
        self.maker.open(part)
        expect(self.maker.page.locator("[aria-labelledby=h-back]")).to_contain_text("同意清偿")


def test_from_drawing_to_recourse(walk: Walk, house: BillWorld) -> None:
    walk.log_in()
    walk.draw()
    walk.endorse()
    walk.sell()
    assert house.balance("恒锐")[0] == 88_000_000 + 70_000_000 - 833_000
    walk.refuse()
    walk.recourse()
    assert house.balance("恒锐")[0] == 88_000_000 + 70_000_000 - 833_000 - 30_000_000
    assert house.balance("越洋")[0] == 70_000_000
    assert house.breaches() == []


def sign_by_hand(house: BillWorld, name: str) -> str:
    """The checker signs what waits; the workers go round; which bill it was about."""
    requests = house.house.gate.read(house.actor(name), "bills.requests", {}).requests
    waits = next(one for one in requests if one.status.value == "pending_approval")
    house.sign(name, waits)
    house.work()
    return house.find(name, waits.number).bill_number
