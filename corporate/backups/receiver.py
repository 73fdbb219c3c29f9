"""The log receiver (日志接收): every commit reaches the store as it happens.

`pg_receivewal` writes the log through to the disk and says so; a server that names this receiver in
`synchronous_standby_names` acknowledges no payment before that. Finished parts are sealed, files and
keys follow once a minute. It may be killed at any moment: it goes on where the store ends.
"""

from __future__ import annotations

import logging
import re
import subprocess
import threading
from pathlib import Path
from typing import Final

from corporate.backups import ages, source
from corporate.backups.belongings import Belongings
from corporate.backups.source import ServerAway
from corporate.backups.store import SEALED, Life, Store, durable
from kernel import limits
from kernel.clock import Clock
from kernel.crypto.sealed_stream import Keys, seal_stream
from kernel.ids import Randomness
from kernel.postgres.tools import ToolFailed, Tools, named

NAME: Final = "yinqi_archive"  # what the server's synchronous_standby_names calls us
FINISHED: Final = re.compile(r"[0-9A-F]{24}")
PARTIAL: Final = ".partial"
_TOOL: Final = "pg_receivewal"
_LOG: Final = logging.getLogger(__name__)


class Receiver:
    """Receives until it is told to end."""

    def __init__(
        self, dsn: str, store: Store, keys: Keys, clock: Clock, randomness: Randomness
    ) -> None:
        self._dsn = named(dsn, NAME)
        self._store, self._keys = store, keys
        self._clock, self._randomness = clock, randomness
        self._ended = threading.Event()

    def end(self) -> None:
        """Finish what is begun, and end."""
        self._ended.set()

    def run(self, belongings: Belongings) -> None:
        """Receive; when the server is away, look again. Why is said once, and again when it is another reason."""
        said = ""
        while not self._ended.is_set():
            try:
                self._receive(belongings)
                said = ""
            except (ServerAway, ToolFailed) as away:
                if away.message.en != said:
                    said = away.message.en
                    _LOG.warning("%s", said)
            self._ended.wait(limits.BACKUP_REST_S)

    def _receive(self, belongings: Belongings) -> None:
        """Receive from the server as it is now, until it or we end."""
        life = self._store.life(source.identify(self._dsn).life)
        slot = f"--slot={source.SLOT}"
        Tools().run(_TOOL, "--create-slot", "--if-not-exists", slot, dsn=self._dsn)
        with (life.folder / "receiver.log").open("ab") as log:
            process = Tools().start(
                _TOOL, f"--directory={life.wal}", slot, "--synchronous", "--no-loop",
                "--status-interval=1", dsn=self._dsn, log=log,
            )  # fmt: skip
        try:
            while process.poll() is None and not self._ended.is_set():
                self._attend(life, belongings)
                self._ended.wait(limits.BACKUP_REST_S)
        finally:
            _end(process)
            seal_finished(life, self._keys, self._randomness)

    def _attend(self, life: Life, belongings: Belongings) -> None:
        seal_finished(life, self._keys, self._randomness)
        self._mirror(belongings)
        newest = max((path.name for path in life.wal.iterdir()), default="")
        now = self._clock.now().isoformat(timespec="milliseconds")
        ages.note(self._store.folder, wal_at=now, wal_newest=newest)

    def _mirror(self, belongings: Belongings) -> None:
        """Files and keys; what cannot be read there never stops the log."""
        try:
            belongings.mirror(self._store, self._keys, self._randomness)
        except OSError:
            _LOG.exception("files and keys are not copied")
            return
        ages.files_copied(self._store.folder, self._clock.now())


def seal_finished(life: Life, keys: Keys, randomness: Randomness) -> None:
    """Seal the parts that are complete; the clear one goes only when the sealed one is on the disk."""
    for part in sorted(life.wal.iterdir()):
        if FINISHED.fullmatch(part.name) or part.suffix == ".history":
            seal_file(part, life.sealed / f"{part.name}{SEALED}", keys, randomness)
            if part.suffix != ".history":  # the receiver looks for these
                part.unlink()


def seal_file(file: Path, target: Path, keys: Keys, randomness: Randomness) -> None:
    """Seal one file, durably."""
    with file.open("rb") as content, durable(target) as out:
        seal_stream(content, out, keys, randomness)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(limits.STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
