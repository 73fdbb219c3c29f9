"""The bank's desk in Chromium: one story of its staff and their customer, and a look at every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from corporate.guarding import Guard
from corporate.web.app import create_web
from corporate.web.counter.app import create_counter
from corporate.web.counter.door import CounterDoor
from tests.browser.conftest import Person
from tests.cast import PASSWORD
from tests.chromium import new_context
from tests.workflows.desk.bank import STAFF, DeskBank
from tests.workflows.desk.test_onboarding import COMPANY
from tests.workflows.desk.test_queues import stuck
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
ACCOUNT = "1001234509012345678"
PAYEE = {"payee_account": "3250612000181470", "payee_name": "苏州恒锐特钢有限公司"}
FREEZE = {"authority": "某市公安局", "document": "冻字（2026）1 号", "reason": "协助冻结"}
Opens = Callable[..., "Clerk"]


class Clerk(Person):
    """Somebody at a screen of the desk, or of the web bank when `site` is that."""

    desk: DeskBank

    def enter(self, name: str) -> None:
        """Log in at the desk by typing."""
        self.desk.world.advance(seconds=31)
        self.open("/login")
        self.page.fill("#f-login", next(one.login for one in STAFF if one.name == name))
        self.page.fill("#f-password", PASSWORD)
        self.page.fill("#f-code", self.desk.code())
        self.page.click("form:has(#f-code) button.primary")
        self.page.wait_for_url(f"{self.site}/")

    def ask(self, kind: str, target: str, typed: dict[str, str]) -> str:
        """Fill the form of a change in and send it; its number."""
        self.open(f"/new/{kind}?target={target}")
        for name, value in {**typed, "change_reason": "测试"}.items():
            field = self.page.locator(f"#f-{name}")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.page.click("form.card button.primary")
        self.page.wait_for_url("**/changes/K*")
        return self.page.url.rsplit("/", 1)[1]

    def confirm(self, number: str) -> None:
        """Confirm somebody else's change with a fresh code."""
        self.desk.world.advance(seconds=31)
        self.open(f"/changes/{number}")
        self.page.fill("#f-code", self.desk.code())
        self.page.click("button[value=approve]")
        expect(self.page.locator("#f-code")).to_have_count(0)


@pytest.fixture
def pay(world: HouseWorld) -> PaymentHouse:
    return PaymentHouse(world)


@pytest.fixture
def desk(world: HouseWorld) -> DeskBank:
    return DeskBank(world)


@pytest.fixture
def address(pay: PaymentHouse, desk: DeskBank, compiled: FileSystemBytecodeCache) -> Iterator[str]:
    """Serve web bank and desk beside each other, as a deployment does."""
    app, counter = create_web(pay.house, lambda: ()), create_counter(desk.house)
    app.jinja_env.bytecode_cache = counter.jinja_env.bytecode_cache = compiled
    app.wsgi_app = CounterDoor(app.wsgi_app, lambda: counter, is_secure=False)  # type: ignore[method-assign]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opens(chromium: Browser, address: str, desk: DeskBank) -> Iterator[Opens]:
    """Somebody with a new browser, at the desk or at the web bank."""
    contexts = []

    def opened(
        where: str = "/desk/yungang", size: tuple[int, int] = DESKTOP, ui: str = "theme:light"
    ) -> Clerk:
        contexts.append(new_context(chromium, address, size, ui))
        clerk = Clerk(contexts[-1].new_page(), f"{address}{where}")
        clerk.desk = desk
        return clerk

    yield opened
    for context in contexts:
        context.close()


def test_a_day_at_the_desk(opens: Opens, desk: DeskBank, pay: PaymentHouse) -> None:
    pay.clearing.script = [None] * 20
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.dispatch()
    operator, supervisor = opens(), opens()
    operator.enter("贺兰")
    supervisor.enter("秦峰")

    # an enterprise is taken on; both administrators set up and sign
    typed = {name: value for name, value in COMPANY.items() if name != "admins"}
    supervisor.confirm(operator.ask("onboarding", "new", typed))
    codes = {}
    for clerk, name in ((operator, "沈青"), (supervisor, "方瑜")):
        clerk.open("/customers/20001")
        clerk.page.locator("tr", has_text=name).get_by_role("button").click()
        codes[name] = str(clerk.page.locator("[data-code]").inner_text())
    for login, name in (("shenqing", "沈青"), ("fangyu", "方瑜")):
        admin = opens("/b/yungang")
        admin.open("/activate")
        for field, value in (
            ("login", login),
            ("code", codes[name]),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ):
            admin.page.fill(f"[name={field}]", value)
        admin.page.click("form:has([name=password]) button.primary")
        admin.page.wait_for_url("**/login**")
        admin.page.fill("#f-username", login)
        admin.page.fill("#f-password", PASSWORD)
        admin.page.click("form:has(#f-password) button.primary")
        admin.page.wait_for_url("**/agreement")
        expect(admin.page.locator(".said-text")).to_contain_text("杭州云帆科技有限公司")
        admin.look()
        admin.page.fill("#f-password", PASSWORD)
        admin.page.click("form:has(#f-password) button.primary")
        expect(admin.page.locator("#f-password")).to_have_count(0)
    assert desk.world.count("agreement", "status = 'in_force'") == 1

    # an account is frozen; the customer's payment is refused with a sentence
    supervisor.confirm(operator.ask("measure", ACCOUNT, {**FREEZE, "sort": "freeze"}))
    maker = opens("/b/yungang")
    maker.log_in("lina")
    maker.open("/payments/new")
    for field, value in {**PAYEE, "amount": "1200.00", "purpose": "货款"}.items():
        maker.page.fill(f"#f-{field}", value)
    maker.page.click("button[value=check]:not(.sr)")
    expect(maker.page.locator("main")).to_contain_text("付款账户已被冻结，不能收付款")

    # an unknown outcome: one finds out, another confirms, the worker carries it out
    operator.open("/lists/unknown")
    operator.page.get_by_role("link", name="核实").click()
    operator.page.wait_for_url("**/new/ruling**")
    key = operator.page.url.rsplit("target=", 1)[1]
    proof = {"status": "settled", "reference": "QRY-1", "evidence": "大额查询报文答复"}
    supervisor.confirm(operator.ask("ruling", key, proof))
    expect(supervisor.page.locator("main")).to_contain_text("执行中")
    desk.work(pay)
    assert pay.find("S1").status == "succeeded"
    operator.open("/lists/unknown")
    expect(operator.page.locator("main")).to_contain_text("清单为空")


# Each page once: every second one on a phone in the dark with large letters.
PATHS = {
    "秦峰": (
        "/", "/changes", "/lists/unknown", "/lists/suspense", "/bills", "/bills?tab=settings", "/customers", "/customers/10001", "/parameters", "/tariffs", "/tariffs",
        "/new/onboarding", "/day-ends", "/day-ends", "/day-ends/2026-11-23", "/day-ends/2026-11-23",
    ),
    "戴明": ("/new/switch", "/new/rail?target=IBPS", "/new/rate?target=CNY", "/new/tariff?target=IBPS/CNY", *("/queues",) * 2, *("/queues/outbox",) * 2),
    "沈岚": ("/people", "/new/staff"),
    "尹舟": ("/trail", "/changes?status="),
}  # fmt: skip


def a_night_with_something_wrong(desk: DeskBank, pay: PaymentHouse) -> None:
    """A day has ended with a difference, and the coherence checker has raised an alarm."""
    desk.work(pay)
    edit = "UPDATE yinqi.ledger_account SET held_minor = held_minor + 1 WHERE number = '1001234509012345678'"
    desk.world.db.tamper(edit)
    desk.world.advance(days=1)
    desk.work(pay)
    assert Guard(desk.world.db.auditor, desk.world.kernel).round()


def test_every_page_of_the_desk_is_sound(opens: Opens, desk: DeskBank, pay: PaymentHouse) -> None:
    pay.clearing.script = [None] * 20
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.dispatch()
    hold = {**FREEZE, "sort": "hold", "amount": "5000"}
    waiting = desk.propose("贺兰", "measure", ACCOUNT, hold)
    desk.done("measure", "1001234509012345686", {**FREEZE, "sort": "stop"})
    a_night_with_something_wrong(desk, pay)
    stuck(desk.world)
    screens = (opens(), opens(size=PHONE, ui="theme:dark.size:large"))
    for screen, path in zip(screens, ("/login", "/activate"), strict=True):
        screen.open(path)
        screen.look()
    for name, paths in PATHS.items():
        more = (f"/changes/{waiting['number']}",) * 2 if name == "秦峰" else ()
        for screen in screens:
            screen.page.context.clear_cookies(name="desk-yungang")
            screen.enter(name)
            for path in (*paths, *more)[screens.index(screen) :: 2]:
                screen.open(path)
                screen.look()
