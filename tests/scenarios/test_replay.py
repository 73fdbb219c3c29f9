"""Promises 5 and 13: bytes are accepted once, a serial pays once, also when the bank has forgotten all it can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import etree

from erp_adapters.client import Refused
from erp_adapters.client.transport import Reply
from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.erp import Sent
from tests.scenarios.journal import Journal, rounds
from tests.scenarios.points import WEB, Story
from tests.scenarios.trial import Trial


def restart_web(bank: Bank) -> None:
    """`kill -9` of the whole web server; what it kept in memory is gone."""
    bank.programs.kill(WEB)
    bank.until_web_answers()


def restart_database(bank: Bank) -> None:
    """`kill -9` of the database server; what it had not written is gone."""
    bank.kill_database()
    bank.until_web_answers()


def reason(reply: Reply) -> str:
    """Why the bank refused."""
    return str(etree.fromstring(reply.body).findtext("{*}Head/{*}Reason"))


@pytest.mark.parametrize("restart", [restart_web, restart_database])
def test_a_recorded_message_is_refused_after_a_restart(
    restart: Callable[[Bank], None], bank: Bank, journal: Journal
) -> None:
    for _ in range(rounds()):
        bank.until_web_answers()
        trial = Trial(bank)
        trial.ask(*stories.begin(bank, Story.OWN))
        recorded = submit_of(bank, trial.asked[0].serial)
        restart(bank)
        refused = bank.erp.line.replay(recorded)
        assert (refused.status, reason(refused)) == (409, "link.replayed")
        trial.come_to_rest()
        journal.judge(f"replay after {restart.__name__}", trial, faults=1)


def submit_of(bank: Bank, serial: str) -> Sent:
    """The recorded message that paid."""
    (found,) = [sent for sent in bank.erp.line.sent if serial.encode() in sent.body]
    assert b"payments.submit" in found.body
    return found


def test_the_same_serial_in_a_new_message_is_the_same_payment(bank: Bank, journal: Journal) -> None:
    for _ in range(rounds()):
        trial = Trial(bank)
        order = stories.own(bank)
        first = bank.erp.pay(order.payment)
        restart_web(bank)
        again = bank.erp.pay(order.payment)
        assert (first.duplicate, again.duplicate) == (False, True)
        assert again.number == first.number
        order.asked.number = first.number
        trial.ask(order.asked)
        trial.come_to_rest()
        journal.judge("the same serial again after a restart", trial, faults=1)


def test_the_same_serial_with_other_content_is_refused_after_a_restart(
    bank: Bank, journal: Journal
) -> None:
    trial = Trial(bank)
    order = stories.own(bank)
    trial.ask(stories.place(bank.erp, order))
    restart_web(bank)
    with pytest.raises(Refused) as told:
        bank.erp.pay(replace(order.payment, amount="99999.00"))
    assert told.value.reason == "kernel.serial_conflict"
    trial.come_to_rest()
    journal.judge("the same serial with other content", trial, faults=1)
