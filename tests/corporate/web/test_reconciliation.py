"""A month's balance held against one's own books: agreed, different with a word why, and said again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.corporate.web.browser import Browser, Page
from tests.workflows.payments.house import PAYER, PaymentHouse

NOVEMBER = date(2026, 11, 30)
PATH = f"/reconciliation/{PAYER}/{NOVEMBER}"


pytestmark = pytest.mark.usefixtures("december")


@pytest.fixture
def december(house: PaymentHouse) -> PaymentHouse:
    """The second of December; November is closed."""
    house.submit("A", amount_minor=88_806)
    house.decide("赵敏")
    house.world.clock.advance(timedelta(days=9))
    house.run(lambda ctx: house.worker.core.close_day(ctx, NOVEMBER))
    return house


def rows(page: Page) -> list[str]:
    return [" ".join("".join(row.itertext()).split()) for row in page.find("//tbody/tr")]


def say(browser: Browser, own: str, note: str = "") -> Page:
    form = browser.get(PATH).form("serial")
    return browser.post(PATH, form | {"own": own, "note": note})


def test_a_balance_that_agrees_is_confirmed(maker: Browser) -> None:
    (before,) = [row for row in rows(maker.get("/reconciliation")) if "基本户" in row]
    assert "未回签" in before
    assert "999,111.94" in before
    after = say(maker, "９９９,111.94")
    (said,) = [row for row in rows(after) if "基本户" in row]
    assert "相符" in said
    assert "李娜" in said


def test_a_difference_needs_a_word_and_the_last_word_counts(maker: Browser) -> None:
    refused = say(maker, "1,000,000.00")
    assert refused.status == 422
    assert "说明" in "".join(refused.find("//*[@name='note']/..//text()"))
    assert refused.form("serial")["own"] == "1,000,000.00"
    (said,) = [row for row in rows(say(maker, "1000000", "在途付款")) if "基本户" in row]
    assert "不符" in said
    assert "在途付款" in said
    (again,) = [row for row in rows(say(maker, "999111.94")) if "基本户" in row]
    assert "相符" in again


def test_what_is_no_amount_is_said_beside_it(maker: Browser) -> None:
    refused = say(maker, "差不多")
    assert refused.status == 422
    assert "差不多" in "".join(refused.find("//*[@name='own']/..//text()"))


@pytest.mark.parametrize("path", [f"/reconciliation/{PAYER}/2026-12-31", "/reconciliation/1/x"])
def test_a_month_that_has_not_ended_cannot_be_confirmed(maker: Browser, path: str) -> None:
    assert maker.get(path).status == 404


def test_who_may_not_confirm_is_not_led_there(checker: Browser) -> None:
    assert not checker.get("/").links("/reconciliation")
    assert checker.get(PATH).status in {403, 404}
