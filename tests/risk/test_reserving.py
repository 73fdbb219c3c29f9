"""A limit lets through what fits, counts it once, and gives it back or keeps it, once."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import psycopg
import pytest

from risk.rules import Effect, Issuer, LimitScope, LimitSpan
from tests.risk.bench import DAY, LimitBench, Used

pytestmark = pytest.mark.database


def test_what_fits_exactly_is_let_through_and_one_more_is_not(bench: LimitBench) -> None:
    bench.limit(1_000)
    _, first = bench.reserve(1_000)
    _, second = bench.reserve(1)
    assert first is not None
    assert second is not None
    assert (first["verdict"], second["verdict"]) == ("reserved", "refuse")
    assert (second["ceiling"], second["taken"], second["ends_on"]) == (
        1_000,
        1_000,
        date(2026, 11, 24),
    )
    assert bench.taken() == (1_000, 0)
    assert bench.world.count("limit_reservation") == 1


def test_used_stays_and_released_comes_back(bench: LimitBench) -> None:
    bench.limit(1_000)
    done, _ = bench.reserve(600)
    given_up, _ = bench.reserve(400)
    bench.consume(done)
    bench.release(given_up)
    assert bench.taken() == (0, 600)
    assert bench.reserve(400)[1] is not None
    assert bench.taken() == (400, 600)
    assert bench.breaches() == []


def test_a_reservation_ends_once(bench: LimitBench) -> None:
    bench.limit(1_000)
    done, _ = bench.reserve(600)
    bench.consume(done)
    for end_again in (bench.consume, bench.release):
        with pytest.raises(psycopg.errors.DatabaseError, match="the reservation is consumed"):
            end_again(done)
    lost, _ = bench.reserve(100)
    bench.release(lost)
    bench.release(lost)
    with pytest.raises(psycopg.errors.DatabaseError, match="the reservation is released"):
        bench.consume(lost)
    assert bench.taken() == (0, 600)


def test_one_subject_is_counted_once_at_a_time(bench: LimitBench) -> None:
    bench.limit(1_000)
    subject, _ = bench.reserve(100)
    with pytest.raises(psycopg.errors.DatabaseError, match="reserved already"):
        bench.reserve(100, subject=subject)
    bench.release(subject)
    bench.reserve(200, subject=subject)
    assert bench.taken() == (200, 0)
    assert bench.breaches() == []


def test_the_smallest_of_all_binds(bench: LimitBench) -> None:
    bench.limit(10_000)
    bench.limit(500, scope=LimitScope.DOOR, holder="web")
    bench.limit(800, scope=LimitScope.ACCOUNT)
    scopes = {"door": ["web"], "account": ["A"]}
    assert (bench.reserve(501, scopes=scopes)[1] or {})["scope"] == "door"
    assert (bench.reserve(501, scopes={**scopes, "door": ["phone"]})[1] or {})[
        "verdict"
    ] == "reserved"


def test_a_rule_for_each_counts_each_apart(bench: LimitBench) -> None:
    bench.limit(500, scope=LimitScope.USER)
    for user in ("U1", "U2"):
        assert (bench.reserve(400, scopes={"user": [user]})[1] or {})["verdict"] == "reserved"
    assert (bench.reserve(200, scopes={"user": ["U1"]})[1] or {})["verdict"] == "refuse"
    assert bench.counters() == [Used("U1", DAY, 400, 0), Used("U2", DAY, 400, 0)]


def test_a_single_limit_counts_nothing(bench: LimitBench) -> None:
    bench.limit(500, span=LimitSpan.SINGLE)
    assert bench.reserve(500)[1] is None
    assert (bench.reserve(501)[1] or {})["span"] == "single"
    assert bench.world.count("limit_counter") == 0
    assert bench.world.count("limit_reservation") == 0


def test_numbers_are_limited_like_sums_and_in_any_currency(bench: LimitBench) -> None:
    bench.limit(2, span=LimitSpan.DAY_COUNT, currency="*")
    first, _ = bench.reserve(10)
    bench.reserve(10, currency="EUR")
    refused = bench.reserve(10)[1] or {}
    assert (refused["verdict"], refused["taken"], refused["ceiling"]) == ("refuse", 2, 2)
    bench.release(first)
    assert (bench.reserve(10)[1] or {})["verdict"] == "reserved"


def test_a_currency_has_limits_of_its_own(bench: LimitBench) -> None:
    bench.limit(100)
    assert bench.reserve(1_000, currency="EUR")[1] is None


@pytest.mark.parametrize(
    ("span", "last", "first"),
    [
        (LimitSpan.DAY_SUM, date(2026, 11, 23), date(2026, 11, 24)),
        (LimitSpan.MONTH_SUM, date(2026, 11, 30), date(2026, 12, 1)),
        (LimitSpan.YEAR_SUM, date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_window_ends_with_its_last_day(
    bench: LimitBench, span: LimitSpan, last: date, first: date
) -> None:
    bench.limit(100, span=span)
    bench.reserve(100, on=last)
    refused = bench.reserve(1, on=last)[1] or {}
    assert (refused["verdict"], refused["ends_on"]) == ("refuse", first)
    assert (bench.reserve(100, on=first)[1] or {})["verdict"] == "reserved"


def test_another_figure_until_a_day(bench: LimitBench) -> None:
    bench.limit(100, temporary=(500, DAY))
    assert (bench.reserve(500)[1] or {})["verdict"] == "reserved"
    assert (bench.reserve(101, on=date(2026, 11, 24))[1] or {})["ceiling"] == 100


def test_a_changed_limit_keeps_what_it_counted(bench: LimitBench) -> None:
    bench.limit(1_000)
    bench.reserve(600)
    bench.limit(700)
    assert (bench.reserve(101)[1] or {})["taken"] == 600
    bench.limit(700, live=False)
    assert bench.reserve(5_000)[1] is None
    bench.limit(700)
    assert (bench.reserve(101)[1] or {})["taken"] == 600
    versions = bench.ask("SELECT version, ceiling, live FROM limit_rule_version ORDER BY version")
    assert [(v["version"], v["ceiling"], v["live"]) for v in versions] == [
        (1, 1_000, True), (2, 700, True), (3, 700, False), (4, 700, True),
    ]  # fmt: skip


def test_a_reminder_asks_for_a_word_and_then_counts(bench: LimitBench) -> None:
    bench.limit(1_000, issuer=Issuer.BANK, effect=Effect.CONFIRM)
    assert (bench.reserve(1_001)[1] or {})["verdict"] == "confirm"
    assert bench.taken() == (0, 0)
    counted = bench.reserve(1_001, confirmed=True)[1] or {}
    assert (counted["verdict"], counted["ceiling"]) == ("reserved", 1_000)
    assert bench.taken() == (1_001, 0)


def test_a_confirmed_word_opens_no_limit(bench: LimitBench) -> None:
    bench.limit(1_000, effect=Effect.CONFIRM)
    bench.limit(2_000)
    assert (bench.reserve(2_001, confirmed=True)[1] or {})["verdict"] == "refuse"


def test_of_many_lines_each_is_let_through_or_not(bench: LimitBench) -> None:
    bench.limit(1_000)
    lines = [bench.line(uuid4(), amount) | {"place": n} for n, amount in enumerate([600, 500, 400])]
    found = {row["place"]: row["verdict"] for row in bench.reserve_lines(lines)}
    assert found == {0: "reserved", 1: "refuse", 2: "reserved"}
    assert bench.taken() == (1_000, 0)
    assert bench.breaches() == []


def test_an_enterprise_changes_no_ceiling_of_the_bank(bench: LimitBench) -> None:
    bench.limit(1_000, issuer=Issuer.BANK)
    with bench.world.context("周涛") as ctx:
        assert ctx.uow.run("UPDATE limit_rule SET ceiling = 9 WHERE issuer = 'bank'") == 0
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        bench.world.context("周涛") as ctx,
    ):
        ctx.uow.run(
            "INSERT INTO limit_rule SELECT tenant_id, enterprise_id, gen_random_uuid(), 'bank', scope, 'x', span, currency,"
            " effect, ceiling, NULL, NULL, true, 1, changed_at FROM limit_rule"
        )


def test_the_checker_finds_what_does_not_add_up(bench: LimitBench) -> None:
    bench.limit(1_000)
    bench.reserve(600)
    assert bench.breaches() == []
    bench.world.db.tamper("UPDATE yinqi.limit_counter SET used_minor = 1")
    assert bench.breaches() == ["L1"]
    bench.world.db.tamper("DELETE FROM yinqi.limit_counter")
    assert bench.breaches() == ["L1"]
