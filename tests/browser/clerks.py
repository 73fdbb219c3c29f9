"""The bank's desk and its web bank served beside each other, and people of both with browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from corporate.bootstrap import House
from corporate.web.app import create_web
from corporate.web.counter.app import create_counter
from corporate.web.counter.door import CounterDoor
from tests.browser.authenticator import Authenticator
from tests.browser.conftest import Person
from tests.cast import PASSWORD
from tests.chromium import new_context
from tests.workflows.desk.bank import STAFF, DeskBank

DESKTOP, PHONE = (1440, 900), (390, 844)
DESK, WEB = "/desk/yungang", "/b/yungang"


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

    def enter_by_key(self) -> None:
        """Log in with the passkey, which the browser offers by itself: perhaps before the page is whole."""
        self.page.goto(f"{self.site}/login", wait_until="commit")
        self.page.wait_for_url(f"{self.site}/")

    def add_passkey(self) -> None:
        """Add one to whoever is logged in; it answers without hands."""
        Authenticator(self.page)
        self.desk.world.advance(seconds=31)
        self.open("/methods/passkey")
        self.page.fill("#f-label", "柜台电脑")
        self.page.fill("#f-code", self.desk.code())
        self.page.click("main form button.primary")
        expect(self.page.locator(".ways")).to_contain_text("柜台电脑")

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

    def confirm(self, number: str, *, looked_at: bool = False) -> None:
        """Sign somebody else's change, with a passkey or a fresh code."""
        self.open(f"/changes/{number}")
        if looked_at:
            self.look()
        if self.page.locator("#f-code").count():
            self.desk.world.advance(seconds=31)
            self.page.fill("#f-code", self.desk.code())
        self.page.click("button[value=approve]")
        expect(self.page.locator("button[value=approve]")).to_have_count(0)


Opens = Callable[..., Clerk]


@contextmanager
def served(house: House, desk: DeskBank, compiled: FileSystemBytecodeCache) -> Iterator[str]:
    """Serve web bank and desk beside each other, as a deployment does; the address, by name."""
    app, counter = create_web(house, lambda: ()), create_counter(desk.house)
    app.jinja_env.bytecode_cache = counter.jinja_env.bytecode_cache = compiled
    app.wsgi_app = CounterDoor(app.wsgi_app, lambda: counter, is_secure=False)  # type: ignore[method-assign]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def browsers(chromium: Browser, address: str, desk: DeskBank) -> Iterator[Opens]:
    """Somebody with a new browser, at the desk or at the web bank."""
    contexts = []

    def opened(
        where: str = DESK, size: tuple[int, int] = DESKTOP, ui: str = "theme:light"
    ) -> Clerk:
        contexts.append(new_context(chromium, address, size, ui))
        clerk = Clerk(contexts[-1].new_page(), f"{address}{where}")
        clerk.desk = desk
        return clerk

    yield opened
    for context in contexts:
        context.close()
