"""A follower answers reports while ERPs pay: each sees at once what it has just paid, also while the follower is killed."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import psycopg
import pytest

from kernel.postgres import Cluster
from tests.drills import machine
from tests.drills.test_standby import pair_of
from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.crowd import Crowd
from tests.scenarios.erp import Erp
from tests.scenarios.programs import wait_for
from tests.scenarios.trial import Trial

pytestmark = pytest.mark.drill
_PAUSE_S = 0.2
_ENOUGH = 40
_ANSWERED = "SELECT xact_commit FROM pg_stat_database WHERE datname = 'yinqi'"


@dataclass
class Reader:
    """An ERP that pays, and then asks for the lines of its account: what it paid must be among them."""

    bank: Bank
    trial: Trial
    looked: int = 0
    missed: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ended = Event()
        self._thread = Thread(target=self._go)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def until_more(self) -> None:
        enough = self.looked + _ENOUGH
        wait_for("lines were looked at", lambda: self.looked >= enough or bool(self.failures), 600)

    def _go(self) -> None:
        erp = Erp(self.bank.erp.config, self.bank.clock)
        after = 0
        try:
            while not self._ended.is_set():
                asked = stories.place(erp, stories.own(self.bank))
                self.trial.ask(asked)
                after = self._look(erp, asked.serial, after)
        except BaseException as failure:  # noqa: BLE001 - shown by the test, not by the thread
            self.failures.append(failure)

    def _look(self, erp: Erp, serial: str, after: int) -> int:
        """Ask for what came since the last look; others pay from the account too."""
        lines = erp.until_answered(lambda: erp.link.lines(stories.PAYER, after=after, limit=500))
        if serial not in {line["ClientSerial"] for line in lines}:
            self.missed.append(serial)
        self.looked += 1
        return max([after, *(int(str(line["Line"])) for line in lines)])


def committed(cluster: Cluster) -> int:
    """Transactions a follower has served in the bank's database; each of them only read."""
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as connection:
        row: Any = connection.execute(_ANSWERED).fetchone()
        return int(row[0])


def test_nobody_misses_what_they_have_just_paid(
    bank: Bank, capsys: pytest.CaptureFixture[str]
) -> None:
    with pair_of(bank, waits=False) as pair:
        trial = Trial(bank, machine.PATIENCE_S)
        with Crowd(bank, trial, (stories.own, stories.other), _PAUSE_S) as crowd:
            reader = Reader(bank, trial)
            try:
                reader.until_more()
                served = committed(pair.standby)
                machine.kill(pair.standby)
                reader.until_more()
                pair.standby.start()
                wait_for("it answers again", lambda: committed(pair.standby) > _ENOUGH, 600)
                reader.until_more()
            finally:
                reader.end()
        assert crowd.failures == reader.failures == []
        assert reader.missed == []
        assert served > 0
        trial.come_to_rest()
    machine.tell(capsys, f"{reader.looked} looks, 0 missed; {served} transactions of the follower")
