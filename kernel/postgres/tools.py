"""The server's own client programs: base backup, log receiver, verification.

They come with the server's binaries and speak to any server of the same or an older major version. A
password never stands on a command line.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kernel.errors import Unavailable
from kernel.postgres.binaries import Binaries, find_binaries
from kernel.text import Text


class ToolFailed(Unavailable):
    """One of PostgreSQL's programs ended with an error."""

    code = "postgres.tool_failed"
    text = Text("{tool} 失败：{reason}", "{tool} failed: {reason}")


class Tools:
    """Programs of one PostgreSQL installation."""

    def __init__(self, binaries: Binaries | None = None) -> None:
        """Use the installation of `binaries`, or the one the server is started from."""
        self._binaries = binaries or find_binaries()

    def run(self, tool: str, *words: str, dsn: str = "") -> str:
        """Run a program to its end; return what it said on both streams. Raises ToolFailed."""
        environment, more = _connection(dsn)
        done = subprocess.run(
            [str(self._binaries.folder / tool), *words, *more],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            raise ToolFailed(tool=tool, reason=last_line(done.stderr or done.stdout))
        return done.stdout + done.stderr

    def start(
        self,
        tool: str,
        *words: str,
        dsn: str,
        output: int = subprocess.DEVNULL,
        takes: bool = False,
        log: IO[bytes],
    ) -> subprocess.Popen[bytes]:
        """Start a program that goes on, and `takes` what is written to it; its words go to `log`."""
        environment, more = _connection(dsn)
        return subprocess.Popen(
            [str(self._binaries.folder / tool), *words, *more],
            env=environment,
            stdin=subprocess.PIPE if takes else subprocess.DEVNULL,
            stdout=output,
            stderr=log,
        )


def last_line(text: str) -> str:
    """The last thing a program said."""
    lines = [line for line in text.splitlines() if line.strip()]
    return (lines or ["it said nothing"])[-1]


def named(dsn: str, name: str) -> str:
    """The same connection under a name the server sees."""
    return make_conninfo(dsn, application_name=name)


def folder_is_empty(folder: Path) -> bool:
    """Whether a folder is not there or has nothing in it."""
    return not folder.exists() or not any(folder.iterdir())


def _connection(dsn: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The environment with the password, and the words with the rest."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    if not dsn:
        return environment, ()
    parts = conninfo_to_dict(dsn)
    password = parts.pop("password", None)
    if password:
        environment["PGPASSWORD"] = str(password)
    return environment, ("--no-password", f"--dbname={make_conninfo('', **parts)}")
