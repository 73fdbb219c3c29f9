"""Promises 1 and 2: `kill -9` at each named place, and everything happens once."""

from __future__ import annotations

import pytest

from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.journal import Journal, rounds
from tests.scenarios.points import KILLS, Kill
from tests.scenarios.trial import Trial


@pytest.mark.parametrize("kill", KILLS, ids=str)
def test_dying_there_loses_nothing_and_doubles_nothing(
    kill: Kill, bank: Bank, journal: Journal
) -> None:
    for _ in range(rounds()):
        bank.until_web_answers()
        trial = Trial(bank)
        bank.faults.arm(kill.program, kill.point)
        trial.ask(*stories.begin(bank, kill.story))
        trial.until_thrown(kill.program, kill.point)
        stories.end(bank, kill.story, trial.asked)
        trial.come_to_rest()
        journal.judge(str(kill), trial, faults=1)
