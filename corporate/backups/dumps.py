"""A whole bank as one file that any later PostgreSQL reads (逻辑转储): the way across major versions.

`pg_dump` writes it from one snapshot, and beside it stands how many rows each table had in that snapshot, so that
what was loaded can be held against what was dumped. Sealed like every backup. Roles are not in it: they are
made anew, and given their passwords by who runs the server.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import psycopg
from psycopg import IsolationLevel, sql

from corporate.backups import source
from corporate.backups.base import Counted, digest
from corporate.backups.errors import BackupDamaged, LoadedDiffers, NoBackup, PlaceTaken
from corporate.backups.store import durable
from kernel.crypto.sealed_stream import Keys, open_stream, seal_stream
from kernel.ids import Randomness
from kernel.postgres.tools import ToolFailed, Tools, last_line
from kernel.text import Text
from migrations import upgrade

_SCHEMAS: Final = ("yinqi", "procrastinate")
_PIECE_BYTES: Final = 1 << 20
_TABLES: Final = """
SELECT format('%%I.%%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY (%s) AND c.relkind = 'r' ORDER BY 1
"""
_USED: Final = "SELECT 1 FROM pg_class c WHERE c.relnamespace = 'yinqi'::regnamespace AND c.relkind = 'r' LIMIT 1"


@dataclass(frozen=True, slots=True)
class Dumped:
    """What a dump holds: the server and schema it came from, its digest, and the rows of each table."""

    server: str
    schema: str
    bytes: int
    sha256: str
    rows: Mapping[str, int]


def dump(dsn: str, file: Path, keys: Keys, randomness: Randomness, tools: Tools) -> Dumped:
    """Write the database of a superuser's `dsn` into `file`, while the bank goes on or stands still.

    Raises ServerAway, ToolFailed, PlaceTaken; then there is no file.
    """
    if file.exists():
        raise PlaceTaken(folder=file)
    server, schema = source.facts(dsn)
    with _snapshot(dsn) as (name, rows), durable(file) as out:
        counted = Counted(out)
        _copy(tools, dsn, name, counted, keys, randomness)
    made = Dumped(server, schema, counted.size, counted.hash.hexdigest(), rows)
    with durable(_manifest(file)) as out:
        out.write(json.dumps(asdict(made), indent=1).encode())
    return made


def load(dsn: str, file: Path, keys: Keys, tools: Tools) -> Dumped:
    """Read `file` into the empty database of a superuser's `dsn`, and count what came.

    All of it or nothing. Raises NoBackup, BackupDamaged, PlaceTaken, CiphertextRefused, ToolFailed, LoadedDiffers.
    """
    made = _read_manifest(file)
    if digest(file) != made.sha256:
        raise BackupDamaged(name=file)
    _make_room(dsn)
    with file.open("rb") as sealed:
        _restore(tools, dsn, open_stream(sealed, keys))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")
        differ = {name: n for name, n in _counted(connection).items() if n != made.rows.get(name)}
    if differ:
        raise LoadedDiffers(tables=", ".join(differ))
    return made


@contextlib.contextmanager
def _snapshot(dsn: str) -> Iterator[tuple[str, dict[str, int]]]:
    """The name of a snapshot others may read from while the block lasts, and the rows it sees."""
    with psycopg.connect(dsn) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        row: Any = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield str(row[0]), _counted(connection)


def _counted(connection: psycopg.Connection[Any]) -> dict[str, int]:
    tables = connection.execute(_TABLES, (list(_SCHEMAS),)).fetchall()
    return {name: _rows(connection, name) for (name,) in tables}


def _rows(connection: psycopg.Connection[Any], table: str) -> int:
    row: Any = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608 - quoted by the server
    return int(row[0])


def _copy(  # noqa: PLR0917 - what a copy is made of
    tools: Tools, dsn: str, snapshot: str, out: Counted, keys: Keys, randomness: Randomness
) -> None:
    words = ("--format=custom", "--compress=none", f"--snapshot={snapshot}")
    chosen = (f"--schema={name}" for name in _SCHEMAS)
    with tempfile.TemporaryFile() as log:
        with tools.start(
            "pg_dump", *words, *chosen, dsn=dsn, output=subprocess.PIPE, log=log
        ) as process:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            seal_stream(process.stdout, out, keys, randomness)  # type: ignore[arg-type]  # it is written to only
        _check(process, "pg_dump", log)


def _make_room(dsn: str) -> None:
    """Roles as for a new bank, and neither schema: both are in the dump. Raises PlaceTaken."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        name = connection.info.dbname
        with contextlib.suppress(psycopg.errors.InvalidSchemaName):
            if connection.execute(_USED).fetchone():
                raise PlaceTaken(folder=name)
        upgrade.prepare(dsn)
        for schema in _SCHEMAS:
            connection.execute(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(schema)))


def _restore(tools: Tools, dsn: str, content: BinaryIO) -> None:
    words = ("--exit-on-error", "--single-transaction")
    with tempfile.TemporaryFile() as log:
        with tools.start("pg_restore", *words, dsn=dsn, takes=True, log=log) as process:
            assert process.stdin is not None  # noqa: S101 - a pipe was asked for
            with contextlib.suppress(BrokenPipeError), process.stdin as into:
                while piece := content.read(_PIECE_BYTES):
                    into.write(piece)
        _check(process, "pg_restore", log)


def _check(process: subprocess.Popen[bytes], tool: str, log: BinaryIO) -> None:
    if process.returncode != 0:
        log.seek(0)
        raise ToolFailed(tool=tool, reason=last_line(log.read().decode(errors="replace")))


def _manifest(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _read_manifest(file: Path) -> Dumped:
    try:
        return Dumped(**json.loads(_manifest(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as missing:
        raise NoBackup(store=file.parent, what=Text("转储", "dump")) from missing
