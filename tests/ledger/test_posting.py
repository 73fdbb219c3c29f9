"""The posting function: what it books, what it refuses, and that a refusal leaves nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest

from kernel.db import Retry, savepoint
from kernel.tenancy import Scope
from ledger import books, queries
from ledger.books import Leg, Posting
from ledger.errors import (
    AccountNotOpen,
    AccountUnknown,
    AlreadyPosted,
    CurrencyDiffers,
    DayClosed,
    HoldExceeded,
    HoldNotOpen,
    InsufficientFunds,
    Unbalanced,
    WrongTenant,
    translate,
)
from tests.ledger.bench import EUR, POOL, A, B, Bench

pytestmark = pytest.mark.database


def test_a_posting_moves_money_and_numbers_both_statements(bench: Bench) -> None:
    bench.post({A: -250, B: 250})
    assert bench.balance(A) == (9_750, 0)
    assert bench.balance(B) == (10_250, 0)
    assert [line.amount_minor for line in bench.lines(A)] == [10_000, -250]
    assert [line.seq for line in bench.lines(A)] == [1, 2]
    assert bench.lines(B)[-1].balance_minor == 10_250
    assert bench.breaches() == []


@pytest.mark.parametrize(
    ("legs", "refusal"),
    [
        ({A: -250, B: 251}, Unbalanced),
        ({A: -250}, Unbalanced),
        ({A: 0, B: 0}, Unbalanced),
        ({A: -250, "NOSUCHACCOUNT": 250}, AccountUnknown),
        ({A: -250, EUR: 250}, CurrencyDiffers),
        ({A: -10_001, B: 10_001}, InsufficientFunds),
    ],
)
def test_a_refused_posting_leaves_nothing(
    bench: Bench, legs: dict[str, int], refusal: type[Exception]
) -> None:
    before = bench.everything()
    with pytest.raises(refusal):
        bench.post(legs)
    assert bench.everything() == before


def test_the_same_key_is_booked_once(bench: Bench) -> None:
    bench.post({A: -1, B: 1}, key="payment:1")
    before = bench.everything()
    with pytest.raises(AlreadyPosted):
        bench.post({A: -1, B: 1}, key="payment:1")
    assert bench.everything() == before


def test_another_banks_tenant_is_compared_and_never_set(bench: Bench) -> None:
    stranger = Scope(bench.world.other_tenant_id)
    with pytest.raises(psycopg.Error) as fault, bench.database.begin(stranger) as uow:
        uow.run(
            "SELECT ledger_hold_place(%s, %s, %s, 1, 'CNY', 'x', now())",
            (bench.tenant_id, bench.new_id(), A),
        )
    assert isinstance(translate(fault.value), WrongTenant)
    assert bench.balance(A) == (10_000, 0)


def test_a_frozen_account_takes_nothing_and_a_credit_only_one_takes_credits(bench: Bench) -> None:
    bench.set_status(B, "frozen")
    with pytest.raises(AccountNotOpen):
        bench.post({A: -5, B: 5})
    bench.set_status(B, "credit_only")
    bench.post({A: -5, B: 5})
    with pytest.raises(AccountNotOpen):
        bench.post({B: -5, A: 5})


def test_an_account_with_money_is_not_closed(bench: Bench) -> None:
    with pytest.raises(AccountNotOpen):
        bench.set_status(A, "closed")
    assert bench.balance(A) == (10_000, 0)


def test_a_hold_lowers_what_is_available_and_its_posting_takes_it_away(bench: Bench) -> None:
    hold = bench.hold(A, 9_000)
    with pytest.raises(InsufficientFunds):
        bench.post({A: -1_001, B: 1_001})
    bench.post({A: -9_000, B: 9_000}, hold=hold)
    assert bench.balance(A) == (1_000, 0)
    assert bench.breaches() == []


def test_a_hold_ends_exactly_once(bench: Bench) -> None:
    hold = bench.hold(A, 100)
    bench.end_hold(hold)
    for again in (bench.end_hold, lambda it: bench.post({A: -100, B: 100}, hold=it)):
        with pytest.raises(HoldNotOpen):
            again(hold)
    assert bench.balance(A) == (10_000, 0)


def test_no_more_is_debited_than_was_held(bench: Bench) -> None:
    hold = bench.hold(A, 100)
    with pytest.raises(HoldExceeded):
        bench.post({A: -101, B: 101}, hold=hold)
    assert bench.balance(A) == (10_000, 100)


def with_fee(bench: Bench, amount: int, fee: int, hold: UUID) -> Posting:
    """A payment and its fee, as the core books them: two debits of one account, one hold."""
    legs = ((A, -amount), (B, amount), (A, -fee), (B, fee))
    plain = bench.posting({A: -1, B: 1}, hold=hold)
    return dataclasses.replace(
        plain, legs=tuple(Leg(at, minor, {"n": minor}) for at, minor in legs)
    )


def test_a_hold_covers_a_payment_and_its_fee_together(bench: Bench) -> None:
    bench.post_all(with_fee(bench, 95, 5, bench.hold(A, 100)))
    assert bench.balance(A) == (9_900, 0)
    assert [line.amount_minor for line in bench.lines(A)][1:] == [-95, -5]
    assert [line.detail["n"] for line in bench.lines(B)[1:]] == [95, 5]
    assert bench.breaches() == []


@pytest.mark.parametrize(("amount", "fee"), [(100, 1), (1, 100), (51, 50)])
def test_no_more_is_debited_than_was_held_with_the_fee_either(
    bench: Bench, amount: int, fee: int
) -> None:
    hold = bench.hold(A, 100)
    with pytest.raises(HoldExceeded):
        bench.post_all(with_fee(bench, amount, fee, hold))
    assert bench.balance(A) == (10_000, 100)


def test_what_was_held_goes_out_although_the_account_was_frozen_since(bench: Bench) -> None:
    """The money is across at clearing: the freeze came too late for it, and for nothing else."""
    hold = bench.hold(A, 100)
    for status in ("frozen", "credit_only"):
        bench.set_status(A, status)
        with pytest.raises(AccountNotOpen):
            bench.post({A: -100, B: 100})
    bench.post({A: -100, B: 100}, hold=hold)
    assert bench.balance(A) == (9_900, 0)
    with pytest.raises(AccountNotOpen):
        bench.post({A: -1, B: 1})
    assert bench.breaches() == []


def test_a_hold_does_not_open_the_other_side(bench: Bench) -> None:
    hold = bench.hold(A, 100)
    bench.set_status(B, "frozen")
    with pytest.raises(AccountNotOpen):
        bench.post({A: -100, B: 100}, hold=hold)
    assert bench.balance(A) == (10_000, 100)


def test_an_accounts_days_never_go_back(bench: Bench) -> None:
    """Two who straddle midnight: the later one booked first; the other begins again, on the new day."""
    tomorrow = bench.today + timedelta(days=1)
    bench.post({A: -1, POOL: 1}, on=tomorrow)
    before = bench.everything()
    for legs in ({A: -2, B: 2}, {B: -2, A: 2}):
        with pytest.raises(DayClosed) as refusal:
            bench.post(legs)
        assert isinstance(refusal.value, Retry)
        assert bench.everything() == before
    bench.post({B: -2, POOL: 2})  # B has not moved tomorrow
    bench.post({A: -2, B: 2}, on=tomorrow)
    bench.close_day(bench.today)
    bench.close_day(tomorrow)
    assert bench.breaches() == []


def test_days_close_while_money_moves_and_every_line_is_in_its_own(bench: Bench) -> None:
    days = [bench.today + timedelta(days=n) for n in range(4)]
    closed: list[date] = []
    ended = threading.Event()

    def pay(payer: str, payee: str) -> int:
        """As a bank does: today's date, taken a moment before it is booked."""
        booked = 0
        while not ended.is_set():
            today = days[len(closed)]
            with contextlib.suppress(DayClosed, psycopg.errors.DeadlockDetected):
                bench.post({payer: -1, payee: 1}, on=today)
                booked += 1
        return booked

    with ThreadPoolExecutor(3) as pool:
        payers = [pool.submit(pay, *pair) for pair in ((A, B), (B, A), (A, POOL))]
        for day in days[:3]:
            bench.close_day(day)
            closed.append(day)
        ended.set()
        booked = sum(payer.result() for payer in payers)
    bench.close_day(days[3])
    assert len(bench.lines(A)) - 1 <= booked
    assert bench.breaches() == []


@pytest.mark.parametrize(
    ("legs", "fault"),
    [
        ({A: -(2**62), B: 2**62}, InsufficientFunds),
        ({A: 2**63 - 1, POOL: -(2**63 - 1)}, psycopg.errors.NumericValueOutOfRange),
        ({POOL: -(2**63 - 1), A: 2**62, B: 2**62 - 1}, None),
        ({A: -(2**63), B: 2**63 - 1}, Unbalanced),
    ],
)
def test_at_the_edge_of_what_a_number_holds_nothing_is_lost(
    bench: Bench, legs: dict[str, int], fault: type[Exception] | None
) -> None:
    before = bench.everything()
    if fault is None:
        bench.post(legs)
    else:
        with pytest.raises(fault):
            bench.post(legs)
        assert bench.everything() == before
    assert bench.breaches() == []


def test_an_account_opened_today_has_its_statement_from_its_first_line(bench: Bench) -> None:
    number = "7700000000000009"
    bench.open(number, "CNY", bench.new_id())
    bench.post({A: -100, number: 100})
    bench.post({number: -40, A: 40})
    bench.close_day(bench.today)
    found = bench.day(number, bench.today)
    assert found is not None
    assert (found.opening_minor, found.closing_minor) == (0, 60)
    assert (found.first_seq, found.last_seq, found.statement_number) == (1, 2, 1)
    assert bench.breaches() == []


def test_what_the_database_says_besides_is_its_own(bench: Bench) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        bench.open(A, "CNY", bench.new_id())


def test_a_hold_of_one_account_does_not_pay_for_another(bench: Bench) -> None:
    hold = bench.hold(A, 100)
    with pytest.raises(HoldNotOpen):
        bench.post({B: -100, A: 100}, hold=hold)


def test_a_closed_day_stands_and_the_statements_follow_each_other(bench: Bench) -> None:
    bench.post({A: -100, B: 100})
    assert bench.close_day(bench.today) >= 2
    with pytest.raises(DayClosed):
        bench.post({A: -1, B: 1})
    tomorrow = bench.today + timedelta(days=1)
    bench.post({A: -7, B: 7}, on=tomorrow)
    bench.close_day(tomorrow)
    first, second = bench.day(A, bench.today), bench.day(A, tomorrow)
    assert first is not None
    assert second is not None
    assert (first.statement_number, second.statement_number) == (1, 2)
    assert (first.opening_minor, first.closing_minor) == (0, 9_900)
    assert (second.opening_minor, second.closing_minor) == (9_900, 9_893)
    assert second.first_seq == first.last_seq + 1
    assert bench.breaches() == []


def test_a_quiet_day_makes_no_statement_and_no_gap(bench: Bench) -> None:
    bench.close_day(bench.today)
    quiet = bench.today + timedelta(days=1)
    assert bench.close_day(quiet) == 0
    loud = quiet + timedelta(days=1)
    bench.post({A: -7, B: 7}, on=loud)
    bench.close_day(loud)
    found = bench.day(A, loud)
    assert found is not None
    assert found.statement_number == 2
    assert bench.day(A, quiet) is None


def test_a_name_check_says_whether_and_never_whose(bench: Bench) -> None:
    assert bench.check_name(A) == "match"
    assert bench.check_name(A, "别的公司") == "mismatch"
    assert bench.check_name("9" * 16) == "none"
    assert bench.check_name(A, currency="EUR") == "currency"
    bench.set_status(A, "frozen")
    assert bench.check_name(A) == "closed"


@pytest.mark.parametrize("role", ["app", "worker", "auditor"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_account SET balance_minor = balance_minor + 1",
        "UPDATE ledger_entry SET amount_minor = 1",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "INSERT INTO ledger_hold SELECT * FROM ledger_hold",
        "UPDATE ledger_transaction SET kind = 'x'",
    ],
)
def test_no_role_writes_the_books_but_through_their_functions(
    bench: Bench, role: str, sql: str
) -> None:
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        getattr(bench.world.db, role).begin(Scope(bench.tenant_id)) as uow,
    ):
        uow.run(sql)


def test_a_refusal_inside_a_savepoint_leaves_the_rest_of_the_transaction(bench: Bench) -> None:
    with bench.database.begin(Scope(bench.tenant_id)) as uow:
        books.post(uow, bench.posting({A: -5, B: 5}))
        with pytest.raises(InsufficientFunds), savepoint(uow):
            books.post(uow, bench.posting({A: -99_999, B: 99_999}))
    assert bench.balance(A) == (9_995, 0)


def test_a_page_of_lines_goes_both_ways_and_does_not_move(bench: Bench) -> None:
    for _ in range(5):
        bench.post({A: -1, B: 1})
    with bench.database.begin(Scope(bench.tenant_id)) as uow:
        up = queries.entries(uow, A, after_seq=2, limit=2)
        down = queries.entries(uow, A, before_seq=5, limit=2)
    assert [line.seq for line in up] == [3, 4]
    assert [line.seq for line in down] == [4, 3]


def test_racing_debits_never_pass_the_floor_and_lose_nothing(bench: Bench) -> None:
    def pay(_: int) -> bool:
        try:
            bench.post({A: -900, B: 900})
        except InsufficientFunds:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        paid = sum(pool.map(pay, range(32)))
    assert paid == 11
    assert bench.balance(A) == (100, 0)
    assert bench.balance(B) == (19_900, 0)
    assert bench.breaches() == []


def test_the_bank_day_of_the_bench_is_monday(bench: Bench) -> None:
    assert bench.today == date(2026, 11, 23)
