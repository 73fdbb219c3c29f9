"""A cluster's life in one process: made, found again, private, safe by default."""

import os
import threading
from pathlib import Path

import psycopg
import pytest

from kernel.postgres import (
    Cluster,
    DatabaseFolderForeign,
    DatabaseStartFailed,
    DatabaseVersionDiffers,
    NoDatabaseBinaries,
    ServerState,
    launch,
    place,
)
from kernel.postgres.account import USER_NAME, Account, server_account
from tests.kernel.postgres.conftest import FAST, ask

pytestmark = pytest.mark.database


def test_the_second_start_finds_what_the_first_wrote(folder: Path) -> None:
    with Cluster(folder, FAST) as first:
        assert first.create_database("bank") is True
        assert first.create_database("bank") is False
        ask(first, "CREATE TABLE kept AS SELECT 42 AS n", "bank")
    assert first.state() is ServerState.STOPPED
    with Cluster(folder, FAST) as second:
        assert ask(second, "SELECT n FROM kept", "bank") == [(42,)]
    assert not second.running()


def test_two_clusters_run_side_by_side(folder: Path, shared: Cluster) -> None:
    with Cluster(folder, FAST) as other:
        assert other.running()
        assert shared.running()
        other.create_database("only_here")
        found = ask(shared, "SELECT 1 FROM pg_database WHERE datname = 'only_here'")
        assert found == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("max_connections", "100"),
        ("shared_buffers", "256MB"),
        ("password_encryption", "scram-sha-256"),
    ],
)
def test_defaults_are_safe_for_money(shared: Cluster, setting: str, value: str) -> None:
    assert ask(shared, f"SHOW {setting}") == [(value,)]


def test_text_sorts_by_code_point(shared: Cluster) -> None:
    rows = ask(shared, "SELECT v FROM (VALUES ('b'), ('B'), ('中'), ('é'), ('a')) t(v) ORDER BY v")
    assert [row[0] for row in rows] == ["B", "a", "b", "é", "中"]


def test_settings_of_the_caller_win(folder: Path) -> None:
    with Cluster(folder, {**FAST, "work_mem": "5MB", "cluster_name": "it's"}) as cluster:
        assert ask(cluster, "SHOW work_mem") == [("5MB",)]
        assert ask(cluster, "SHOW cluster_name") == [("it's",)]


def test_home_and_socket_are_closed_to_others(shared: Cluster) -> None:
    assert shared.home.stat().st_mode & 0o777 == 0o700
    assert (shared.home / "secret").stat().st_mode & 0o777 == 0o600
    [(socket,)] = ask(shared, "SHOW unix_socket_directories")
    assert Path(str(socket)).stat().st_mode & 0o777 == 0o700


def test_a_role_logs_in_with_its_derived_password_only(shared: Cluster) -> None:
    ask(shared, "CREATE ROLE clerk")
    shared.give_login("clerk")
    with psycopg.connect(shared.dsn("postgres", "clerk")) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("clerk",)
    wrong = shared.dsn("postgres", "clerk").replace(shared.password("clerk"), "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    assert shared.password("clerk") != shared.password("postgres")


def test_the_server_is_never_root(shared: Cluster) -> None:
    pid = shared.pid()
    assert pid is not None
    uid = Path(f"/proc/{pid}").stat().st_uid
    if os.geteuid() == 0:
        assert uid == server_account().uid != 0
        assert Path(f"/proc/{pid}/status").read_text(encoding="utf-8").count("Groups:\t \n") == 1
    else:
        assert uid == os.geteuid()


def test_folders_above_keep_their_permissions(folder: Path) -> None:
    folder.parent.chmod(0o700)
    above = [(path, path.stat().st_mode, path.stat().st_uid) for path in folder.parents]
    with Cluster(folder, FAST):
        assert [(path, path.stat().st_mode, path.stat().st_uid) for path in folder.parents] == above


def test_a_new_checkout_at_the_same_path_starts_empty(folder: Path, tmp_path: Path) -> None:
    old = Cluster(folder, FAST)
    with old:
        old.create_database("old_books")
    aside = tmp_path / "aside"
    folder.rename(aside)
    with Cluster(folder, FAST) as new:
        assert ask(new, "SELECT 1 FROM pg_database WHERE datname = 'old_books'") == []
    Cluster(aside).destroy()


def test_a_folder_too_deep_for_a_socket_still_works(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60) / "bank"
    cluster = Cluster(deep, FAST)
    with cluster:
        assert ask(cluster, "SELECT 1") == [(1,)]
    cluster.destroy()
    assert not deep.exists()


def test_another_users_folder_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    theirs.chmod(0o750)
    (theirs / "file").write_text("theirs", encoding="utf-8")
    stranger = Account(os.geteuid() + 1, os.getegid() + 1, dropped=False)
    with pytest.raises(DatabaseFolderForeign, match=str(theirs)):
        place.settle(theirs, stranger)
    assert theirs.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in theirs.iterdir()] == ["file"]


def test_a_file_of_another_major_version_is_refused(folder: Path) -> None:
    with Cluster(folder, FAST) as cluster:
        home = cluster.home
    (home / "data" / "PG_VERSION").write_text("9\n", encoding="ascii")
    with pytest.raises(DatabaseVersionDiffers, match="written by PostgreSQL 9"):
        cluster.start()
    assert not cluster.running()


def test_half_made_data_is_made_again(folder: Path) -> None:
    cluster = Cluster(folder, FAST)
    half = cluster.home / "data.unfinished"
    half.mkdir()
    (half / "PG_VERSION").write_text("half", encoding="ascii")
    with cluster:
        assert ask(cluster, "SELECT 1") == [(1,)]
    assert not half.exists()


def test_a_server_that_refuses_to_start_says_why(folder: Path) -> None:
    cluster = Cluster(folder, {**FAST, "shared_buffers": "lots"})
    with pytest.raises(DatabaseStartFailed, match="FATAL") as refused:
        cluster.start()
    assert "未能启动" in refused.value.message.zh
    assert cluster.state() is ServerState.STOPPED


def test_missing_binaries_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINQI_PG_BIN", "/nowhere/bin")
    with pytest.raises(NoDatabaseBinaries, match="/nowhere/bin"):
        Cluster(folder, FAST).start()


def test_a_long_start_is_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(launch, "_REPORT_EVERY_S", 0.0)
    with Cluster(folder, FAST) as cluster:
        assert cluster.running()
    assert "the database is starting" in caplog.text


def test_the_server_outlives_the_thread_that_started_it(folder: Path) -> None:
    cluster = Cluster(folder, FAST)
    thread = threading.Thread(target=cluster.start)
    thread.start()
    thread.join()
    assert ask(cluster, "SELECT 1") == [(1,)]
    cluster.stop()
    assert cluster.state() is ServerState.STOPPED


def test_destroy_leaves_nothing(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "gone", FAST)
    with cluster:
        home = cluster.home
    cluster.destroy()
    assert not home.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_system_user_has_no_rights() -> None:
    if os.geteuid() == 0:
        account = server_account()
        assert account.dropped
        lines = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()
        [entry] = [line.split(":") for line in lines if line.startswith(f"{USER_NAME}:")]
        assert entry[2] != "0"
        assert entry[6].endswith("nologin")
    else:
        assert server_account() == Account(os.geteuid(), os.getegid(), dropped=False)
