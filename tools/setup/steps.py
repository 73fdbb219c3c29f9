"""Steps that are done once per content of their inputs, side by side where they may be.

A stamp holds the hash of the step's inputs; a step with the same hash and all its results on disk is
not done again. Steps wait only for the steps they name.
"""

import hashlib
import platform
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from tools.setup.layout import BUILD, ROOT


@dataclass(frozen=True)
class Step:
    """One thing set-up brings: from which files, to which places, after which other steps."""

    name: str
    action: Callable[[], None]
    inputs: tuple[Path, ...] = ()
    results: tuple[Path, ...] = ()
    needs: tuple[str, ...] = field(default=())

    @property
    def stamp(self) -> Path:
        """Return the file that remembers for which inputs the step was done."""
        return BUILD / "stamps" / self.name.replace(" ", "-")

    def key(self) -> str:
        """Hash the inputs, the interpreter and the place of the project."""
        digest = hashlib.sha256(f"{ROOT}|{platform.python_version()}|{platform.machine()}".encode())
        for path in self.inputs:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def is_done(self) -> bool:
        """Tell whether the results on disk come from the inputs as they are now."""
        return (
            self.stamp.exists()
            and self.stamp.read_text(encoding="ascii") == self.key()
            and all(path.exists() for path in self.results)
        )

    def do(self) -> None:
        """Do the step and remember it."""
        started = time.monotonic()
        self.action()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.key(), encoding="ascii")
        _say(f"{self.name}: {time.monotonic() - started:.1f} s")


def carry_out(steps: Iterable[Step]) -> None:
    """Do every step that is not done, each as soon as those it needs are; raise the first failure."""
    plan = {step.name: step for step in steps}
    with ThreadPoolExecutor(max_workers=len(plan) or 1) as pool:
        running: dict[str, Future[None]] = {}
        for step in _in_order(plan):
            waits = [running[name] for name in step.needs if name in running]
            running[step.name] = pool.submit(_after, waits, step)
        for future in as_completed(running.values()):
            future.result()


def _after(waits: list[Future[None]], step: Step) -> None:
    for future in waits:
        future.result()
    if not step.is_done():
        step.do()


def _in_order(plan: Mapping[str, Step]) -> list[Step]:
    ordered: dict[str, Step] = {}

    def place(step: Step) -> None:
        for name in step.needs:
            if name in plan:
                place(plan[name])
        ordered.setdefault(step.name, step)

    for step in plan.values():
        place(step)
    return list(ordered.values())


def _say(line: str) -> None:
    sys.stderr.write(f"  set-up · {line}\n")
    sys.stderr.flush()
