"""The checks can fail: each thing that must never be is brought about on purpose, and is found.

What breaks the bank here is a superuser's hand on its rows, or an ERP that does not follow the
manual; there is no switch in the house that could be left on.
"""

from __future__ import annotations

import pytest

from connectors.clearing.http_link import HttpClearing
from connectors.ports import Submission
from kernel.errors import OutcomeUnknown, Unavailable
from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.journal import Journal
from tests.scenarios.judge import Row, Wrong
from tests.scenarios.points import WEB, WORKER, Story
from tests.scenarios.trial import Trial


def unheard(bank: Bank, order: stories.Order, point: str) -> None:
    """Send once, while the web process dies at a place; the ERP hears nothing of it."""
    bank.until_web_answers()
    bank.faults.arm(WEB, point)
    with pytest.raises((OutcomeUnknown, Unavailable)):
        bank.erp.link.pay(order.payment)
    assert bank.faults.thrown(WEB, point)


def submission_of(bank: Bank, trial: Trial) -> Row:
    """The submission of a trial's only payment."""
    sql = "SELECT id, rail, payload FROM yinqi.submission WHERE payload ->> 'number' = %s"
    (row,) = bank.judge.rows(sql, (trial.asked[0].number,))
    return row


@pytest.mark.parametrize("story", [Story.OWN, Story.OTHER], ids=str)
def test_without_the_idempotency_row_a_retry_pays_twice(
    story: Story, bank: Bank, journal: Journal
) -> None:
    trial = Trial(bank)
    order = stories.own(bank) if story is Story.OWN else stories.other(bank)
    unheard(bank, order, "link.before_reply")
    bank.tamper("DELETE FROM yinqi.client_serial WHERE serial = %s", order.payment.serial)
    trial.ask(stories.place(bank.erp, order))
    trial.come_to_rest()
    journal.caught(f"no idempotency row, {story}", trial, Wrong.DOUBLED, Wrong.MONEY)


def test_an_erp_that_does_not_ask_again_loses_its_payment(bank: Bank, journal: Journal) -> None:
    trial = Trial(bank)
    order = stories.own(bank)
    unheard(bank, order, "db.before_commit")
    trial.ask(order.asked)
    trial.come_to_rest()
    journal.caught("no retry", trial, Wrong.LOST, Wrong.MONEY)


def test_an_acknowledged_payment_that_is_gone_is_missed(bank: Bank, journal: Journal) -> None:
    trial = Trial(bank)
    (asked,) = stories.begin(bank, Story.OWN)
    asked.number = "P261123-NOTTHERE"
    trial.ask(asked)
    trial.come_to_rest()
    journal.caught("another number was acknowledged", trial, Wrong.LOST)


def test_a_message_that_reached_clearing_twice_is_noticed(bank: Bank, journal: Journal) -> None:
    """Sent by the test's own hand: the house does not do it, even when the peer denies the first."""
    trial = Trial(bank)
    trial.ask(*stories.begin(bank, Story.OTHER))
    trial.come_to_rest()
    row = submission_of(bank, trial)
    link = HttpClearing(bank.settings.clearing_url)
    link.submit(bank.bank_code, Submission(row["id"], row["rail"], row["payload"]))
    journal.caught("clearing was sent one id twice", trial, Wrong.DOUBLED)


def test_a_payment_that_never_comes_to_rest_is_noticed(bank: Bank, journal: Journal) -> None:
    trial = Trial(bank)
    trial.ask(stories.place(bank.erp, stories.other(bank, "6222021001110888820")))
    journal.caught("clearing queues for ever", trial, Wrong.STUCK)
    bank.say(submission_of(bank, trial)["id"], "PR05")
    trial.come_to_rest()


def test_a_changed_balance_and_a_changed_audit_row_are_noticed(
    bank: Bank, journal: Journal
) -> None:
    trial = Trial(bank)
    trial.ask(*stories.begin(bank, Story.OWN))
    trial.come_to_rest()
    balance = "UPDATE yinqi.ledger_account SET balance_minor = balance_minor + %s WHERE number = %s"
    actor = "UPDATE yinqi.audit SET actor = %s WHERE seq = 1 AND tenant_id = %s"
    first = "SELECT actor FROM yinqi.audit WHERE seq = 1 AND tenant_id = %s"
    was = bank.judge.rows(first, (bank.tenant_id,))[0]["actor"]
    bank.tamper(balance, 1, stories.PAYER)
    bank.tamper(actor, "nobody", bank.tenant_id)
    journal.caught("rows changed by hand", trial, Wrong.BOOKS, Wrong.AUDIT)
    bank.tamper(balance, -1, stories.PAYER)
    bank.tamper(actor, was, bank.tenant_id)
    assert trial.findings() == []


def test_a_receipt_that_was_never_issued_is_noticed(bank: Bank, journal: Journal) -> None:
    trial = Trial(bank)
    trial.ask(*stories.begin(bank, Story.OWN))
    trial.come_to_rest()
    bank.tamper("DELETE FROM yinqi.receipt WHERE account_number = %s", stories.OWN_PAYEE)
    journal.caught("a receipt is missing", trial, Wrong.UNTOLD)


def test_a_fault_that_was_never_thrown_is_noticed(bank: Bank) -> None:
    trial = Trial(bank, patience_s=1.0)
    bank.faults.arm(WORKER, "credit.after_book")
    trial.ask(*stories.begin(bank, Story.OWN))
    with pytest.raises(AssertionError, match=r"credit\.after_book was passed"):
        trial.until_thrown(WORKER, "credit.after_book")
