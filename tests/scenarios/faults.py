"""Throws a named fault exactly once, in a chosen program, and knows whether it was thrown.

Every failpoint is armed with `kill` in every process from its start; a mark says that it has been
thrown already. To arm one is to take its mark away; the process that passes the place next sets the
mark again, as the first of all processes, and dies. So no process has to be started anew to be
given a fault, and the mark is the proof that the fault was real.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.scenarios.points import NAMES


class Faults:
    """The marks of some programs."""

    def __init__(self, folder: Path, programs: Iterable[str]) -> None:
        self._folder = folder
        for program in programs:
            (folder / program).mkdir(parents=True)
            for name in NAMES:
                (folder / program / name).touch()

    @property
    def environment(self) -> Mapping[str, str]:
        """What every program is started with."""
        return {"YINQI_FAILPOINTS": ";".join(f"{name}=kill" for name in sorted(NAMES))}

    def arm(self, program: str, name: str) -> None:
        """The next process of the program that passes the place dies there."""
        (self._folder / program / name).unlink()

    def thrown(self, program: str, name: str) -> bool:
        """Whether a process has died at the armed place."""
        return (self._folder / program / name).exists()

    def disarm(self) -> None:
        """Put every mark back: nobody dies any more."""
        for program in self._folder.iterdir():
            for name in NAMES:
                (program / name).touch()
