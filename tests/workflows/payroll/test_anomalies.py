"""What stands out in a payroll: sentences with facts, and never an amount, a name or an account in them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workflows.payroll.anomalies import (
    Anomaly,
    Ground,
    Paid,
    Past,
    anomalies,
    histogram,
    read,
)
from workflows.payroll.comparing import Difference, Pay, differences

OLD, NEW = b"old account", b"new account"
KNOWN = Ground({"A1": Past(last_account=OLD, last_minor=800_000)}, frozenset({OLD}))


def row(place: int = 1, number: str = "A1", mark: bytes = OLD, minor: int = 800_000) -> Paid:
    return Paid(place, number, mark, minor)


def said(ground: Ground, *rows: Paid) -> list[tuple[int, str, str]]:
    return [(one.row, one.kind.value, one.sentence.zh) for one in anomalies(rows, ground)]


def past(**more: Any) -> Ground:
    return Ground({"A1": Past(last_account=OLD, last_minor=800_000, **more)}, frozenset({OLD}))


def test_the_same_again_is_nothing() -> None:
    assert said(KNOWN, row()) == []


@pytest.mark.parametrize(
    ("minor", "percent"),
    [
        (1_200_000, "+50"),
        (1_199_999, ""),
        (400_000, "−50"),
        (400_001, ""),
        (4_000_000, "+400"),
        (0, ""),
    ],
)
def test_half_as_much_again_or_half_of_it_stands_out(minor: int, percent: str) -> None:
    found = [one for one in anomalies([row(minor=minor)], KNOWN) if one.kind == "amount_jump"]
    assert [one.sentence.zh for one in found] == ([f"较上月 {percent}%"] if percent else [])


def test_a_new_account_is_told_apart_from_a_changed_one() -> None:
    ground = past(account_since=date(2026, 11, 20))
    assert said(ground, row(mark=NEW)) == [
        (1, "changed_account", "收款账号与上次发放不同，2026-11-20 变更")
    ]
    assert said(KNOWN, row(mark=NEW)) == [(1, "changed_account", "收款账号与上次发放不同")]
    assert said(KNOWN, row(number="B7", mark=NEW, minor=500_001)) == [
        (1, "new_account", "该账号第一次收款")
    ]


def test_an_account_that_is_not_the_books_stands_out_at_the_first_run_too() -> None:
    ground = Ground({"A1": Past(book_account=OLD)}, frozenset({OLD, NEW}))
    assert said(ground, row()) == []
    (found,) = anomalies([row(mark=NEW)], ground)
    assert (found.kind, found.kind.grave) == (Anomaly.BOOK_DIFFERS, True)
    assert found.sentence.zh == "收款账号不是员工名册登记的账号"


def test_who_has_left_is_told_first() -> None:
    found = said(past(left_on=date(2026, 10, 31)), row(minor=2_000_000))
    assert found == [
        (1, "leaver_paid", "收款人已于 2026-10-31 离职"),
        (1, "amount_jump", "较上月 +150%"),
        (1, "round_sum", "金额为整千元"),
    ]


def test_the_same_account_or_person_twice_names_the_row_before() -> None:
    found = said(KNOWN, row(3), row(9), row(12))
    assert [one for one in found if one[1] == "duplicate_account"] == [
        (9, "duplicate_account", "与第 3 行收款账号相同"),
        (12, "duplicate_account", "与第 9 行收款账号相同"),
    ]
    assert [one[0] for one in found if one[1] == "duplicate_person"] == [9, 12]


def test_a_special_account_is_held_to_its_list() -> None:
    ground = Ground(past(project="一期").people, frozenset({OLD}), project="二期")
    assert [one[1] for one in said(ground, row())] == ["not_listed"]


def test_only_large_round_sums_stand_out() -> None:
    kinds = {
        minor: anomalies([row(minor=minor)], past(project=""))
        for minor in (900_000, 1_000_000, 1_000_100)
    }
    assert [
        minor for minor, found in kinds.items() if any(one.kind == "round_sum" for one in found)
    ] == [1_000_000]


def test_what_is_kept_reads_back_as_it_was() -> None:
    found = anomalies([row(mark=NEW, minor=1_600_000)], past(account_since=date(2026, 11, 20)))
    assert [read(one.as_json()) for one in found] == found
    assert all(one.kind.label.zh for one in found)
    assert Anomaly.CHANGED_ACCOUNT.grave
    assert not Anomaly.ROUND_SUM.grave


def test_a_histogram_counts_everybody_once() -> None:
    assert histogram([1, 300_000, 300_001, 9_999_999]) == [2, 1, 0, 0, 0, 0, 0, 1]


def test_this_month_against_last() -> None:
    before = {"A1": Pay(1, "甲", "1", 10), "A2": Pay(2, "乙", "2", 20), "A3": Pay(3, "丙", "3", 30)}
    now = {"A1": Pay(1, "甲", "1", 10), "A2": Pay(2, "乙", "9", 25), "A4": Pay(3, "丁", "4", 40)}
    assert [(one.number, one.kinds) for one in differences(now, before)] == [
        ("A2", (Difference.AMOUNT, Difference.ACCOUNT)),
        ("A3", (Difference.MISSING,)),
        ("A4", (Difference.ADDED,)),
    ]
