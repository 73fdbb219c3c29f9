"""Two releases of the product side by side: the tree as it is, and an earlier commit laid out beside it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from corporate import serving
from corporate.settings import Settings
from kernel.assets import ROOT, build_dir
from tests.scenarios.programs import wait_for

_PREPARE: Final = """
import sys
from pathlib import Path
from corporate import bootstrap, serving
from corporate.settings import Settings
from kernel.clock import FileClock
from tests.scenarios import bank
folder = Path(sys.argv[1])
folder.mkdir()
FileClock(folder / "clock").set(bank.MONDAY)
with serving.database(Settings(data=folder, clock="file")) as settings:
    bank._seed(settings, bootstrap.make_world(settings))
"""
_LOAD: Final = (
    "import jobs.worker, tests.scenarios.bank, corporate.bootstrap; from migrations import upgrade"
)
_LOOKED_AT: Final = 20
"""Commits in which a release is looked for."""
_UPGRADE: Final = """
import sys
from corporate.serving import sqlalchemy_url
from migrations import upgrade
upgrade.prepare(sys.argv[1])
upgrade.upgrade(sqlalchemy_url(sys.argv[2]))
"""


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the code, in a folder."""

    name: str
    tree: Path

    def start(
        self, log: Path, environment: Mapping[str, str], *words: str
    ) -> subprocess.Popen[bytes]:
        """Start `python -m <words>` of this version."""
        with log.open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=self.tree, env=self._environment(environment), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    @property
    def starts(self) -> bool:
        """Whether its programs can be loaded: a commit in the middle of some work may be no release."""
        done = subprocess.run(
            [sys.executable, "-c", _LOAD], cwd=self.tree, env=self._environment({}), capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    def prepare(self, folder: Path) -> None:
        """A seeded bank, with the schema and the hands of this version."""
        self._run(_PREPARE, str(folder))

    def upgrade(self, superuser: str, owner: str) -> None:
        """Bring the schema to what this version knows, as an operator does before a new version."""
        self._run(_UPGRADE, superuser, owner)

    def _run(self, script: str, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            cwd=self.tree, env=self._environment({}), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{self.name}: {done.stdout}{done.stderr}"

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, **more, "PYTHONPATH": str(self.tree)}


def this() -> Release:
    """The tree as it is."""
    return Release("new", ROOT)


def earlier(folder: Path) -> Release:
    """`ROLLING_FROM`, or the newest commit that starts and is older than the last change of the schema."""
    named = os.environ.get("ROLLING_FROM")
    for commit in [named] if named else _before_the_last_migration():
        release = _laid_out(commit, folder)
        if release.starts:
            return release
        shutil.rmtree(folder)
    message = f"no release to come from: {named or 'none of the last commits'} does not start"
    raise LookupError(message)


def _before_the_last_migration() -> list[str]:
    last = _git("log", "-1", "--format=%H", "--", "migrations").decode().strip()
    return _git("log", f"-{_LOOKED_AT}", "--format=%H", f"{last}^").decode().split()


def _laid_out(commit: str, folder: Path) -> Release:
    folder.mkdir()
    with tarfile.open(fileobj=BytesIO(_git("archive", commit)), mode="r:") as content:
        content.extractall(folder, filter="data")
    (folder / "build").symlink_to(build_dir())
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return Release("old", folder)


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S607 - the developer's own git


class Web:
    """One web process under a version; the port stays, the version changes."""

    def __init__(self, log: Path, settings: Settings, environment: Mapping[str, str]) -> None:
        self._log, self._settings = log, settings
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where the edge finds it."""
        return self._settings.port

    def start(self, release: Release) -> None:
        """Start it, and return when it listens; the edge says when it is ready."""
        words = serving.web_command(self._settings)
        self._process = release.start(self._log, self._environment, *words)
        wait_for("a web process listens", lambda: not serving.is_free(self.port), 120)

    def stop(self) -> None:
        """SIGTERM: it finishes what it has begun, and ends."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def kill(self) -> None:
        """`kill -9` of it and of what it started: whoever was being served is not."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
