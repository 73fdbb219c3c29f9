"""Rail hours: evenings before a bank day are open, evenings before a day off are not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import (
    SHANGHAI,
    CalendarUnknown,
    ChinaCalendar,
    RailHours,
    RailHoursFault,
    RailSchedule,
    TargetCalendar,
)

CHINA = ChinaCalendar()
HVPS = RailSchedule(RailHours.parse("20:30(-1)-17:15"), CHINA)
DAYTIME = RailSchedule(RailHours.parse("08:30-17:00"), CHINA)
BEPS = RailSchedule(RailHours.parse("7x24"), CHINA)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "opens", "settles"),
    [
        # Ordinary week: Friday 20 to Monday 23 November 2026.
        ("2026-11-19 21:00", None, "2026-11-20"),
        ("2026-11-20 00:00", None, "2026-11-20"),
        ("2026-11-20 17:14:59", None, "2026-11-20"),
        ("2026-11-20 17:15:00", "2026-11-22 20:30", "2026-11-23"),
        ("2026-11-20 21:00", "2026-11-22 20:30", "2026-11-23"),
        ("2026-11-21 23:30", "2026-11-22 20:30", "2026-11-23"),
        ("2026-11-22 20:29:59", "2026-11-22 20:30", "2026-11-23"),
        ("2026-11-22 20:30:00", None, "2026-11-23"),
        ("2026-11-23 18:00", "2026-11-23 20:30", "2026-11-24"),
        # Friday evening before a make-up Saturday is open.
        ("2026-02-27 20:30", None, "2026-02-28"),
        ("2026-02-28 10:00", None, "2026-02-28"),
        ("2026-02-28 20:30", "2026-03-01 20:30", "2026-03-02"),
        # Before Spring Festival: Saturday 14 February is worked, then closed to the 24th.
        ("2026-02-13 20:30", None, "2026-02-14"),
        ("2026-02-14 17:15", "2026-02-23 20:30", "2026-02-24"),
        ("2026-02-17 12:00", "2026-02-23 20:30", "2026-02-24"),
        # National Day.
        ("2026-09-30 21:00", "2026-10-07 20:30", "2026-10-08"),
    ],
)
def test_hvps_follows_bank_days_not_weekdays(moment: str, opens: str | None, settles: str) -> None:
    now = at(moment)
    assert HVPS.is_open(now) is (opens is None)
    assert HVPS.next_opening(now) == (at(opens) if opens else now)
    assert HVPS.settles_on(now) == date.fromisoformat(settles)
    assert HVPS.closes_at(now) == at(f"{settles} 17:15")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-20 08:29:59", "2026-11-20 08:30"),
        ("2026-11-20 08:30", None),
        ("2026-11-20 17:00", "2026-11-23 08:30"),
        ("2026-11-21 10:00", "2026-11-23 08:30"),
    ],
)
def test_a_daytime_rail_keeps_to_its_own_day(moment: str, opens: str | None) -> None:
    assert DAYTIME.is_open(at(moment)) is (opens is None)
    assert DAYTIME.next_opening(at(moment)) == at(opens or moment)


@pytest.mark.parametrize(
    ("moment", "settles"),
    [
        ("2026-11-21 23:59:59", "2026-11-23"),
        ("2026-11-23 00:00", "2026-11-23"),
        ("2026-02-17 12:00", "2026-02-24"),
    ],
)
def test_a_7x24_rail_never_closes_but_settles_on_bank_days(moment: str, settles: str) -> None:
    assert BEPS.is_open(at(moment))
    assert BEPS.next_opening(at(moment)) == at(moment)
    assert BEPS.closes_at(at(moment)) is None
    assert BEPS.settles_on(at(moment)) == date.fromisoformat(settles)


def test_a_rail_open_round_the_clock_on_bank_days_changes_day_at_midnight() -> None:
    whole = RailSchedule(RailHours.parse("00:00-24:00"), CHINA)
    assert whole.settles_on(at("2026-11-19 23:59:59")) == date(2026, 11, 19)
    assert whole.settles_on(at("2026-11-20 00:00")) == date(2026, 11, 20)
    assert not whole.is_open(at("2026-11-21 00:00"))


def test_instants_in_utc_are_read_in_bank_time() -> None:
    assert HVPS.is_open(datetime(2026, 11, 22, 12, 30, tzinfo=UTC))
    assert not HVPS.is_open(datetime(2026, 11, 22, 12, 29, tzinfo=UTC))


def test_a_euro_rail_keeps_its_own_zone_and_calendar() -> None:
    euro = RailSchedule(RailHours.parse("07:00-16:00"), TargetCalendar(), ZoneInfo("Europe/Berlin"))
    assert euro.is_open(datetime(2026, 1, 5, 6, 30, tzinfo=UTC))
    assert not euro.is_open(datetime(2026, 7, 6, 4, 59, tzinfo=UTC))
    assert euro.is_open(datetime(2026, 7, 6, 5, 0, tzinfo=UTC))
    assert euro.next_opening(at("2026-04-03 12:00")) == datetime(2026, 4, 7, 5, tzinfo=UTC)


def test_a_naive_instant_is_refused() -> None:
    naive = datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001
    for schedule in (HVPS, BEPS):
        with pytest.raises(ValueError, match="an instant is aware"):
            schedule.next_opening(naive)


def test_the_end_of_the_calendar_is_said_not_guessed() -> None:
    assert HVPS.is_open(at("2027-12-31 12:00"))
    with pytest.raises(CalendarUnknown):
        HVPS.is_open(at("2027-12-31 21:00"))


@pytest.mark.parametrize("text", ["7x24", "08:30-17:00", "20:30(-1)-17:15", "00:00-24:00"])
def test_hours_are_written_as_they_are_read(text: str) -> None:
    assert RailHours.parse(text).wire() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7X24",
        "8:30-17:00",
        "17:00-08:30",
        "08:30-08:30",
        "24:00-24:00",
        "25:00-26:00",
        "16:00(-1)-17:15",
        "20:30(-1)-00:00",
        "08:30-17:00\n",
        "０８:30-17:00",
        "08:30-17:60",
    ],
)
def test_hours_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(RailHoursFault) as caught:
        RailHours.parse(text)
    assert caught.value.code == "kernel.rail_hours"


@pytest.mark.parametrize(("opens", "closes"), [(-700, -600), (0, 1441), (60, 60), (-10, 1431)])
def test_minutes_that_cannot_be_meant_are_refused(opens: int, closes: int) -> None:
    with pytest.raises(RailHoursFault):
        RailHours(opens, closes)


hours = st.builds(
    lambda closes, length: RailHours(closes - length, closes),
    st.integers(min_value=1, max_value=1440),
    st.integers(min_value=1, max_value=1440),
)
minutes_of_2026 = st.integers(min_value=0, max_value=364 * 1440).map(
    lambda minute: at("2026-01-01 00:00") + timedelta(minutes=minute)
)


@given(hours, minutes_of_2026)
def test_the_answers_agree_with_a_search_through_the_windows(
    rail: RailHours, now: datetime
) -> None:
    schedule = RailSchedule(rail, CHINA)
    days = [now.date() + timedelta(days=n) for n in range(-1, 15)]
    windows = [
        (
            at(f"{day}") + timedelta(minutes=rail.opens),
            at(f"{day}") + timedelta(minutes=rail.closes),
        )
        for day in days
        if CHINA.is_bank_day(day)
    ]
    opens, closes = next(window for window in windows if window[1] > now)
    assert schedule.is_open(now) is (opens <= now)
    assert schedule.next_opening(now) == max(opens, now)
    assert schedule.closes_at(now) == closes
