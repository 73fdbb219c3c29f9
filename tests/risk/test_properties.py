"""Any order of reserving, using, giving back and days that pass, against a model of a few lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk.rules import LimitScope, LimitSpan
from tests.risk.bench import DAY, LimitBench

pytestmark = pytest.mark.database

DAY_MAX, USER_MAX, MONTH_MAX, NUMBER_MAX = 1_000, 700, 1_900, 4
USERS = ("U1", "U2")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), st.integers(1, 800), st.sampled_from(USERS)),
        st.tuples(st.just("consume"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("release"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("clock"), st.sampled_from([-1, 1, 2, 9]), st.just("")),
    ),
    max_size=22,
)


@dataclass
class Taken:
    """One instruction as the model knows it."""

    subject: UUID
    amount: int
    user: str
    on: date
    state: str = "reserved"


@dataclass
class Model:
    """What limits should say, by adding up."""

    all: list[Taken] = field(default_factory=list)
    today: date = DAY

    def counted(self, user: str = "") -> list[Taken]:
        """What counts in the month of today."""
        month = (self.today.year, self.today.month)
        return [
            one
            for one in self.all
            if one.state != "released"
            and (one.on.year, one.on.month) == month
            and user in {"", one.user}
        ]

    def fits(self, amount: int, user: str) -> bool:
        today = [one for one in self.counted() if one.on == self.today]
        mine = sum(one.amount for one in today if one.user == user)
        return (
            sum(one.amount for one in today) + amount <= DAY_MAX
            and mine + amount <= USER_MAX
            and sum(one.amount for one in self.counted()) + amount <= MONTH_MAX
            and len(today) + 1 <= NUMBER_MAX
        )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_order_counts_like_adding_up(
    bench: LimitBench, steps: list[tuple[str, int, str]]
) -> None:
    bench.world.db.restore()
    bench.limit(DAY_MAX)
    bench.limit(USER_MAX, scope=LimitScope.USER)
    bench.limit(MONTH_MAX, span=LimitSpan.MONTH_SUM)
    bench.limit(NUMBER_MAX, span=LimitSpan.DAY_COUNT)
    model = Model()
    for step in steps:
        _take(bench, model, *step)
    _compare(bench, model)


def _take(bench: LimitBench, model: Model, what: str, figure: int, user: str) -> None:
    if what == "clock":
        model.today += timedelta(days=figure)
    elif what == "reserve":
        subject, row = bench.reserve(figure, on=model.today, scopes={"user": [user]})
        assert row is not None
        assert (row["verdict"] == "reserved") == model.fits(figure, user)
        if row["verdict"] == "reserved":
            model.all.append(Taken(subject, figure, user, model.today))
    else:
        held = [one for one in model.all if one.state == "reserved"]
        if held:
            one = held[figure % len(held)]
            (bench.consume if what == "consume" else bench.release)(one.subject)
            one.state = "consumed" if what == "consume" else "released"


def _compare(bench: LimitBench, model: Model) -> None:
    """Every counter is the sum of its instructions, never below nothing and never over its limit."""
    assert bench.breaches() == []
    for counter in bench.counters():
        ceiling = DAY_MAX if counter.holder == "*" else USER_MAX
        mine = [
            one
            for one in model.all
            if one.on == counter.starts_on and counter.holder in {"*", one.user}
        ]
        assert counter.reserved == sum(one.amount for one in mine if one.state == "reserved")
        assert counter.used == sum(one.amount for one in mine if one.state == "consumed")
        assert 0 <= counter.reserved + counter.used <= ceiling
