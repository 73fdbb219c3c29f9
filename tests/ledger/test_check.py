"""The checker finds what somebody who owns the machine could do to the books behind our back."""

from __future__ import annotations

import pytest

from ledger.check import RULES
from tests.ledger.bench import A, B, Bench

pytestmark = pytest.mark.database

TAMPERINGS = {
    "I1": "UPDATE yinqi.ledger_entry SET amount_minor = amount_minor + 1 WHERE seq IS NULL AND line = 2",
    "I1b": "DELETE FROM yinqi.ledger_entry WHERE seq IS NULL",
    "I1c": "UPDATE yinqi.ledger_entry SET account_id = gen_random_uuid() WHERE seq IS NULL AND line = 2",
    "I2": "UPDATE yinqi.ledger_entry SET amount_minor = amount_minor + 1 WHERE seq IS NULL",
    "I3": "UPDATE yinqi.ledger_account SET balance_minor = balance_minor + 1 WHERE entry_count = 2",
    "I3b": "UPDATE yinqi.ledger_entry SET balance_minor = balance_minor + 1 WHERE seq = 1",
    "I5": (
        "ALTER TABLE yinqi.ledger_account DROP CONSTRAINT ledger_account_floor_ck;"
        " UPDATE yinqi.ledger_account SET held_minor = balance_minor + 1 WHERE entry_count = 2"
    ),
    "I6": "UPDATE yinqi.ledger_account SET held_minor = held_minor + 1 WHERE entry_count = 2",
    "I6b": "UPDATE yinqi.ledger_hold SET transaction_id = NULL WHERE state = 'posted'",
    "I9": "UPDATE yinqi.ledger_entry SET seq = seq + 1 WHERE seq = 2",
    "I9b": "UPDATE yinqi.ledger_day SET statement_number = statement_number + 1",
    "I9c": "UPDATE yinqi.ledger_day SET closing_minor = closing_minor + 1",
    "I9d": "UPDATE yinqi.ledger_entry SET booked_on = booked_on + 1 WHERE seq = 1",
}


def prepared(bench: Bench) -> Bench:
    """Books with a posted hold and a closed day."""
    bench.post({A: -100, B: 100}, hold=bench.hold(A, 100))
    bench.close_day(bench.today)
    return bench


def test_honest_books_break_no_rule(bench: Bench) -> None:
    assert prepared(bench).breaches() == []


def test_every_rule_has_a_tampering_that_it_finds() -> None:
    assert TAMPERINGS.keys() == {rule.code for rule in RULES}


@pytest.mark.parametrize("code", [code for code in TAMPERINGS if code != "I5"])
def test_a_touched_row_is_found_by_its_rule(bench: Bench, code: str) -> None:
    prepared(bench).world.db.tamper(TAMPERINGS[code])
    assert code in bench.breaches()


@pytest.mark.parametrize(
    ("code", "tampering"),
    [
        ("I6b", "UPDATE yinqi.ledger_hold SET amount_minor = 99 WHERE state = 'posted'"),
        ("I9d", "UPDATE yinqi.ledger_entry SET booked_on = booked_on - 1 WHERE seq = 2"),
        ("I9d", "DELETE FROM yinqi.ledger_day"),
    ],
)
def test_another_way_to_break_it_is_found_too(bench: Bench, code: str, tampering: str) -> None:
    prepared(bench).world.db.tamper(tampering)
    assert code in bench.breaches()


def test_a_balance_below_its_floor_is_found_even_without_the_constraint(bench: Bench) -> None:
    prepared(bench).world.db.tamper(TAMPERINGS["I5"])
    try:
        assert "I5" in bench.breaches()
    finally:
        bench.world.db.restore()
        bench.world.db.as_superuser(
            "ALTER TABLE yinqi.ledger_account ADD CONSTRAINT ledger_account_floor_ck"
            " CHECK (kind = 'internal' OR balance_minor - held_minor >= floor_minor)"
        )
