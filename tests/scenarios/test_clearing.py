"""Promise 12 end to end: clearing is silent, late, doubled or contradicts itself, and one truth remains."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.journal import Journal, rounds
from tests.scenarios.judge import Asked, Row
from tests.scenarios.programs import wait_for
from tests.scenarios.trial import Trial

LATE_SUCCESS = "6222021001110888806"
LATE_REFUSAL = "6222021001110888807"
SILENT = "6222021001110888808"
DUPLICATE = "6222021001110888811"
SETTLED_THEN_REFUSED = "6222021001110888812"
REFUSED_THEN_SETTLED = "6222021001110888813"

_TOLD_DESK = """
SELECT o.payload ->> 'outcome' AS outcome FROM yinqi.outbox o
  JOIN yinqi.submission s ON s.tenant_id = o.tenant_id AND s.id::text = o.payload ->> 'submission_id'
  JOIN yinqi.payment p ON p.tenant_id = s.tenant_id AND p.id = s.subject_id
 WHERE o.topic = 'dispatch.exception' AND o.relayed_at IS NOT NULL AND p.number = %s
"""
_SUBMISSION = """
SELECT s.id, s.status, s.attempts, p.status AS payment, h.state AS hold
  FROM yinqi.submission s
  JOIN yinqi.payment p ON p.tenant_id = s.tenant_id AND p.id = s.subject_id
  JOIN yinqi.ledger_hold h ON h.tenant_id = p.tenant_id AND h.id = p.hold_id
 WHERE p.number = %s
"""


def submission(bank: Bank, asked: Asked) -> Row:
    """Where the payment, its submission and its hold stand."""
    (row,) = bank.judge.rows(_SUBMISSION, (asked.number,))
    return row


def until_unknown(bank: Bank, asked: Asked) -> None:
    """Nobody answered: the outcome is unknown, and the money stays set aside."""
    wait_for("the payment is unknown", lambda: submission(bank, asked)["payment"] == "unknown")
    state = bank.erp.until_answered(lambda: bank.erp.link.find(serial=asked.serial))
    assert (state.status, state.failed) == ("unknown", False)
    assert submission(bank, asked)["hold"] == "open"


def told_desk(bank: Bank, asked: Asked) -> list[str]:
    """The contradictions the bank's desk was told of."""
    return [row["outcome"] for row in bank.judge.rows(_TOLD_DESK, (asked.number,))]


@pytest.mark.parametrize(
    ("payee", "order", "hold"),
    [(LATE_SUCCESS, stories.other, "posted"), (LATE_REFUSAL, stories.refused, "voided")],
    ids=["success", "refusal"],
)
def test_a_late_answer_ends_the_doubt_without_a_second_sending(
    payee: str, order: Callable[[Bank, str], stories.Order], hold: str, bank: Bank, journal: Journal
) -> None:
    for _ in range(rounds()):
        trial = Trial(bank)
        asked = stories.place(bank.erp, order(bank, payee))
        trial.ask(asked)
        until_unknown(bank, asked)
        trial.come_to_rest()
        found = submission(bank, asked)
        assert (found["hold"], found["attempts"]) == (hold, 1)
        journal.judge("clearing times out, then answers", trial, faults=1)


def test_silence_stays_unknown_until_somebody_knows(bank: Bank, journal: Journal) -> None:
    for _ in range(rounds()):
        trial = Trial(bank)
        asked = stories.place(bank.erp, stories.other(bank, SILENT))
        trial.ask(asked)
        until_unknown(bank, asked)
        for _ in range(40):
            trial.let_time_come()
        found = submission(bank, asked)
        assert (found["status"], found["attempts"], found["hold"]) == ("unknown", 1, "open")
        bank.say(found["id"], "PR05")
        trial.come_to_rest()
        journal.judge("clearing is silent, then somebody knows", trial, faults=1)


def test_a_doubled_acknowledgement_books_once(bank: Bank, journal: Journal) -> None:
    for _ in range(rounds()):
        trial = Trial(bank)
        asked = stories.place(bank.erp, stories.other(bank, DUPLICATE))
        trial.ask(asked)
        trial.come_to_rest(partial(two_answers_kept, bank, asked))
        assert told_desk(bank, asked) == []
        journal.judge("clearing repeats itself", trial, faults=1)


def two_answers_kept(bank: Bank, asked: Asked) -> bool:
    """Whether the later acknowledgement, which has a number of its own, was taken in too."""
    sql = "SELECT count(*) AS n FROM yinqi.clearing_answer WHERE submission_id = %s"
    return int(bank.judge.rows(sql, (submission(bank, asked)["id"],))[0]["n"]) >= 2


@pytest.mark.parametrize(
    ("payee", "order", "told"),
    [
        (SETTLED_THEN_REFUSED, stories.other, "refused"),
        (REFUSED_THEN_SETTLED, stories.refused, "settled"),
    ],
    ids=["settled-then-refused", "refused-then-settled"],
)
def test_a_contradiction_changes_nothing_and_goes_to_the_desk(
    payee: str, order: Callable[[Bank, str], stories.Order], told: str, bank: Bank, journal: Journal
) -> None:
    for _ in range(rounds()):
        trial = Trial(bank)
        asked = stories.place(bank.erp, order(bank, payee))
        trial.ask(asked)
        trial.come_to_rest(partial(told_desk, bank, asked))
        assert told_desk(bank, asked) == [told]
        journal.judge("clearing contradicts itself", trial, faults=1)


def test_a_credit_that_comes_three_times_is_booked_once(bank: Bank, journal: Journal) -> None:
    for _ in range(rounds()):
        trial = Trial(bank)
        trial.ask(stories.send_credit(bank, copies=3))
        trial.come_to_rest()
        journal.judge("clearing brings a credit three times", trial, faults=1)
