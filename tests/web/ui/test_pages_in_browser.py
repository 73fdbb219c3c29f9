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
    "limits?empty",
    "limit-edit?known",
    "login?faults",
    "link?empty",
    "link-new?faults",
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


def _looked_at(visit: Visitor, path: str, width: int, height: int, ui: str) -> None:
    """Look at a page in its window, then at 320 pixels, in both text sizes."""
    seen = visit(f"/gallery/{path}", width, height, ui)
    assert seen.overflow() <= 0
    assert seen.axe() == []
    seen.page.set_viewport_size({"width": 320, "height": 640})
    assert seen.overflow() <= 0
    seen.page.evaluate("document.documentElement.dataset.size = 'large'")
    assert seen.overflow() <= 0
    said = seen.violations()
    assert said == [line for line in said if path == "no-such-page" and "404" in line]


@pytest.mark.parametrize("path", STATES)
def test_page_is_accessible_on_a_desktop_in_english(path: str, visit: Visitor) -> None:
    _looked_at(visit, path, 1440, 900, "theme:light.lang:en")


@pytest.mark.parametrize("path", STATES)
def test_page_is_accessible_on_a_phone_in_the_dark(path: str, visit: Visitor) -> None:
    _looked_at(visit, path, 390, 844, "theme:dark")


@pytest.mark.parametrize("path", LARGE)
def test_page_is_accessible_in_large_type(path: str, visit: Visitor) -> None:
    _looked_at(visit, path, 1440, 900, "theme:light.size:large")
