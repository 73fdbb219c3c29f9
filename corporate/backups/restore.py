"""Putting a server back (恢复): a base copy, the log after it, and the instant at which to stop.

What is there is never overwritten. The restored server starts as a new life: it waits for no standby
and no receiver until somebody says so, and writes a timeline nobody has written before.
"""

from __future__ import annotations

import shutil
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from corporate.backups.base import FILE, digest
from corporate.backups.errors import BackupDamaged, BackupKeyMissing, NotReached, PlaceTaken
from corporate.backups.receiver import PARTIAL
from corporate.backups.store import SEALED, Life, Manifest, Store
from kernel import limits
from kernel.crypto.sealed_stream import Keys, open_stream
from kernel.postgres.tools import Tools, folder_is_empty

_HISTORY: Final = ".history"
_COPY_BYTES: Final = 1 << 20
_LOOK_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Restoring:
    """What is wanted: into which (empty) folder, and up to which instant; None is all there is."""

    into: Path
    to: datetime | None = None

    @property
    def log(self) -> Path:
        """Where the log lies while the server replays it; may go afterwards."""
        return self.into.with_name(f"{self.into.name}.wal")


@dataclass(frozen=True, slots=True)
class Restored:
    """A folder a server can be started on."""

    manifest: Manifest
    parts: int  # of the log


def restore(store: Store, keys: Keys, wanted: Restoring) -> Restored:
    """Lay out the folder; the first start of a server on it replays the log and opens the books.

    Raises NoBackup, BackupDamaged, BackupKeyMissing, PlaceTaken.
    """
    if not folder_is_empty(wanted.into):
        raise PlaceTaken(folder=wanted.into)
    manifest = store.choose(wanted.to)
    life = Life(store.folder / manifest.life)
    _check(life, manifest, keys)
    _unpack(life, manifest, keys, wanted.into)
    Tools().run("pg_verifybackup", "--exit-on-error", "--quiet", str(wanted.into))
    shutil.rmtree(wanted.log, ignore_errors=True)
    wanted.log.mkdir(mode=0o700)
    parts = _lay_out(store, life, manifest, keys, wanted.log)
    _instruct(wanted)
    _give(wanted)
    return Restored(manifest, parts)


def finish(dsn: str, wanted: Restoring) -> None:
    """Wait until a started server has replayed the log, and let it forget how it came to be.

    Raises NotReached when it ended instead, because its log ends before the instant.
    """
    until = time.monotonic() + limits.BACKUP_REPLAY_S
    while _in_recovery(dsn):
        if time.monotonic() > until:
            raise NotReached
        time.sleep(_LOOK_S)
    with psycopg.connect(dsn, autocommit=True) as connection:
        for name in _instructions(wanted):
            reset: LiteralString = "ALTER SYSTEM RESET {}"
            connection.execute(sql.SQL(reset).format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")
    shutil.rmtree(wanted.log, ignore_errors=True)


def _in_recovery(dsn: str) -> bool:
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            row: Any = connection.execute("SELECT pg_is_in_recovery()").fetchone()
            return bool(row[0])
    except psycopg.Error as ended:
        raise NotReached from ended


def _check(life: Life, manifest: Manifest, keys: Keys) -> None:
    if not keys.holds(manifest.key):
        raise BackupKeyMissing(file=manifest.key)
    file = life.base / manifest.label / FILE
    if not file.exists() or digest(file) != manifest.sha256:
        raise BackupDamaged(name=file)


def _unpack(life: Life, manifest: Manifest, keys: Keys, into: Path) -> None:
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        (life.base / manifest.label / FILE).open("rb") as sealed,
        tarfile.open(fileobj=open_stream(sealed, keys), mode="r|") as content,
    ):
        content.extractall(into, filter="data")
    into.chmod(0o700)


def _lay_out(store: Store, life: Life, manifest: Manifest, keys: Keys, into: Path) -> int:
    """Unseal the log from the base copy on, and the history of every life: their numbers are taken."""
    for name, sealed in _wanted(store, life, manifest):
        with sealed.open("rb") as content, (into / name).open("wb") as out:
            shutil.copyfileobj(open_stream(content, keys), out, _COPY_BYTES)
    for part in life.wal.iterdir():  # what was being written, and what was not sealed yet
        name = part.name.removesuffix(PARTIAL)
        if part.suffix != _HISTORY and name >= manifest.first_wal and not (into / name).exists():
            shutil.copyfile(part, into / name)
    parts = sum(1 for part in into.iterdir() if part.suffix != _HISTORY)
    _reserve(store, manifest, into)
    return parts


def _reserve(store: Store, manifest: Manifest, into: Path) -> None:
    """Take the next number for the restored server's life, so that no two lives share a place.

    A server looks which timelines have a history, and takes the first that has none.
    """
    system, _, own = manifest.life.partition("-")
    taken = max(int(life.folder.name.partition("-")[2]) for life in store.lives_of(system))
    for number in range(int(own) + 1, taken + 1):
        history = into / f"{number:08X}{_HISTORY}"
        if not history.exists():
            history.write_text("# taken by another life of this server\n", encoding="ascii")
    store.life(f"{system}-{taken + 1}")


def _wanted(store: Store, life: Life, manifest: Manifest) -> Iterator[tuple[str, Path]]:
    for sealed in life.sealed.iterdir():
        name = sealed.name.removesuffix(SEALED)
        if not name.endswith(_HISTORY) and name >= manifest.first_wal:
            yield name, sealed
    system = manifest.life.partition("-")[0]
    for other in store.folder.glob(f"{system}-*/sealed/*{_HISTORY}{SEALED}"):
        yield other.name.removesuffix(SEALED), other


def _instruct(wanted: Restoring) -> None:
    """Tell the server what to do at its first start."""
    said = _instructions(wanted)
    (wanted.into / "standby.signal").unlink(missing_ok=True)
    (wanted.into / "recovery.signal").touch(mode=0o600)
    with (wanted.into / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
        settings.writelines(f"{name} = '{_quoted(value)}'\n" for name, value in said.items())


def _instructions(wanted: Restoring) -> dict[str, str]:
    said = {
        "restore_command": f'cp "{wanted.log}/%f" "%p"',
        "recovery_target_timeline": "current",
        "recovery_target_action": "promote",
        "synchronous_standby_names": "",
        "primary_conninfo": "",
        "primary_slot_name": "",
    }
    if wanted.to is not None:
        said["recovery_target_time"] = wanted.to.isoformat()
    return said


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _give(wanted: Restoring) -> None:
    """Give everything to whom the folder above belongs: the server's user, where we are root."""
    facts = wanted.into.parent.stat()
    for top in (wanted.into, wanted.log):
        for path in (top, *top.rglob("*")):
            if (path.stat().st_uid, path.stat().st_gid) != (facts.st_uid, facts.st_gid):
                shutil.chown(path, facts.st_uid, facts.st_gid)
