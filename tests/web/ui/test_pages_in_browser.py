"""Every page in every mode: nothing for axe to find, nothing blocked, nothing to scroll sideways."""

from __future__ import annotations

import pytest

from corporate.web.gallery.pages import PAGES
from tests.web.ui.conftest import Visitor

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
    "login?faults",
    "no-such-page",
)
LARGE = ("home", "parts", "approvals", "approval", "payment-new", "payments", "login")


def _looked_at(visit: Visitor, path: str, width: int, height: int, ui: str) -> None:
    seen = visit(f"/gallery/{path}", width, height, ui)
    expected = [said for said in seen.violations() if path == "no-such-page" and "404" in said]
    assert seen.axe() == []
    assert seen.violations() == expected
    assert seen.overflow() <= 0


@pytest.mark.parametrize("path", STATES)
def test_page_is_accessible_on_a_desktop(path: str, visit: Visitor) -> None:
    _looked_at(visit, path, 1440, 900, "theme:light")


@pytest.mark.parametrize("path", STATES)
def test_page_is_accessible_on_a_phone_in_the_dark(path: str, visit: Visitor) -> None:
    _looked_at(visit, path, 390, 844, "theme:dark")


@pytest.mark.parametrize("path", LARGE)
def test_page_is_accessible_in_large_type(path: str, visit: Visitor) -> None:
    _looked_at(visit, path, 1440, 900, "size:large.lang:en")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", STATES)
def test_page_reflows_at_320_pixels(path: str, lang: str, visit: Visitor) -> None:
    seen = visit(f"/gallery/{path}", 320, 640, f"lang:{lang}")
    assert seen.overflow() <= 0
    seen.page.evaluate("document.documentElement.dataset.size = 'large'")
    assert seen.overflow() <= 0
