"""The days of standing orders: nominal days, days the bank does not work, and ends."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import ChinaCalendar
from workflows.standing.rules import RUNS_MAX, Terms, ahead, rolled
from workflows.standing.words import Frequency, Roll

CALENDAR = ChinaCalendar()
NEW_YEAR = date(2027, 1, 1)
"""A Friday, a holiday; the bank works on 31 December and again on 4 January."""


def terms(frequency: Frequency, first: date, **more: object) -> Terms:
    given_ = {"roll": Roll.NEXT, "until_on": None, "times": 12} | more
    return Terms(frequency, first_on=first, **given_)  # type: ignore[arg-type]


def test_the_31st_is_the_last_day_of_a_shorter_month_and_comes_back() -> None:
    monthly = terms(Frequency.MONTHLY, date(2026, 12, 31))
    assert [monthly.nominal(seq).isoformat() for seq in (1, 2, 3, 4, 5)] == [
        "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30",
    ]  # fmt: skip
    quarterly = terms(Frequency.QUARTERLY, date(2026, 11, 30))
    assert [quarterly.nominal(seq).isoformat() for seq in (1, 2, 3)] == [
        "2026-11-30", "2027-02-28", "2027-05-30",
    ]  # fmt: skip
    weekly = terms(Frequency.WEEKLY, date(2026, 11, 30))
    assert weekly.nominal(3) == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("roll", "paid"),
    [(Roll.NEXT, date(2027, 1, 4)), (Roll.PREVIOUS, date(2026, 12, 31)), (Roll.SKIP, None)],
)
def test_a_day_off_moves_the_run_as_agreed_and_never_its_nominal_day(
    roll: Roll, paid: date | None
) -> None:
    runs = list(ahead(terms(Frequency.WEEKLY, NEW_YEAR, roll=roll, times=2), 1, CALENDAR))
    assert [(run.nominal_on, run.run_on) for run in runs] == [
        (NEW_YEAR, paid), (date(2027, 1, 8), date(2027, 1, 8)),
    ]  # fmt: skip


def test_whichever_end_comes_first_ends_it() -> None:
    until = date(2027, 3, 1)
    assert terms(Frequency.MONTHLY, date(2026, 12, 1), until_on=until).count() == 4
    assert terms(Frequency.MONTHLY, date(2026, 12, 1), until_on=until, times=2).count() == 2
    assert terms(Frequency.MONTHLY, date(2027, 3, 2), until_on=until).count() == 0
    assert terms(Frequency.WEEKLY, date(2026, 12, 1), times=None, until_on=date(2040, 1, 1)).count() > RUNS_MAX  # fmt: skip


def test_a_year_nobody_has_entered_is_looked_at_again_when_it_comes() -> None:
    far = date(2035, 10, 1)
    assert rolled(far, Roll.SKIP, CALENDAR) == far


@given(
    st.sampled_from(Frequency), st.dates(date(2026, 11, 23), date(2027, 6, 30)), st.integers(1, 40)
)
def test_nominal_days_only_ever_go_forward(frequency: Frequency, first: date, seq: int) -> None:
    here = terms(frequency, first, times=100)
    assert here.nominal(seq) < here.nominal(seq + 1)
    if frequency is not Frequency.WEEKLY:
        assert here.nominal(seq).day <= first.day
