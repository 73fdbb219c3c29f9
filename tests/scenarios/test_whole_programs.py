"""Promise 3, and whole programs: everything that can be killed is killed while eight ERPs pay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.crowd import Crowd
from tests.scenarios.journal import Journal, rounds
from tests.scenarios.judge import Wrong
from tests.scenarios.points import CLEARING, WEB, WORKER
from tests.scenarios.trial import Trial


def test_eight_payers_lose_and_double_nothing_when_the_database_is_killed(
    bank: Bank, journal: Journal
) -> None:
    for place in range(3 * rounds()):
        trial = Trial(bank)
        with Crowd(bank, trial, (stories.own, stories.other)) as crowd:
            crowd.until_more()
            bank.kill_database()
            crowd.until_more()
        assert crowd.failures == []
        trial.come_to_rest()
        journal.judge(f"kill -9 of the database, {place + 1}", trial, faults=1)


@pytest.mark.parametrize("program", [WEB, WORKER, CLEARING])
def test_eight_payers_lose_and_double_nothing_when_a_whole_program_is_killed(
    program: str, bank: Bank, journal: Journal
) -> None:
    for _ in range(rounds()):
        trial = Trial(bank)
        with Crowd(bank, trial, (stories.own, stories.other)) as crowd:
            for _ in range(2):
                crowd.until_more()
                bank.programs.kill(program)
            crowd.until_more()
        assert crowd.failures == []
        trial.come_to_rest()
        journal.judge(f"kill -9 of {program}, twice", trial, faults=2)


@contextmanager
def forgetful(bank: Bank) -> Iterator[None]:
    """A database that acknowledges before it has written; it is not used again."""
    bank.spoilt = True
    bank.configure(synchronous_commit="off", wal_writer_delay="10s")
    yield


def test_a_database_that_does_not_wait_for_its_log_loses_payments(
    bank: Bank, journal: Journal
) -> None:
    with forgetful(bank):
        assert "synchronous_commit is off" in bank.unsafe()
        trial = Trial(bank)
        with Crowd(bank, trial, (stories.own,)) as crowd:
            crowd.until_more()
            bank.kill_database()
        assert crowd.failures == []
        trial.come_to_rest()
        journal.caught("synchronous_commit = off", trial, Wrong.LOST)
