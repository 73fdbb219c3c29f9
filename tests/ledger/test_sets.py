"""The books in sets keep what the books keep: balance, floor, numbers without gaps, once per key."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from kernel.errors import YinqiError
from kernel.tenancy import Scope
from ledger import sets
from ledger.errors import AlreadyPosted, DayClosed, HoldExceeded, HoldNotOpen, InsufficientFunds
from tests.ledger.bench import EUR, OPENING, POOL, A, B, Bench
from tests.world import HouseWorld

pytestmark = pytest.mark.database


@pytest.fixture
def bench(world: HouseWorld) -> Bench:
    return Bench(world)


def post(
    bench: Bench,
    debit: str,
    *credits_: tuple[int, str, int],
    hold: UUID | None = None,
    key: str = "",
) -> Mapping[int, YinqiError]:
    """Credits as (transaction, account, amount)."""
    count = max(place for place, _, _ in credits_)
    given = sets.PostingSet(
        "test", "CNY", debit, bench.today, bench.world.clock.now(),
        {uuid4(): f"{key or uuid4()}:{place}" for place in range(count)}, {"purpose": "set"},
        [place for place, _, _ in credits_], [account for _, account, _ in credits_],
        [minor for _, _, minor in credits_], [{"nth": nth} for nth in range(len(credits_))], hold,
    )  # fmt: skip
    with bench.database.begin(Scope(bench.tenant_id)) as uow:
        return sets.post(uow, given)


def test_credits_to_one_account_follow_each_other_without_a_gap(bench: Bench) -> None:
    assert post(bench, POOL, (1, A, 100), (1, B, 5), (2, A, 30)) == {}
    lines = bench.lines(A)
    assert [(one.seq, one.amount_minor, one.balance_minor) for one in lines] == [
        (1, OPENING, OPENING), (2, 100, OPENING + 100), (3, 30, OPENING + 130),
    ]  # fmt: skip
    assert lines[1].detail == {"purpose": "set", "nth": 0}
    assert bench.balance(B) == (OPENING + 5, 0)


def test_what_an_account_refuses_is_left_out_and_answered_for(bench: Bench) -> None:
    bench.set_status(B, "frozen")
    refused = post(bench, POOL, (1, A, 10), (1, B, 20), (1, EUR, 30), (1, "7700000000009999", 40))
    assert {nth: why.code for nth, why in refused.items()} == {
        2: "ledger.account_not_open", 3: "ledger.currency_differs", 4: "ledger.account_unknown",
    }  # fmt: skip
    assert bench.balance(A) == (OPENING + 10, 0)
    assert bench.balance(B) == (OPENING, 0)


def test_a_key_is_booked_once(bench: Bench) -> None:
    post(bench, POOL, (1, A, 10), key="once")
    with pytest.raises(AlreadyPosted):
        post(bench, POOL, (1, A, 10), key="once")
    assert bench.balance(A) == (OPENING + 10, 0)


def test_nobody_pays_below_the_floor(bench: Bench) -> None:
    with pytest.raises(InsufficientFunds):
        post(bench, A, (1, B, OPENING), (2, B, 1))
    assert (bench.balance(A), bench.balance(B)) == ((OPENING, 0), (OPENING, 0))


def test_a_hold_covers_its_debits_and_ends_with_them(bench: Bench) -> None:
    hold = bench.hold(A, 60)
    with pytest.raises(HoldExceeded):
        post(bench, A, (1, B, 50), (2, B, 11), hold=hold)
    bench.set_status(A, "frozen")
    post(bench, A, (1, B, 50), (2, B, 5), hold=hold)
    assert (bench.balance(A), bench.balance(B)) == ((OPENING - 55, 0), (OPENING + 55, 0))
    with pytest.raises(HoldNotOpen):
        post(bench, A, (1, B, 1), hold=hold)


def test_a_day_that_is_over_takes_nothing(bench: Bench) -> None:
    bench.close_day(bench.today)
    with pytest.raises(DayClosed):
        post(bench, POOL, (1, A, 1))
    assert bench.balance(A) == (OPENING, 0)
