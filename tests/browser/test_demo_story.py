"""What the demo's story does on pages, over HTTP, with the story's own hands."""

from __future__ import annotations

from pathlib import Path

import pytest

from corporate.demo.acts import BANK, save_receipts
from corporate.demo.browser import Browser
from tests.cast import PASSWORD
from tests.corporate.web.documents import issue_receipts
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser


def test_receipts_are_fetched_from_their_own_pages(
    site: str, house: PaymentHouse, world: HouseWorld, tmp_path: Path
) -> None:
    house.submit("A", amount_minor=100)
    house.decide("赵敏")
    issue_receipts(house, world, "李娜", PAYER)
    browser = Browser(site.rpartition("/b/")[0])
    front = browser.open(f"{BANK}/login")
    typed = {"username": "lina", "password": PASSWORD}
    browser.submit(front, front.form("username"), typed)
    saved = save_receipts(browser, tmp_path, 3)
    assert saved
    assert all(path.read_bytes().startswith(b"%PDF") for path in saved)
