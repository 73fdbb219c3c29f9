"""One synchronous standby: the primary is killed under load, the standby promoted, nothing acknowledged is lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from tests.drills import machine
from tests.drills.standby import Pair
from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.crowd import Crowd
from tests.scenarios.journal import Journal
from tests.scenarios.judge import Wrong
from tests.scenarios.trial import Trial

pytestmark = pytest.mark.drill
_PAUSE_S = 0.5
ROUNDS = int(os.environ.get("DRILL_ROUNDS", "10"))


@contextmanager
def pair_of(bank: Bank, *, waits: bool) -> Iterator[Pair]:
    found = Pair(bank, waits=waits)
    try:
        yield found
    finally:
        bank.programs.stop()
        found.destroy()


def seconds_of(work: Callable[[], None]) -> float:
    began = monotonic()
    work()
    return monotonic() - began


def test_nothing_acknowledged_is_lost_when_the_standby_takes_over(
    bank: Bank, journal: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    gaps: list[float] = []
    with pair_of(bank, waits=True) as pair:
        trial = Trial(bank, machine.PATIENCE_S)
        with Crowd(bank, trial, (stories.own, stories.other), _PAUSE_S) as crowd:
            for _ in range(ROUNDS):
                crowd.until_more()

                def fail_over() -> None:
                    pair.fail_over()
                    crowd.until_one_more()

                gaps.append(seconds_of(fail_over))
                crowd.until_more()
                pair.rebuild()
        assert crowd.failures == []
        trial.come_to_rest()
        journal.judge("kill -9 of the primary, standby promoted", trial, faults=ROUNDS)
        acknowledged = crowd.acknowledged()
    machine.tell(
        capsys,
        f"{ROUNDS} rounds, {acknowledged} acknowledged, 0 lost",
        f"seconds without an answer: {', '.join(f'{gap:.1f}' for gap in gaps)}",
    )


def test_a_standby_nobody_waits_for_loses_what_was_acknowledged(
    bank: Bank, journal: Journal
) -> None:
    """The control: asynchronous, and the line was cut a moment before."""
    with pair_of(bank, waits=False) as pair:
        trial = Trial(bank, machine.PATIENCE_S)
        with Crowd(bank, trial, (stories.own,)) as crowd:
            crowd.until_more()
            pair.stop_following()
            crowd.until_more()
        pair.fail_over()
        trial.come_to_rest()
        journal.caught("a standby that nobody waits for", trial, Wrong.LOST)
