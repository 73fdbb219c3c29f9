"""Intervals and numbers: exact, without a gap, and as quick for a billion as for a fen."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.bills.codes import BillKind, Stage
from kernel.bills.intervals import UNITS_MAX, Interval, IntervalWrong
from kernel.bills.numbers import NumberWrong, is_new_generation, make_number, parse_number
from kernel.bills.records import Bill
from tests.kernel.bills.people import staged


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_cut_has_every_unit_once(data: st.DataObject) -> None:
    end = data.draw(st.integers(1, UNITS_MAX))
    first = data.draw(st.integers(1, end))
    last = data.draw(st.integers(first, end))
    parts = Interval(1, end).cut(Interval(first, last))
    assert sum(part.amount_minor for part in parts) == end
    assert parts[0].start == 1
    assert parts[-1].end == end
    assert all(a.end + 1 == b.start for a, b in pairwise(parts))
    assert not any(a.overlaps(b) for a, b in pairwise(parts))


def test_the_example_of_the_trade() -> None:
    whole = Interval.whole(100_000_000)
    out, stays = whole.cut(whole.first(30_000_000))
    assert (str(out), str(stays)) == ("1-30000000", "30000001-100000000")
    assert out.joined(stays) == whole


@pytest.mark.parametrize("written", ["", "0", "0-5", "5-4", "1-100000000001", "1 - 5", "١-٥", "1-5-9", "01-5"])  # fmt: skip
def test_what_is_no_interval_is_refused(written: str) -> None:
    with pytest.raises(IntervalWrong):
        Interval.parse(written)


def test_what_lies_outside_cannot_be_cut_or_joined() -> None:
    with pytest.raises(IntervalWrong):
        Interval(11, 20).cut(Interval(10, 12))
    with pytest.raises(IntervalWrong):
        Interval(1, 10).joined(Interval(12, 20))
    with pytest.raises(IntervalWrong):
        Interval(11, 20).first(11)


def test_a_number_tells_its_kind_and_generation() -> None:
    on = date(2026, 11, 23)
    made = make_number(BillKind.COMMERCIAL, "313305000017", on, 1, classic=False)
    assert parse_number(made) == made
    assert is_new_generation(made)
    classic = make_number(BillKind.BANK, "313305000017", on, 1, classic=True)
    assert classic[0] == "1"
    assert not is_new_generation(classic)
    for wrong in (made[:-1], "3" + made[1:], made[:13] + "20261323" + made[21:], made + "0"):
        with pytest.raises(NumberWrong):
            parse_number(wrong)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_bill_says_the_same_as_its_json(stage: Stage) -> None:
    bill = staged(stage)
    assert Bill.of(bill.as_json()) == bill
