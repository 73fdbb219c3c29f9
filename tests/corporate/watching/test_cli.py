"""What an operations engineer types: every check as lines, and word left by a program that is not ours."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corporate.cli import main
from corporate.settings import Settings, environment_of
from corporate.watch_cli import WatchPortTaken, watched_if_free, watching
from corporate.watching import notes
from tests.world import HouseWorld


@pytest.fixture
def settings(world: HouseWorld, tmp_path: Path) -> Settings:
    urls = {role: getattr(world.db, role).dsn for role in ("app", "auditor")}
    return Settings(data=tmp_path, database_urls=urls, clock="file", metrics_port=0)


def typed(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(main, words, env=environment_of(settings))


def test_word_left_is_told_by_health(settings: Settings) -> None:
    assert typed(settings, "note", "backup", "--good").exit_code == 0
    assert [(one.name, one.good) for one in notes.found(settings.data)] == [("backup", True)]
    assert "✓ 定期核对与备份" in typed(settings, "health").output
    typed(settings, "note", "backup", "--bad", "--said", "磁盘已满")
    told = typed(settings, "health")
    assert told.exit_code == 1
    assert "✗ 定期核对与备份 Checks and backups  backup: 磁盘已满" in told.output
    assert "[docs/runbooks/coherence-alarm.md]" in told.output
    assert "未就绪" not in told.output


@pytest.mark.parametrize("name", ["../x", "Backup", "", "a" * 41])
def test_a_name_nobody_could_watch_by_is_refused(settings: Settings, name: str) -> None:
    answer = typed(settings, "note", name, "--good")
    assert answer.exit_code == 1
    assert "corporate.note_malformed" in answer.output
    assert list(notes.found(settings.data)) == []


def test_checks_of_books_and_audit_leave_word(settings: Settings) -> None:
    assert typed(settings, "books-check").exit_code == 0
    assert typed(settings, "audit-verify").exit_code == 0
    found = {one.name: one.good for one in notes.found(settings.data)}
    assert found == {"audit": True, "books": True}


def test_a_bank_runs_without_its_watch_where_the_port_is_taken(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = Settings(
            data=settings.data,
            database_urls=settings.database_urls,
            metrics_port=other.getsockname()[1],
        )
        with pytest.raises(WatchPortTaken, match="YINQI_METRICS_PORT"), watching(taken):
            pass
        said: list[str] = []
        with watched_if_free(taken, said.append):
            assert "监控端口" in said[0]
    said.clear()
    with watched_if_free(settings, said.append):
        assert said[0].startswith("监控 metrics: http://127.0.0.1:")
