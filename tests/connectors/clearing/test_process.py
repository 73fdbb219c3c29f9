"""The test bank as a process of its own: kill -9 makes it forget nothing; production refuses it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.__main__ import REFUSED, main
from connectors.clearing.simulator.director import Director
from connectors.ports import Outcome
from kernel.assets import ROOT
from kernel.clock import FileClock

from .conftest import BANK, submission


class Running:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        words = [sys.executable, "-m", "connectors.clearing.simulator", "--data", str(self._folder)]
        clock = ["--clock", str(self._folder / "clock")]
        self.process = subprocess.Popen(
            [*words, *clock], cwd=ROOT, text=True, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self, *, kindly: bool) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        if kindly:
            self.process.terminate()
        else:
            self.process.kill()
        code = self.process.wait(60)
        self.process.stdout.close()
        return code


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    found = Running(tmp_path)
    yield found
    if found.process is not None and found.process.poll() is None:
        found.end(kindly=False)


def test_kill_9_forgets_nothing(running: Running) -> None:
    address = running.start()
    director = Director(address)
    director.credit(BANK, "HVPS", "R1", {"amount": "1.00"})
    first = HttpClearing(address).submit(BANK, submission(1))
    director.close()
    running.end(kindly=False)

    address = running.start()
    link, director = HttpClearing(address), Director(address)
    assert link.enquire(BANK, submission(1).id) == first
    assert link.submit(BANK, submission(1)) == first
    assert [row["received"] for row in director.submissions(BANK)] == [2]
    assert [credit.reference for credit in link.collect(BANK, "").credits] == ["R1"]
    director.close()
    assert running.end(kindly=True) == 0


def test_time_is_the_shared_clock_file(running: Running, tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock")
    clock.set(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    link = HttpClearing(running.start())
    assert link.submit(BANK, submission(1, amount="8888.10")).outcome is Outcome.SETTLED
    assert link.collect(BANK, "").answers == ()
    clock.set(datetime(2026, 11, 24, 1, 0, 1, tzinfo=UTC))
    assert [a.outcome for a in link.collect(BANK, "").answers] == [Outcome.RETURNED]


def test_it_does_not_run_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path / "x"), "--profile", "production"]) == REFUSED
    monkeypatch.setitem(os.environ, "YINQI_PROFILE", "production")
    assert main(["--data", str(tmp_path / "x")]) == REFUSED
    assert "never runs in production" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
