"""The test's side of the supervisor: starts programs, kills them, and hears when they run again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic

from kernel.assets import ROOT

POLL_S = 0.02
_PAUSE = threading.Event()


def wait_for(what: str, true: Callable[[], bool], within_s: float = 60) -> None:
    """Look often until something is true; AssertionError with `what` when it does not become so."""
    until = monotonic() + within_s
    while not true():
        if monotonic() > until:
            message = f"not within {within_s:.0f} s: {what}"
            raise AssertionError(message)
        rest()


def rest() -> None:
    """A moment between two looks, short because everything is on this machine."""
    _PAUSE.wait(POLL_S)


class Programs:
    """The programs of one bank, under a supervisor of their own."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self.environment = environment
        self._pids: dict[str, tuple[int, int]] = {}
        with (folder / "supervisor.log").open("ab") as log:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "tests.scenarios.supervisor", str(folder)],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        self._reader = threading.Thread(target=self._hear, daemon=True)
        self._reader.start()

    def start(self, name: str, *words: str) -> None:
        """Run `python -m <words>` for as long as the test runs."""
        (self._folder / "marks" / name).mkdir(parents=True, exist_ok=True)
        self._say("start", name, *words)
        wait_for(f"{name} was started", lambda: name in self._pids)

    def kill(self, name: str) -> None:
        """Kill a program with all its processes, as `kill -9` does; it is started again."""
        starts = self.starts(name)
        self._say("kill", name)
        wait_for(f"{name} was started again", lambda: self.starts(name) > starts)

    def starts(self, name: str) -> int:
        """How often a program was started."""
        return self._pids.get(name, (0, 0))[1]

    def log(self, name: str, lines: int = 30) -> str:
        """The last words of a program."""
        path = self._folder / f"{name}.log"
        text = path.read_text("utf-8", "replace") if path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def stop(self) -> None:
        """Kill every program and the supervisor."""
        assert self._supervisor.stdin is not None
        assert self._supervisor.stdout is not None
        self._supervisor.stdin.close()
        self._supervisor.wait(30)
        self._reader.join(30)
        self._supervisor.stdout.close()

    def _say(self, *words: str) -> None:
        assert self._supervisor.stdin is not None
        self._supervisor.stdin.write(json.dumps(words).encode() + b"\n")
        self._supervisor.stdin.flush()

    def _hear(self) -> None:
        assert self._supervisor.stdout is not None
        for line in self._supervisor.stdout:
            said = json.loads(line)
            if said:
                self._pids[said["name"]] = (said["pid"], said["starts"])
