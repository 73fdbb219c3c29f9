"""The web bank served on this machine on the tests' world, and people with browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from threading import Thread

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from corporate.web.app import create_web
from tests.cast import PASSWORD
from tests.chromium import PATIENCE_MS, Screen, new_context
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> PaymentHouse:
    """What happens behind the pages."""
    return PaymentHouse(world)


@pytest.fixture
def site(house: PaymentHouse, compiled: FileSystemBytecodeCache) -> Iterator[str]:
    """Serve the bank and return its address."""
    app = create_web(house.house, lambda: ())
    app.jinja_env.bytecode_cache = compiled
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/b/yungang"
    server.shutdown()
    thread.join()
    server.server_close()


class Person(Screen):
    """Somebody at a screen of the bank at `site`."""

    def __init__(self, page: Page, site: str) -> None:
        super().__init__(page)
        self.site = site
        page.set_default_timeout(PATIENCE_MS)

    def open(self, path: str) -> None:
        """Go to a page of the bank."""
        self.page.goto(f"{self.site}{path}")

    def log_in(self, login: str) -> None:
        """Be logged in, and on no page yet; the form is sent without looking at it."""
        sent = self.page.context.request.post(
            f"{self.site}/login",
            form={"username": login, "password": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
            max_redirects=0,
        )
        assert sent.status == HTTPStatus.SEE_OTHER, sent.text()

    def log_in_by_hand(self, login: str) -> None:
        """Log in by typing; the browser then shows the first page."""
        self.open("/login")
        self.page.fill("#f-username", login)
        self.page.fill("#f-password", PASSWORD)
        self.page.click("form:has(#f-password) button.primary")
        self.page.wait_for_url(f"{self.site}/")

    def look(self) -> None:
        """The page is accessible, keeps to the policy and does not scroll sideways."""
        assert self.overflow() <= 0, self.page.url
        assert self.violations() == [], self.page.url
        assert self.axe() == [], self.page.url


Meets = Callable[..., Person]


@pytest.fixture
def meets(chromium: Browser, site: str) -> Iterator[Meets]:
    """Somebody with a new browser of that size."""
    contexts = []

    def met(width: int, height: int, ui: str = "theme:light", *, scripts: bool = True) -> Person:
        address = site.rpartition("/b/")[0]
        contexts.append(
            new_context(chromium, address, (width, height), ui, java_script_enabled=scripts)
        )
        return Person(contexts[-1].new_page(), site)

    yield met
    for context in contexts:
        context.close()
