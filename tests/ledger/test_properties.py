"""Random postings, holds and endings against a small model of the books; the checker agrees after all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import YinqiError
from tests.ledger.bench import OPENING, A, B, Bench

pytestmark = pytest.mark.database

Step = tuple[str, tuple[str, str] | int, int]
AMOUNTS = st.integers(min_value=1, max_value=15_000)
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.sampled_from([(A, B), (B, A)]), AMOUNTS),
        st.tuples(st.just("hold"), st.sampled_from([(A, B), (B, A)]), AMOUNTS),
        st.tuples(st.just("take"), st.integers(0, 5), AMOUNTS),
        st.tuples(st.just("void"), st.integers(0, 5), AMOUNTS),
    ),
    max_size=14,
)


@dataclass
class Model:
    """What the books should say."""

    booked: dict[str, int] = field(default_factory=lambda: {A: OPENING, B: OPENING})
    holds: list[tuple[UUID, str, str, int, bool]] = field(default_factory=list)

    def held(self, account: str) -> int:
        return sum(
            amount for _, payer, _, amount, is_open in self.holds if is_open and payer == account
        )

    def available(self, account: str) -> int:
        return self.booked[account] - self.held(account)

    def move(self, payer: str, payee: str, amount: int) -> None:
        self.booked[payer] -= amount
        self.booked[payee] += amount


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_order_of_postings_and_holds_keeps_every_invariant(
    world_bench: Bench, steps: list[Step]
) -> None:
    bench = world_bench
    bench.world.db.restore()
    bench = Bench(bench.world)
    model = Model()
    for kind, what, amount in steps:
        _step(bench, model, kind, what, amount)
    for account in (A, B):
        assert bench.balance(account) == (model.booked[account], model.held(account))
    assert bench.breaches() == []


@pytest.fixture
def world_bench(bench: Bench) -> Bench:
    return bench


def _step(bench: Bench, model: Model, kind: str, what: tuple[str, str] | int, amount: int) -> None:
    if isinstance(what, tuple):
        payer, payee = what
        fits = amount <= model.available(payer)
        if kind == "post":
            assert _works(lambda: bench.post({payer: -amount, payee: amount})) == fits
            if fits:
                model.move(payer, payee, amount)
        elif fits:
            model.holds.append((bench.hold(payer, amount), payer, payee, amount, True))
        else:
            assert not _works(lambda: bench.hold(payer, amount))
    elif what < len(model.holds):
        _end(bench, model, kind, what, amount)


def _end(bench: Bench, model: Model, kind: str, place: int, amount: int) -> None:
    hold_id, payer, payee, held, is_open = model.holds[place]
    if kind == "void":
        assert _works(lambda: bench.end_hold(hold_id)) == is_open
    else:
        fits = is_open and amount <= held
        assert _works(lambda: bench.post({payer: -amount, payee: amount}, hold=hold_id)) == fits
        if not fits:
            return
        model.move(payer, payee, amount)
    model.holds[place] = (hold_id, payer, payee, held, False)


def _works(action: Callable[[], object]) -> bool:
    try:
        action()
    except YinqiError:
        return False
    return True
