"""Keeps the bank's programs running, as a supervisor does: whatever dies is started again at once.

A process of its own, so that nothing outlives the test run that started it: when its standard input
ends, everything it started is killed. It has imported the house before it forks, because two
seconds of imports at each of a hundred restarts show nothing; what it forks has opened no file, no
connection and no key yet.

In: a line `start <name> <module> <argument>…` or `kill <name>`. Out: a line of JSON for each start.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

WARM = (
    "connectors.clearing.simulator.server", "corporate.bootstrap", "corporate.demo.story",
    "corporate.serving", "connectors.tax_invoice.simulator.server", "granian.cli", "jobs.worker",
)  # fmt: skip
_STDIN = 0


@dataclass(slots=True)
class Program:
    """A program that is to run, and the process it runs as now."""

    name: str
    words: list[str]
    pid: int = 0
    end: int = -1  # becomes readable when the process has ended
    starts: int = 0


class Supervisor:
    """One loop over standard input and the ends of processes. No threads: it forks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs: dict[str, Program] = {}
        self._poll = select.poll()
        self._poll.register(_STDIN, select.POLLIN)
        self._heard = b""

    def run(self) -> None:
        """Supervise until standard input ends."""
        while True:
            ready = {descriptor for descriptor, _ in self._poll.poll()}
            for program in list(self._programs.values()):
                if program.end in ready:
                    self._bury(program)
                    self._start(program)
            if _STDIN in ready and not self._listen():
                break
        for program in self._programs.values():
            self._bury(program)

    def _listen(self) -> bool:
        """Obey whole lines; False at the end."""
        heard = os.read(_STDIN, 1 << 16)
        *lines, self._heard = (self._heard + heard).split(b"\n")
        for line in lines:
            verb, name, *words = json.loads(line)
            if verb == "start":
                self._programs[name] = Program(name, words)
                self._start(self._programs[name])
            else:
                _kill_group(self._programs[name].pid)
        return bool(heard)

    def _start(self, program: Program) -> None:
        program.starts += 1
        program.pid = os.fork()
        if program.pid == 0:
            self._become(program)
        _lead_group(program.pid)
        program.end = os.pidfd_open(program.pid)
        self._poll.register(program.end, select.POLLIN)
        said = {"name": program.name, "pid": program.pid, "starts": program.starts}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()

    def _bury(self, program: Program) -> None:
        """Reap a process, with whatever it started itself."""
        self._poll.unregister(program.end)
        os.close(program.end)
        _kill_group(program.pid)
        os.waitpid(program.pid, 0)

    def _become(self, program: Program) -> NoReturn:
        """In the child: leave the supervisor behind and run `python -m <words>`."""
        status = 1
        try:
            _lead_group(0)
            log = os.open(
                self._folder / f"{program.name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
            )
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, _STDIN)
            os.dup2(log, 1)
            os.dup2(log, 2)
            marks = self._folder / "marks" / program.name
            os.environ["YINQI_FAILPOINT_MARKS"] = str(marks)
            module, *arguments = program.words
            sys.argv = [module, *arguments]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - the last words of a program belong in its log
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


def _lead_group(pid: int) -> None:
    """Make a process the leader of its own group; parent and child both do, whoever is first."""
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(pid, pid)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    """Warm up, say so, and supervise."""
    for module in WARM:
        importlib.import_module(module)
    gc.freeze()
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    Supervisor(Path(sys.argv[1])).run()


if __name__ == "__main__":
    main()
