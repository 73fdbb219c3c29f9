"""What the server writes about itself into `postmaster.pid`, read the way pg_ctl reads it."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_PID_LINE, _STATE_LINE = 0, 7


class ServerState(StrEnum):
    """How far a server is; `starting` covers crash recovery, which may take minutes."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"


_STATES = {"ready": ServerState.READY, "stopping": ServerState.STOPPING}


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A server process that is alive."""

    pid: int
    state: ServerState


def read_postmaster(data: Path) -> Postmaster | None:
    """Return the living server of a data folder; a left-over file of a dead one is none."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[_PID_LINE])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if not _lives_in(pid, data):
        return None
    word = lines[_STATE_LINE].strip() if len(lines) > _STATE_LINE else ""
    return Postmaster(pid, _STATES.get(word, ServerState.STARTING))


def _lives_in(pid: int, data: Path) -> bool:
    """Tell a server from a stranger that got its number: ours was started with `-D <data>`."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return os.fsencode(data) in words
