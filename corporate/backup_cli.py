"""`yinqi backup`: copies of the whole bank, and the way back to any second."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Final

import click

from corporate import settings as configuration
from corporate.backups import (
    Receiver,
    Restoring,
    Store,
    ages,
    dumps,
    finish,
    make_key,
    pruning,
    read_keys,
    renew_key,
    restore,
    take,
    verifying,
)
from corporate.backups.belongings import Belongings
from corporate.serving import POSTGRES
from corporate.settings import SettingMissing, Settings
from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.clock import SystemClock
from kernel.crypto.sealed_stream import Keys
from kernel.errors import YinqiError
from kernel.ids import SystemRandomness
from kernel.postgres import Cluster
from kernel.postgres.tools import Tools
from kernel.text import Text

_NO_URL: Final = Text("用于备份的数据库连接", "how the role that replicates connects")
_NO_KEY: Final = Text("备份密钥文件", "the file of the backup key")


@click.group()
def backup() -> None:
    """备份与恢复 Copies of the whole bank, and the way back to any second."""


@backup.command()
@click.option(
    "--new", is_flag=True, help="A new key seals from the next start on; old ones still open."
)
def key(*, new: bool) -> None:
    """生成备份密钥 Make the key that seals backups, unless there is one; keep a copy elsewhere."""
    with _said_clearly() as settings:
        make = renew_key if new else make_key
        make(_key_file(settings), SystemRandomness())
        click.echo(str(_key_file(settings)))


@backup.command("take")
@click.option("--keep", default=limits.BACKUP_KEEP, show_default=True, help="Copies to keep.")
def take_one(*, keep: int) -> None:
    """基础备份 Copy everything while the bank goes on, then forget the oldest copies."""
    with _said_clearly() as settings:
        store, sealing = Store(settings.backup_folder), _keys(settings)
        _belongings(settings).mirror(store, sealing, SystemRandomness())
        ages.files_copied(store.folder, SystemClock().now())
        made = take(_url(settings), store, sealing, SystemClock(), SystemRandomness())
        gone = pruning.prune(store, keep)
        click.echo(f"{made.label} {made.life} {made.bytes} bytes; 清理 forgotten {len(gone)}")


@backup.command()
def receive() -> None:
    """日志接收 Receive every commit as it happens, until told to end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    with _said_clearly() as settings:
        receiver = Receiver(
            _url(settings), Store(settings.backup_folder), _keys(settings),
            SystemClock(), SystemRandomness(),
        )  # fmt: skip

        def end(_number: int, _frame: FrameType | None) -> None:
            receiver.end()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        receiver.run(_belongings(settings))


@backup.command("list")
def list_all() -> None:
    """列出备份 Every base copy, the oldest first."""
    with _said_clearly() as settings:
        for one in Store(settings.backup_folder).manifests():
            click.echo(f"{one.label} {one.life} {one.bytes} {one.server} {one.schema}")


@backup.command()
def verify() -> None:
    """校验 Hold every base copy against its manifest; exit status 1 when one is damaged."""
    with _said_clearly() as settings:
        damaged = verifying.damaged(Store(settings.backup_folder))
        for name in damaged:
            click.echo(f"损坏 damaged: {name}")
        sys.exit(1 if damaged else 0)


@backup.command()
def age() -> None:
    """备份时效 Seconds since the last copy, and since log and files were last copied; status 1 when late."""
    with _said_clearly() as settings:
        found, now = ages.read(settings.backup_folder), SystemClock().now()
        parts = (
            ("base", found.base_age_s(now), limits.BACKUP_AGE_MAX_S),
            ("log", found.wal_age_s(now), limits.BACKUP_WAL_AGE_MAX_S),
            ("files", found.files_age_s(now), limits.BACKUP_FILES_AGE_MAX_S),
        )
        for name, seconds, _ in parts:
            click.echo(f"{name} {_seconds(seconds)}")
        sys.exit(any(seconds is None or seconds > most for _, seconds, most in parts))


@backup.command("restore")
@click.option("--to", "to", help="An instant, e.g. 2026-11-23T10:05:07 (Beijing time); else all.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="A server's empty data folder; else the embedded database of this configuration.",
)
def restore_it(to: str | None, into: Path | None) -> None:
    """恢复 Lay out a server as it was at an instant; nothing that is there is overwritten."""
    with _said_clearly() as settings:
        began, store, sealing = monotonic(), Store(settings.backup_folder), _keys(settings)
        instant = _instant(to)
        written, kept = _belongings(settings).put_back(store, sealing, instant)
        cluster = None if into else Cluster(settings.data / POSTGRES)
        folder = into or _data_of(cluster)
        wanted = Restoring(folder.absolute(), instant)
        done = restore(store, sealing, wanted)
        click.echo(f"{done.manifest.label} + {done.parts} WAL → {folder}")
        click.echo(f"文件 files: {written} 写入 written, {kept} 已有 kept")
        if cluster is not None:
            with cluster:
                finish(cluster.dsn("postgres"), wanted)
                click.echo(f"已可用 ready after {monotonic() - began:.1f} s")


_DSN: Final = click.option("--dsn", help="A superuser's connection; else the embedded database.")
_FILE: Final = click.argument("file", type=click.Path(path_type=Path))


@backup.command("dump")
@_FILE
@_DSN
def dump_it(file: Path, dsn: str | None) -> None:
    """逻辑转储 Write the whole database into one sealed file that any later PostgreSQL reads."""
    with _said_clearly() as settings, _database(settings, dsn) as place:
        made = dumps.dump(place, file, _keys(settings), SystemRandomness(), Tools())
        click.echo(f"{made.server} {made.schema} {made.bytes} bytes {sum(made.rows.values())} rows")


@backup.command("load")
@_FILE
@_DSN
def load_it(file: Path, dsn: str | None) -> None:
    """装入转储 Read such a file into an empty database, and hold its rows against what was dumped."""
    with _said_clearly() as settings, _database(settings, dsn) as place:
        made = dumps.load(place, file, _keys(settings), Tools())
        click.echo(f"{made.schema} {sum(made.rows.values())} 行 rows")


@contextlib.contextmanager
def _database(settings: Settings, dsn: str | None) -> Iterator[str]:
    """The database that was named, or the embedded one, running."""
    if dsn is not None:
        yield dsn
        return
    with Cluster(settings.data / POSTGRES) as cluster:
        cluster.create_database("yinqi")
        yield cluster.dsn("yinqi")


def _instant(said: str | None) -> datetime | None:
    if said is None:
        return None
    found = datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _data_of(cluster: Cluster | None) -> Path:
    assert cluster is not None  # noqa: S101 - one of the two was given
    return cluster.home / "data"


def _url(settings: Settings) -> str:
    """How to replicate: as configured, or as the embedded server's superuser."""
    if settings.backup_url:
        return settings.backup_url
    if not settings.embedded:
        raise SettingMissing(name="YINQI_BACKUP_DATABASE_URL", why=_NO_URL)
    return Cluster(settings.data / POSTGRES).dsn("yinqi")


def _belongings(settings: Settings) -> Belongings:
    if not settings.embedded:
        return Belongings(settings.data)
    return Belongings(settings.data, Cluster(settings.data / POSTGRES).home / "secret")


def _key_file(settings: Settings) -> Path:
    if settings.backup_key:
        return Path(settings.backup_key)
    if settings.production:
        raise SettingMissing(name="YINQI_BACKUP_KEY", why=_NO_KEY)
    return settings.data / "backup-key" / "key"


def _keys(settings: Settings) -> Keys:
    if not settings.production and not settings.backup_key:
        make_key(_key_file(settings), SystemRandomness())
    return read_keys(_key_file(settings), SystemRandomness())


def _seconds(age_s: float | None) -> str:
    return "never" if age_s is None else f"{age_s:.0f} s"


@contextlib.contextmanager
def _said_clearly() -> Iterator[Settings]:
    """The configuration; an error of ours is one sentence in two languages and exit status 1."""
    try:
        yield configuration.read()
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}  [{error.code}]", err=True)
        sys.exit(1)
