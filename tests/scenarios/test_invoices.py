"""`kill -9` of the worker while it has e-invoices made: never two invoices for one fee, and none lost.

The tax platform is a process of its own behind SOAP; what it has issued is read from its own memory, not from the bank's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import pytest
import requests

from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.journal import Journal, rounds
from tests.scenarios.judge import Row
from tests.scenarios.points import TAX, WORKER, Story
from tests.scenarios.trial import Trial

AT_WORKER: Final = (
    "outbox.before_deliver", "outbox.after_deliver", "jobs.invoices", "invoices.before_asking", "invoices.answered",
)  # fmt: skip
"""Before and after the fee is put on an invoice; before it is claimed, asked for, and put on record."""
_WISH: Final = "UPDATE yinqi.invoice_buyer SET mode = %s WHERE tenant_id = %s"
_FEES: Final = """
SELECT e.transaction_id, p.client_serial FROM yinqi.ledger_entry e
  JOIN yinqi.payment p ON p.tenant_id = e.tenant_id AND p.transaction_id = e.transaction_id
 WHERE e.tenant_id = %s AND e.seq IS NOT NULL AND e.detail ? 'fee' AND p.client_serial = ANY (%s)
"""
_STAND: Final = """
SELECT f.transaction_id, replace(i.id::text, '-', '') AS serial, i.tax_number FROM yinqi.invoice_fee f
  JOIN yinqi.invoice i ON i.tenant_id = f.tenant_id AND i.id = f.invoice_id
 WHERE f.tenant_id = %s AND f.transaction_id = ANY (%s)
"""
_OPEN: Final = (
    "SELECT max(due_at) AS at FROM yinqi.invoice WHERE status IN ('waiting', 'sent', 'unknown')"
)


@pytest.fixture
def buyer(bank: Bank) -> Iterator[Bank]:
    """An enterprise that wants an invoice of each fee."""
    (was,) = bank.judge.rows(
        "SELECT DISTINCT mode FROM yinqi.invoice_buyer WHERE tenant_id = %s", (bank.tenant_id,)
    )
    bank.tamper(_WISH, "each", bank.tenant_id)
    yield bank
    bank.tamper(_WISH, was["mode"], bank.tenant_id)


def fees(trial: Trial) -> list[Row]:
    """The fees of a trial's payments, as the books have them."""
    serials = [one.serial for one in trial.asked]
    return trial.bank.judge.rows(_FEES, (trial.bank.tenant_id, serials))


def issued(bank: Bank) -> list[Row]:
    """Everything the platform has issued, as it remembers itself."""
    path = bank.settings.data / "tax" / "issued.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def not_once(trial: Trial) -> list[str]:
    """Fees that do not stand on exactly one invoice, counted at the platform and numbered as there."""
    booked = [row["transaction_id"] for row in fees(trial)]
    made: dict[str, list[str]] = {}
    for answer in issued(trial.bank):
        made.setdefault(answer["Serial"], []).append(answer["Number"])
    rows = trial.bank.judge.rows(_STAND, (trial.bank.tenant_id, booked))
    found = []
    for fee in booked:
        mine = [row for row in rows if row["transaction_id"] == fee]
        theirs = [number for row in mine for number in made.get(row["serial"], [])]
        if len(theirs) != 1 or theirs != [row["tax_number"] for row in mine]:
            found.append(f"{fee}: {len(theirs)} invoices")
    return found


def until(trial: Trial, what: str, true: Callable[[], bool]) -> None:
    """Wait for it; a lease that a dead worker holds runs out at once."""
    bank = trial.bank

    def look() -> bool:
        due = bank.judge.rows(_OPEN)[0]["at"]
        if due is not None and not true():
            bank.advance(due)
        return true()

    trial.until(what, look)


def all_issued(trial: Trial) -> bool:
    """Whether nothing of it waits for the platform any more."""
    rows = trial.bank.judge.rows(
        _STAND, (trial.bank.tenant_id, [row["transaction_id"] for row in fees(trial)])
    )
    return bool(rows) and all(row["tax_number"] for row in rows)


def ask_for(trial: Trial) -> None:
    """A payment that goes through and costs its fee."""
    trial.ask(*stories.begin(trial.bank, Story.OTHER))


def test_dying_at_each_place_makes_one_invoice_of_the_fee(buyer: Bank, journal: Journal) -> None:
    for _ in range(rounds()):
        trial = Trial(buyer)
        buyer.faults.arm(WORKER, AT_WORKER[0])
        ask_for(trial)
        for place, point in enumerate(AT_WORKER, 1):
            until(trial, f"{point} was passed", partial(buyer.faults.thrown, WORKER, point))
            for following in AT_WORKER[place : place + 1]:
                buyer.faults.arm(WORKER, following)
        until(trial, "the fee is invoiced", partial(all_issued, trial))
        trial.come_to_rest()
        assert not_once(trial) == []
        journal.judge(f"{WORKER}-invoiced", trial, faults=len(AT_WORKER))


def test_dying_inside_the_call_after_the_platform_has_issued_makes_no_second(
    buyer: Bank, journal: Journal
) -> None:
    for _ in range(rounds()):
        trial, told = Trial(buyer), len(issued(buyer)) + 1
        behave(buyer, "hang")
        ask_for(trial)
        until(trial, "the platform has issued", lambda: len(issued(buyer)) == told)  # noqa: B023 - runs at once
        assert not all_issued(trial)
        buyer.programs.kill(WORKER)
        until(trial, "the fee is invoiced", partial(all_issued, trial))
        trial.come_to_rest()
        assert not_once(trial) == []
        journal.judge(f"{WORKER}-inside-the-call-invoiced", trial, faults=1)


def test_without_the_key_that_keeps_a_fee_on_one_invoice_there_are_two_and_that_is_seen(
    buyer: Bank,
) -> None:
    """By a superuser's hand: the fee is free again, and what told of it is told once more."""
    trial = Trial(buyer)
    ask_for(trial)
    until(trial, "the fee is invoiced", partial(all_issued, trial))
    assert not_once(trial) == []
    (fee,) = fees(trial)
    buyer.tamper(
        "UPDATE yinqi.invoice_fee SET live = false WHERE transaction_id = %s", fee["transaction_id"]
    )
    buyer.tamper(
        "UPDATE yinqi.outbox SET relayed_at = NULL WHERE topic = 'payment.succeeded' AND payload ->> 'transaction_id' = %s",
        str(fee["transaction_id"]),
    )
    two = [f"{fee['transaction_id']}: 2 invoices"]
    until(trial, "there are two", lambda: not_once(trial) == two)
    trial.come_to_rest()


def behave(bank: Bank, word: str) -> None:
    """Tell the platform what to do to the next request for an invoice."""
    answer = requests.post(f"{bank.settings.tax_url}control/behaviours", json=[word], timeout=30)
    assert answer.status_code == 200
    assert bank.programs.starts(TAX) == 1
