"""The gallery served on this machine, and a Chromium that looks at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from corporate.web.gallery import create_gallery
from kernel.assets import build_dir, node_module

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]

WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  (window.violations ||= []).push(event.violatedDirective + " " + event.blockedURI);
});
"""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = """async (tags) => {
  const found = await axe.run({runOnly: {type: "tag", values: tags}});
  return found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html + " " + (n.any[0]?.message ?? "")).join(" | "));
}"""


def chromium_path() -> str:
    """Return the browser set-up found, else one on the PATH; a missing one is a failure."""
    pointer = build_dir() / "chromium.path"
    found = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None
    found = found or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium: run `make setup-test` first"
    return found


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    return create_gallery().test_client()


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """Serve the gallery and return its address."""
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One page in the browser, with everything it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """Return what the content security policy blocked, and every error of a script."""
        blocked: list[str] = self.page.evaluate("window.violations || []")
        return blocked + self.complaints

    def axe(self) -> list[str]:
        """Return what axe finds wrong; `evaluate` is exempt from the page's policy.

        The window is made as tall as the page: at any other height something lies under the bar
        below, and axe calls it too small a target.
        """
        width = self.page.evaluate("innerWidth")
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate(Path(node_module("axe-core/axe.min.js")).read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(AXE_RUN, AXE_TAGS)
        return found

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return wider


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, gallery: str) -> Iterator[Visitor]:
    """Open a page of the gallery in a browser that has seen nothing before."""
    contexts = []

    def opened(
        path: str, width: int = 1440, height: int = 900, ui: str = "", **options: Any
    ) -> Visit:
        options = {
            "service_workers": "block",
            "reduced_motion": "reduce",
            "locale": "zh-CN",
        } | options
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.add_cookies([{"name": "ui", "value": ui, "url": gallery}] if ui else [])
        context.add_init_script(WATCH)
        seen = Visit(context.new_page())
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on(
            "console",
            lambda said: seen.complaints.append(said.text) if said.type == "error" else None,
        )
        seen.page.goto(f"{gallery}{path}")
        return seen

    yield opened
    for context in contexts:
        context.close()
