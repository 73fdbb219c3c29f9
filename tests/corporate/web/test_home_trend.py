"""The chart of the home page: what the accounts held, and what is known to leave them."""

from __future__ import annotations

from datetime import date

import pytest

from corporate.web.charts import Point
from corporate.web.position_trend import span_of, trend_of
from kernel import limits
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.accounts.commands import PositionDay
from workflows.payments.page_commands import ListUpcoming, PaymentLine

MONDAY = date(2026, 11, 23)


def day(number: int, minor: int) -> PositionDay:
    return PositionDay(on=date(2026, 11, number), currency="CNY", closing_minor=minor)


@pytest.fixture
def upcoming(house: PaymentHouse) -> tuple[PaymentLine, ...]:
    """One payment due today, one on Wednesday."""
    house.submit("S1", amount_minor=100)
    house.submit("S2", amount_minor=1_000, requested_on=date(2026, 11, 25))
    found = house.house.gate.read(house.world.actor("李娜"), "payments.upcoming", ListUpcoming())
    lines: tuple[PaymentLine, ...] = found.payments
    assert len(lines) == 2
    return lines


def test_what_leaves_is_taken_off_from_its_day_on(upcoming: tuple[PaymentLine, ...]) -> None:
    trend = trend_of([day(22, 9_000), day(23, 10_000)], upcoming)
    assert trend is not None
    assert trend.actual == (Point(date(2026, 11, 22), 9_000), Point(MONDAY, 10_000))
    assert [point.minor for point in trend.forecast] == [9_900, 8_900, 8_900, 8_900, 8_900, 8_900]
    assert trend.forecast[-1].on == date(2026, 11, 29)


def test_nothing_is_promised_where_not_all_of_it_is_known(
    upcoming: tuple[PaymentLine, ...],
) -> None:
    many = upcoming * limits.SEARCH_ROWS_MAX
    trend = trend_of([day(22, 9_000), day(23, 10_000)], many)
    assert trend is not None
    assert trend.forecast == ()


def test_one_day_makes_no_chart() -> None:
    assert trend_of([], ()) is None
    assert trend_of([day(23, 10_000)], ()) is None


@pytest.mark.parametrize(("typed", "days"), [("7", 7), ("90", 90), ("", 28), ("1000", 28)])
def test_one_chooses_among_three_spans(typed: str, days: int) -> None:
    assert span_of(typed) == days


def test_home_shows_the_chart_the_change_and_the_spans(
    opens: Opens, house: PaymentHouse, world: HouseWorld
) -> None:
    house.submit("S1", amount_minor=100_00)
    house.decide("赵敏")
    house.run(lambda ctx: house.worker.core.close_day(ctx, MONDAY))
    world.advance(days=1)
    house.submit("S2", amount_minor=1_286_00)
    house.decide("赵敏")
    house.submit("S3", amount_minor=50_000_00, requested_on=date(2026, 11, 26))
    maker: Browser = opens("lina")
    page = maker.get("/?span=7")
    assert len(page.find("//svg[contains(@class, 'chart')]")) == 2
    assert "较昨日 −1,286.00" in page.text or "较昨日 -1,286.00" in page.text
    assert page.find("//div[@class='seg']/a[@aria-current]/text()") == ["7 天"]
    (words,) = {title.text_content() for title in page.find("//svg/title[contains(., '头寸')]")}
    assert "未来 6 天的预测" in words
