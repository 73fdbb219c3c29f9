"""Every page in every mode: nothing for axe to find, nothing blocked, nothing to scroll sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from corporate.web.gallery.pages import PAGES
from tests.chromium import Screen, axe_source, new_context

pytestmark = pytest.mark.browser

STATES = (
    *PAGES,
    "home?quiet",
    "payment?pending",
    "payment-new?faults",
    "approval?signed",
    "approval?sign&wrong",
    "approval?long",
    "verify?genuine",
    "verify?unknown",
    "limits?empty",
    "limit-edit?known",
    "login?faults",
    "link?empty",
    "link-new?faults",
    "webhooks?empty",
    "webhook?faults",
    "audit?item",
    "policies?empty",
    "policy?old",
    "policy-edit?new",
    "policy-edit?rule",
    "policy-edit?faults",
    "policy-check?nothing",
    "no-such-page",
)
LARGE = (
    "home",
    "parts",
    "approvals",
    "approval",
    "payment-new",
    "payments",
    "login",
    "policy-edit",
)


Window = tuple[int, int]
Tour = Callable[[str, Window, str], Screen]


@pytest.fixture(scope="module")
def tour(chromium: Browser, gallery: str) -> Tour:
    """One window for each way to look, which goes from page to page: a new one each time costs more."""
    open_windows: dict[str, Screen] = {}

    def shown(path: str, size: Window, ui: str) -> Screen:
        if ui not in open_windows:
            context = new_context(chromium, gallery, size, ui)
            context.add_init_script(axe_source())
            open_windows[ui] = Screen(context.new_page())
        seen = open_windows[ui]
        seen.page.set_viewport_size({"width": size[0], "height": size[1]})
        seen.complaints.clear()
        seen.page.goto(f"{gallery}/gallery/{path}")
        return seen

    return shown


def _looked_at(seen: Screen, path: str) -> None:
    """Look at a page in its window, then at 320 pixels, in both text sizes."""
    assert seen.overflow() <= 0
    assert seen.axe() == []
    seen.page.set_viewport_size({"width": 320, "height": 640})
    assert seen.overflow() <= 0
    seen.page.evaluate("document.documentElement.dataset.size = 'large'")
    assert seen.overflow() <= 0
    said = seen.violations()
    assert said == [line for line in said if path == "no-such-page" and "404" in line]


@pytest.mark.parametrize("path", STATES)
def test_page_is_accessible_on_a_desktop_in_english(path: str, tour: Tour) -> None:
    _looked_at(tour(path, (1440, 900), "theme:light.lang:en"), path)


@pytest.mark.parametrize("path", STATES)
def test_page_is_accessible_on_a_phone_in_the_dark(path: str, tour: Tour) -> None:
    _looked_at(tour(path, (390, 844), "theme:dark"), path)


@pytest.mark.parametrize("path", LARGE)
def test_page_is_accessible_in_large_type(path: str, tour: Tour) -> None:
    _looked_at(tour(path, (1440, 900), "theme:light.size:large"), path)
