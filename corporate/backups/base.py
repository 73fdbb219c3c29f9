"""A base copy (基础备份): the whole data folder while the bank goes on, sealed as it comes off the server.

It carries the log of its own duration, so it can be restored alone; with the archived log it can be
brought to any later second.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from corporate.backups import ages, source
from corporate.backups.store import Manifest, Store, durable
from kernel.clock import Clock
from kernel.crypto.sealed_stream import Keys, seal_stream
from kernel.ids import Randomness
from kernel.postgres.tools import ToolFailed, Tools, last_line, named

FILE: Final = "base.sealed"
_TOOL: Final = "pg_basebackup"
_START: Final = re.compile(r"log start point: ([0-9A-F]+)/([0-9A-F]+) on timeline (\d+)")
_SEGMENT_BITS: Final = 24  # 16 MiB, PostgreSQL's own and ours


def take(dsn: str, store: Store, keys: Keys, clock: Clock, randomness: Randomness) -> Manifest:
    """Copy the server into the store. Raises ServerAway, ToolFailed; then nothing is kept."""
    identity, (server, schema) = source.identify(dsn), source.facts(dsn)
    started = clock.now()
    label = f"{started:%Y%m%dT%H%M%SZ}"
    life = store.life(identity.life)
    file = life.base / label / FILE
    with durable(file) as out:
        counted = Counted(out)
        first = _copy(dsn, counted, keys, randomness)
    finished = clock.now()
    manifest = Manifest(
        label, identity.life, _told(started), _told(finished), first, server, schema,
        keys.name, counted.size, counted.hash.hexdigest(),
    )  # fmt: skip
    life.keep(manifest)
    ages.note(store.folder, base_at=_told(finished), base_label=label, base_bytes=counted.size)
    return manifest


class Counted:
    """A file that knows how much was written into it, and its digest."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.size = 0
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write and count."""
        self.size += len(data)
        self.hash.update(data)
        return self._out.write(data)


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _copy(dsn: str, out: Counted, keys: Keys, randomness: Randomness) -> str:
    """Have the server copied into `out`; return the first part of the log it needs."""
    with tempfile.TemporaryFile() as log:
        process = Tools().start(
            _TOOL, "--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast",
            "--manifest-checksums=SHA256", "--verbose",
            dsn=named(dsn, "yinqi_backup"), output=subprocess.PIPE, log=log,
        )  # fmt: skip
        with process:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            seal_stream(process.stdout, out, keys, randomness)  # type: ignore[arg-type]  # it is written to only
        log.seek(0)
        said = log.read().decode(errors="replace")
    found = _START.search(said)
    if process.returncode != 0 or found is None:
        raise ToolFailed(tool=_TOOL, reason=last_line(said))
    high, low, timeline = int(found[1], 16), int(found[2], 16), int(found[3])
    return f"{timeline:08X}{high:08X}{low >> _SEGMENT_BITS:08X}"


def _told(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
