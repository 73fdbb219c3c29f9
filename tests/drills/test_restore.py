"""Promises 16 and 17: the machine is destroyed under load, and the bank comes back with all it said yes to."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.drills import machine
from tests.drills.machine import Operator, Stopwatch
from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.crowd import Crowd
from tests.scenarios.journal import Journal
from tests.scenarios.judge import Wrong
from tests.scenarios.trial import Trial

pytestmark = pytest.mark.drill


def test_everything_acknowledged_survives_the_end_of_the_machine_and_any_second_comes_back(
    bank: Bank, journal: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    operator, told = Operator(bank), []
    with ExitStack() as receiving:
        receiving.enter_context(operator.receiving(bank))
        trial = Trial(bank, machine.PATIENCE_S)
        with Crowd(bank, trial, (stories.own, stories.other)) as crowd:
            crowd.until_more()
            watch = Stopwatch()
            operator.yinqi("backup", "take")
            told.append(f"base copy under load: {watch}")
            crowd.until_more()
            then = machine.books_of_a_second(bank.cluster)
            crowd.until_more()
            acknowledged = crowd.acknowledged()
            machine.destroy(bank)
            watch = Stopwatch()
            receiving.close()
            operator.yinqi("backup", "restore")
            told.append(f"restored, all of the log: {watch}")
            machine.start_again(bank)
            told.append(f"answering again: {watch}")
            crowd.until_more()
    assert crowd.failures == []
    trial.come_to_rest()
    journal.judge("the machine destroyed, restored from base and log", trial, faults=1)
    assert machine.sums(bank.cluster) != then.sums
    assert machine.restored_elsewhere(operator, bank, then.at) == then.sums
    told.append(f"the books of {then.at.isoformat()}: {len(then.sums)} accounts equal")
    told.append(f"acknowledged before: {acknowledged}, after: {crowd.acknowledged()}, lost 0")
    machine.tell(capsys, *told)


def test_without_the_log_acknowledged_payments_are_missed(bank: Bank, journal: Journal) -> None:
    """The control: a daily copy alone loses the day."""
    operator, trial = Operator(bank), Trial(bank, machine.PATIENCE_S)
    with Crowd(bank, trial, (stories.own,)) as crowd:
        operator.yinqi("backup", "take")
        crowd.until_more()
    machine.destroy(bank)
    operator.yinqi("backup", "restore")
    machine.start_again(bank)
    trial.come_to_rest()
    journal.caught("a base copy without the log", trial, Wrong.LOST)
