"""`yinqi backup` says clearly what is missing, and with its exit status what a monitor wants to know."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from corporate.backup_cli import backup
from corporate.backups import ages
from kernel import limits
from kernel.clock import SystemClock

AWAY = "postgresql://nobody@127.0.0.1:1/yinqi?connect_timeout=2"


def typed(folder: Path, *words: str, **more: str) -> tuple[int, str]:
    environment = {
        "YINQI_DATA": str(folder), "YINQI_BACKUP_STORE": str(folder / "store"),
        "YINQI_BACKUP_KEY": str(folder / "safe" / "key"), "YINQI_BACKUP_DATABASE_URL": AWAY,
    }  # fmt: skip
    done = CliRunner().invoke(backup, words, env=environment | more)
    return done.exit_code, done.output


def test_a_key_is_made_once_and_renewed_before_the_others(tmp_path: Path) -> None:
    file = tmp_path / "safe" / "key"
    assert typed(tmp_path, "key") == (0, f"{file}\n")
    first = file.read_text(encoding="ascii")
    assert typed(tmp_path, "key")[0] == 0
    assert file.read_text(encoding="ascii") == first
    assert typed(tmp_path, "key", "--new")[0] == 0
    newest, *others = file.read_text(encoding="ascii").splitlines()
    assert others == first.split()
    assert newest != others[0]
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_taken_without_the_key_or_the_server(tmp_path: Path) -> None:
    status, said = typed(tmp_path, "take")
    assert status == 1
    assert "backups.key_missing" in said
    typed(tmp_path, "key")
    status, said = typed(tmp_path, "take")
    assert status == 1
    assert "backups.server_away" in said
    assert not list((tmp_path / "store").rglob("*.sealed*"))


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    typed(tmp_path, "key")
    (tmp_path / "safe" / "key").chmod(0o640)
    assert "backups.key_missing" in typed(tmp_path, "take")[1]


def test_without_a_copy_there_is_nothing_to_restore(tmp_path: Path) -> None:
    typed(tmp_path, "key")
    status, said = typed(tmp_path, "restore", "--into", str(tmp_path / "pg"))
    assert (status, "backups.none" in said) == (1, True)
    assert not (tmp_path / "pg").exists()


@pytest.mark.parametrize(
    ("base_s", "log_s", "files_s", "status"),
    [
        (60, 1, 1, 0),
        (limits.BACKUP_AGE_MAX_S + 60, 1, 1, 1),
        (60, limits.BACKUP_WAL_AGE_MAX_S + 60, 1, 1),
        (60, 1, limits.BACKUP_FILES_AGE_MAX_S + 60, 1),
    ],
)
def test_the_ages_of_a_copy_of_the_log_and_of_files_alarm(
    base_s: int, log_s: int, files_s: int, status: int, tmp_path: Path
) -> None:
    assert typed(tmp_path, "age") == (1, "base never\nlog never\nfiles never\n")
    now = SystemClock().now()
    ages.note(
        tmp_path / "store",
        base_at=(now - timedelta(seconds=base_s)).isoformat(),
        wal_at=(now - timedelta(seconds=log_s)).isoformat(),
        files_at=(now - timedelta(seconds=files_s)).isoformat(),
    )
    assert typed(tmp_path, "age")[0] == status
