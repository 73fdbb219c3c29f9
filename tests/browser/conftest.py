"""The web bank served on this machine on the tests' world, and people with browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from corporate.web.app import create_web
from kernel.assets import node_module
from tests.cast import PASSWORD
from tests.web.ui.conftest import ARGS, AXE_RUN, AXE_TAGS, WATCH, chromium_path
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> PaymentHouse:
    """What happens behind the pages."""
    return PaymentHouse(world)


@pytest.fixture
def site(house: PaymentHouse) -> Iterator[str]:
    """Serve the bank and return its address."""
    server = make_server("127.0.0.1", 0, create_web(house.house, lambda: ()), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/b/yungang"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
        yield browser
        browser.close()


@dataclass
class Person:
    """Somebody at a screen, and everything their browser complained about."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the bank."""
        self.page.goto(f"{self.site}{path}")

    def log_in(self, login: str) -> None:
        """Log in by typing."""
        self.open("/login")
        self.page.fill("#f-username", login)
        self.page.fill("#f-password", PASSWORD)
        self.page.click("form button.primary")
        self.page.wait_for_url(f"{self.site}/")

    def look(self) -> None:
        """The page is accessible, keeps to the policy and does not scroll sideways."""
        assert self.overflow() <= 0, self.page.url
        assert self.blocked() == [], self.page.url
        size = self.page.viewport_size or {"width": 0, "height": 0}
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": tall})
        self.page.evaluate(Path(node_module("axe-core/axe.min.js")).read_text(encoding="utf-8"))
        assert self.page.evaluate(AXE_RUN, AXE_TAGS) == [], self.page.url
        self.page.set_viewport_size(size)

    def blocked(self) -> list[str]:
        """What the content security policy blocked, and every error of a script."""
        found: list[str] = self.page.evaluate("window.violations || []")
        return found + self.complaints

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return wider


Meets = Callable[..., Person]


@pytest.fixture
def meets(chromium: Browser, site: str) -> Iterator[Meets]:
    """Somebody with a new browser of that size."""
    contexts = []

    def met(width: int, height: int, ui: str = "theme:light", **options: bool) -> Person:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            service_workers="block",
            reduced_motion="reduce",
            java_script_enabled=options.get("scripts", True),
        )
        contexts.append(context)
        context.add_cookies([{"name": "ui", "value": ui, "url": site.rpartition("/b/")[0]}])
        context.add_init_script(WATCH)
        person = Person(context.new_page(), site)
        person.page.set_default_timeout(15_000)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        person.page.on(
            "console",
            lambda said: person.complaints.append(said.text) if said.type == "error" else None,
        )
        return person

    yield met
    for context in contexts:
        context.close()
