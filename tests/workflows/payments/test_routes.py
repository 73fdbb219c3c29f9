"""Which way a payment leaves, to the yuan and the minute."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType

import pytest

from corporate.banks import Rail
from corporate.banks.calendar import CHINA, calendar_of
from corporate.banks.opening import USUAL_RAILS, NewRail
from kernel.calendar import SHANGHAI, RailHours, RailSchedule
from kernel.money import Money
from workflows.payments import routes
from workflows.payments.routes import Route, Way, choose

CAP = 100_000_000
MONDAY = date(2026, 11, 23)


def at(text: str) -> datetime:
    """An instant in Shanghai, as `2026-11-23 10:05`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def rail(new: NewRail, **changed: object) -> Rail:
    schedule = RailSchedule(RailHours.parse(new.hours), calendar_of(new.currency, CHINA))
    given = {
        "code": new.code, "enabled": new.enabled, "currency": new.currency, "cap_minor": new.cap_minor,
        "fee_minor": new.fee_minor, "realtime": new.realtime, "schedule": schedule, **changed,
    }  # fmt: skip
    return Rail(**given)  # type: ignore[arg-type]


RAILS = MappingProxyType({new.code: rail(new) for new in USUAL_RAILS})


def go(
    minor: int = 10_000,
    *,
    now: str = "2026-11-23 10:05",
    on: date | None = None,
    own: bool = False,
    ibps: bool = True,
    wish: str = "SMART",
    currency: str = "CNY",
    rails: object = RAILS,
) -> Route:
    instant = at(now)
    way = Way(Money(minor, currency), own, ibps, wish, on or instant.date(), instant)
    return choose(way, rails)  # type: ignore[arg-type]


def codes(route: Route) -> list[str]:
    return [finding.code for finding in route.findings]


class TestSmart:
    @pytest.mark.parametrize(
        ("minor", "ibps", "code", "fee"),
        [
            (1, True, "IBPS", 500),
            (CAP, True, "IBPS", 500),
            (CAP + 1, True, "HVPS", 1_000),
            (CAP, False, "BEPS", 500),
            (CAP + 1, False, "HVPS", 1_000),
        ],
    )
    def test_by_the_amount_and_the_payees_bank(
        self, minor: int, *, ibps: bool, code: str, fee: int
    ) -> None:
        route = go(minor, ibps=ibps)
        assert (route.rail, route.fee.minor, codes(route)) == (code, fee, [])
        assert route.value_on == MONDAY
        assert route.realtime is (code == "IBPS")

    def test_within_the_bank_it_is_at_once_and_free(self) -> None:
        route = go(own=True, now="2026-11-22 03:00")
        assert (route.rail, route.value_on) == (routes.INTERNAL, date(2026, 11, 22))
        assert (route.realtime, route.fee, route.opens_at) == (True, Money(0, "CNY"), None)

    def test_a_rail_switched_off_is_passed_over(self) -> None:
        off = {**RAILS, "IBPS": rail(USUAL_RAILS[2], enabled=False)}
        assert go(rails=off).rail == "BEPS"
        assert go(rails={"HVPS": RAILS["HVPS"]}).rail == "HVPS"

    def test_a_bank_without_any_rail_says_so(self) -> None:
        assert codes(go(rails={})) == ["payment.rail_unavailable"]

    def test_a_sum_above_every_cap_is_never_split(self) -> None:
        capped = {**RAILS, "HVPS": rail(USUAL_RAILS[0], cap_minor=200_000_000)}
        route = go(200_000_001, rails=capped)
        assert codes(route) == ["payment.over_rail_cap"]
        assert "2000000.00" in route.findings[0].text.zh


class TestLargeValueHours:
    """20:30 on the eve to 17:15; 2026-11-23 is a Monday."""

    @pytest.mark.parametrize(
        ("now", "value_on", "opens"),
        [
            ("2026-11-23 00:00", "2026-11-23", None),
            ("2026-11-23 17:14", "2026-11-23", None),
            ("2026-11-23 17:15", "2026-11-24", "2026-11-23 20:30"),
            ("2026-11-23 20:29", "2026-11-24", "2026-11-23 20:30"),
            ("2026-11-23 20:30", "2026-11-24", None),
            ("2026-11-20 17:15", "2026-11-23", "2026-11-22 20:30"),  # Friday night
            ("2026-11-20 21:00", "2026-11-23", "2026-11-22 20:30"),
            ("2026-11-21 12:00", "2026-11-23", "2026-11-22 20:30"),  # Saturday
            ("2026-11-22 20:30", "2026-11-23", None),  # Sunday evening is Monday's
            ("2026-09-30 18:00", "2026-10-08", "2026-10-07 20:30"),  # National Day
            ("2026-10-09 21:00", "2026-10-10", None),  # the eve of a make-up Saturday
            ("2026-10-10 10:00", "2026-10-10", None),  # the make-up Saturday itself
            ("2026-10-10 18:00", "2026-10-12", "2026-10-11 20:30"),
        ],
    )
    def test_when_it_goes_and_for_which_day(
        self, now: str, value_on: str, opens: str | None
    ) -> None:
        route = go(CAP + 1, now=now)
        assert route.value_on == date.fromisoformat(value_on)
        assert route.opens_at == (at(opens) if opens else None)
        assert codes(route) == (["payment.rail_closed"] if opens else [])
        if opens:
            assert opens[5:] in route.arrival.zh

    def test_by_name_it_is_refused_while_closed_and_told_when_it_opens(self) -> None:
        route = go(wish="HVPS", now="2026-11-23 17:15")
        assert codes(route) == ["payment.rail_closed"]
        assert route.findings[-1].severity == "block"
        assert "2026-11-23 20:30" in route.findings[-1].text.en

    def test_by_name_for_a_later_day_it_is_taken_at_any_hour(self) -> None:
        route = go(wish="HVPS", now="2026-11-23 18:00", on=date(2026, 11, 24))
        assert (route.rail, route.value_on, codes(route)) == ("HVPS", date(2026, 11, 24), [])


class TestByName:
    def test_a_bank_outside_ibps_is_not_reached_by_it(self) -> None:
        assert codes(go(wish="IBPS", ibps=False)) == ["payment.payee_not_in_ibps"]

    def test_a_member_is(self) -> None:
        assert codes(go(wish="IBPS")) == []

    @pytest.mark.parametrize("wish", ["BEPS", "IBPS"])
    def test_its_cap_counts(self, wish: str) -> None:
        assert codes(go(CAP, wish=wish)) == []
        assert codes(go(CAP + 1, wish=wish)) == ["payment.over_rail_cap"]

    def test_beps_goes_on_a_sunday(self) -> None:
        route = go(wish="BEPS", now="2026-11-22 11:00")
        assert (route.value_on, route.opens_at) == (date(2026, 11, 22), None)
        assert "2 小时" in route.arrival.zh


class TestEuros:
    @pytest.mark.parametrize(
        ("now", "value_on", "opens"),
        [
            ("2026-11-23 09:00", "2026-11-23", None),
            ("2026-11-23 08:59", "2026-11-23", "2026-11-23 09:00"),
            ("2026-11-23 16:00", "2026-11-24", "2026-11-24 09:00"),
            ("2026-12-24 16:30", "2026-12-28", "2026-12-28 09:00"),  # Christmas, then a weekend
            (
                "2026-10-10 10:00",
                "2026-10-12",
                "2026-10-12 09:00",
            ),  # a make-up Saturday is none of T2's
        ],
    )
    def test_they_go_in_the_hours_of_the_correspondent(
        self, now: str, value_on: str, opens: str | None
    ) -> None:
        route = go(currency="EUR", now=now, ibps=False)
        assert (route.rail, route.fee) == ("CORRESPONDENT", Money(2_500, "EUR"))
        assert route.value_on == date.fromisoformat(value_on)
        assert route.opens_at == (at(opens) if opens else None)

    def test_a_day_on_which_t2_rests_is_moved_and_said(self) -> None:
        route = go(currency="EUR", on=date(2026, 12, 25))
        assert (route.value_on, codes(route)) == (date(2026, 12, 28), ["payment.date_off"])
        assert "2026-12-28" in route.findings[0].text.en

    def test_a_working_day_is_kept(self) -> None:
        route = go(currency="EUR", on=date(2026, 12, 24))
        assert (route.value_on, codes(route)) == (date(2026, 12, 24), [])
        assert "1 至 2 个工作日" in route.arrival.zh

    def test_no_other_currency_goes_by_it(self) -> None:
        assert codes(go(currency="USD")) == ["payment.rail_unavailable"]


def test_real_time_or_not_is_said() -> None:
    assert go().arrival.zh == "实时到账"
    assert go(CAP + 1).arrival.zh == "非实时：预计 2 小时内到账"
    assert go().name.zh == "网上支付跨行清算"
