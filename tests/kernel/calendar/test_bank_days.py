"""Bank days: make-up weekends are worked, holidays are not, and the unknown is never guessed."""

import logging
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import (
    CalendarUnknown,
    ChinaCalendar,
    TargetCalendar,
    YearTable,
    bank_today,
)
from kernel.calendar.bank_days import CALENDAR_PROVISIONAL
from kernel.calendar.target import easter_sunday
from kernel.clock import FixedClock
from kernel.errors import Severity, Unavailable

CHINA = ChinaCalendar()
known_days = st.dates(min_value=date(2005, 1, 1), max_value=date(2027, 11, 30))


def october(day: int) -> date:
    return date(2026, 10, day)


@pytest.mark.parametrize(
    "on",
    [
        date(2026, 11, 20),  # an ordinary Friday
        date(2026, 1, 4),  # make-up Sunday
        date(2026, 2, 14),  # make-up Saturday before Spring Festival
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
        date(2025, 4, 27),
    ],
)
def test_the_clearing_systems_work(on: date) -> None:
    assert CHINA.is_bank_day(on)


@pytest.mark.parametrize(
    "on",
    [
        date(2026, 11, 21),  # an ordinary Saturday
        date(2026, 1, 1),
        date(2026, 1, 2),
        date(2026, 2, 16),  # 除夕
        date(2026, 2, 23),
        date(2026, 4, 6),
        date(2026, 5, 5),
        date(2026, 6, 19),
        date(2026, 9, 25),
        date(2026, 10, 7),
    ],
)
def test_the_clearing_systems_rest(on: date) -> None:
    assert not CHINA.is_bank_day(on)


def test_the_next_bank_day_skips_the_whole_holiday() -> None:
    assert CHINA.next_bank_day(october(1)) == october(8)
    assert CHINA.next_bank_day(october(8)) == october(8)
    assert CHINA.next_bank_day(october(8), including=False) == october(9)
    assert CHINA.next_bank_day(october(9), including=False) == october(10)


def test_the_previous_bank_day_mirrors_it() -> None:
    assert CHINA.previous_bank_day(october(7)) == date(2026, 9, 30)
    assert CHINA.previous_bank_day(october(8)) == october(8)
    assert CHINA.previous_bank_day(october(8), including=False) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("on", "count", "expected"),
    [
        (date(2026, 9, 30), 1, october(8)),
        (date(2026, 9, 30), 3, october(10)),
        (october(8), -1, date(2026, 9, 30)),
        (october(3), 0, october(8)),
        (october(3), 1, october(8)),
        (october(3), -1, date(2026, 9, 30)),
        (october(9), 0, october(9)),
    ],
)
def test_bank_days_are_counted(on: date, count: int, expected: date) -> None:
    assert CHINA.add_bank_days(on, count) == expected


def test_today_is_told_in_shanghai() -> None:
    clock = FixedClock(datetime(2026, 11, 20, 16, 0, tzinfo=UTC))
    assert bank_today(clock) == date(2026, 11, 21)
    clock.set(datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC))
    assert bank_today(clock) == date(2026, 11, 20)


def test_a_provisional_year_answers_with_a_loud_alarm(caplog: pytest.LogCaptureFixture) -> None:
    calendar = ChinaCalendar()
    with caplog.at_level(logging.WARNING):
        assert not calendar.is_bank_day(date(2027, 2, 8))
        assert calendar.is_bank_day(date(2027, 2, 15))
    assert caplog.messages == ["bank calendar CN is PROVISIONAL for 2027"]
    caplog.clear()
    assert ChinaCalendar().next_bank_day(date(2026, 12, 31)) == date(2026, 12, 31)
    assert caplog.messages == []
    assert ChinaCalendar().next_bank_day(date(2027, 1, 1)) == date(2027, 1, 4)
    assert len(caplog.messages) == 1


def test_a_provisional_year_is_a_finding_once() -> None:
    found = CHINA.findings(date(2026, 12, 31), date(2027, 1, 4), date(2027, 3, 1))
    assert [(f.code, f.severity) for f in found] == [(CALENDAR_PROVISIONAL, Severity.WARN)]
    assert found[0].text.zh.startswith("2027 年工作日历（CN）为暂定")
    assert CHINA.findings(date(2026, 12, 31)) == ()


def test_the_customary_holidays_of_2027_are_closed() -> None:
    closed = [
        date(2027, month, day)
        for month, day in [(1, 1), (2, 5), (2, 12), (4, 5), (5, 3), (6, 9), (9, 15), (10, 1)]
    ]
    assert not any(CHINA.is_bank_day(on) for on in closed)
    assert CHINA.next_bank_day(date(2027, 2, 5)) == date(2027, 2, 15)
    assert CHINA.next_bank_day(date(2027, 10, 1)) == date(2027, 10, 8)


@pytest.mark.parametrize("year", [2003, 2028])
def test_a_year_nobody_entered_is_unavailable(year: int) -> None:
    with pytest.raises(CalendarUnknown) as caught:
        CHINA.is_bank_day(date(year, 6, 1))
    assert isinstance(caught.value, Unavailable)
    assert str(year) in caught.value.message.zh


def test_a_walk_stops_where_the_calendar_ends() -> None:
    with pytest.raises(CalendarUnknown):
        CHINA.next_bank_day(date(2027, 12, 31), including=False)
    with pytest.raises(CalendarUnknown):
        CHINA.previous_bank_day(date(2004, 1, 1))


def test_an_entered_official_year_replaces_the_provisional_one() -> None:
    makeup = date(2027, 2, 20)
    official = YearTable(2027, frozenset({date(2027, 1, 1)}), frozenset({makeup}))
    calendar = ChinaCalendar([official])
    assert calendar.is_bank_day(makeup)
    assert calendar.is_bank_day(date(2027, 2, 8))
    assert not calendar.is_bank_day(date(2027, 1, 1))
    assert calendar.findings(makeup) == ()


def test_a_provisional_table_never_beats_official_facts() -> None:
    guess = YearTable(2026, frozenset({date(2026, 11, 20)}), provisional=True)
    calendar = ChinaCalendar([guess])
    assert calendar.is_bank_day(date(2026, 11, 20))
    assert calendar.findings(date(2026, 11, 20)) == ()


def test_an_official_table_beats_the_package() -> None:
    strike = YearTable(2026, frozenset({date(2026, 11, 20)}))
    assert not ChinaCalendar([strike]).is_bank_day(date(2026, 11, 20))


def test_a_banks_word_on_single_days_wins_but_makes_no_year_certain() -> None:
    friday, saturday = date(2026, 11, 20), date(2027, 2, 20)
    calendar = ChinaCalendar(changes={friday: False, saturday: True, date(2028, 1, 3): True})
    assert not calendar.is_bank_day(friday)
    assert calendar.is_bank_day(saturday)
    assert [f.code for f in calendar.findings(saturday)] == [CALENDAR_PROVISIONAL]
    with pytest.raises(CalendarUnknown):
        calendar.is_bank_day(date(2028, 1, 3))


@pytest.mark.parametrize(
    ("closed", "worked"),
    [
        ({date(2028, 1, 1)}, set()),  # a Saturday is closed anyway
        ({date(2027, 1, 1)}, set()),  # another year
        (set(), {date(2028, 1, 3)}),  # a Monday is worked anyway
        (set(), {date(2027, 1, 2)}),  # another year
    ],
)
def test_a_table_with_mixed_up_lists_is_refused(closed: set[date], worked: set[date]) -> None:
    with pytest.raises(ValueError, match="not an exception of 2028"):
        YearTable(2028, frozenset(closed), frozenset(worked))


@given(known_days, st.integers(min_value=1, max_value=15))
def test_going_on_and_back_returns(on: date, count: int) -> None:
    start = CHINA.next_bank_day(on)
    there = CHINA.add_bank_days(start, count)
    assert there > start
    assert CHINA.is_bank_day(there)
    assert CHINA.add_bank_days(there, -count) == start


EASTER = {2002: (3, 31), 2008: (3, 23), 2011: (4, 24), 2024: (3, 31), 2025: (4, 20)} | {
    2026: (4, 5),
    2027: (3, 28),
    2038: (4, 25),
    2049: (4, 18),
}


@pytest.mark.parametrize(("year", "month_day"), EASTER.items())
def test_easter_falls_on_the_published_sunday(year: int, month_day: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *month_day)


@pytest.mark.parametrize(
    ("on", "works"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 7), True),
        (date(2026, 5, 1), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2025, 12, 26), False),
        (date(2026, 10, 1), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
    ],
)
def test_the_euro_calendar(on: date, works: bool) -> None:  # noqa: FBT001
    assert TargetCalendar().is_bank_day(on) is works


def test_the_euro_calendar_starts_with_its_rule_and_is_never_provisional() -> None:
    with pytest.raises(CalendarUnknown):
        TargetCalendar().is_bank_day(date(2001, 12, 31))
    assert TargetCalendar().findings(date(2027, 1, 1), date(2050, 1, 1)) == ()
