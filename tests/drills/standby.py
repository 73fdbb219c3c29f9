"""Two servers that take turns: what docs/operating/standby.md tells an operator to type, typed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, LiteralString
from urllib.parse import quote

import psycopg

from corporate.settings import REPLICA, environment_of
from jobs.wake_up import WakeUp
from kernel.postgres import Cluster
from kernel.postgres.place import PORT
from kernel.postgres.tools import Tools, named
from tests.drills.machine import kill, synchronous
from tests.scenarios.bank import Bank, start_programs
from tests.scenarios.programs import Programs, wait_for

NAME: Final = "yinqi_standby"
_SLOT: Final = "yinqi_standby"
_ROLES: Final = ("app", "worker", "auditor")


class Pair:
    """The server that writes and the one that follows it."""

    def __init__(self, bank: Bank, *, waits: bool = True) -> None:
        self._bank = bank
        self.primary = bank.cluster
        self.standby = Cluster(Path(f"{bank.settings.data}-standby"))
        self._waits = waits
        self._follow()
        _connect_to_both(bank, self.primary, self.standby)

    def fail_over(self) -> None:
        """`kill -9` of the server that writes; the other takes over, alone for now."""
        self._bank.judge.close()
        kill(self.primary)
        self.primary, self.standby = self.standby, self.primary
        said: tuple[LiteralString, ...] = (
            "SELECT pg_promote()", "ALTER SYSTEM RESET synchronous_standby_names",
            "SELECT pg_reload_conf()",
        )  # fmt: skip
        with psycopg.connect(self.primary.dsn("postgres"), autocommit=True) as connection:
            for sql in said:
                connection.execute(sql)
        self._bank.cluster = self.primary

    def rebuild(self) -> None:
        """What is left of the dead server goes; a copy of the living one follows it."""
        shutil.rmtree(self.standby.home / "data")
        self._follow()

    def stop_following(self) -> None:
        """The line between the two is cut, and nobody notices."""
        _set(self.standby, "primary_conninfo", "")
        wait_for("nothing is received", lambda: not _asked(self.standby, "pg_stat_wal_receiver"))

    def destroy(self) -> None:
        """Remove the second server; the bank's own is the bank's."""
        for cluster in (self.primary, self.standby):
            cluster.stop()
            if not str(cluster.home).startswith(str(self._bank.cluster.home)):
                cluster.destroy()

    def _follow(self) -> None:
        clone(self.primary, self.standby)
        self.standby.start()
        if self._waits:
            synchronous(self.primary, NAME)
        else:
            wait_for("it follows", lambda: _asked(self.primary, "pg_stat_replication"))


def clone(primary: Cluster, standby: Cluster) -> None:
    """A copy that follows, under a name and with a slot of its own."""
    data = standby.home / "data"
    dsn = named(primary.dsn("postgres"), NAME)
    _forget_slot(primary)
    Tools().run(
        "pg_basebackup", f"--pgdata={data}", "--write-recovery-conf", "--wal-method=stream",
        "--create-slot", f"--slot={_SLOT}", "--checkpoint=fast", dsn=dsn,
    )  # fmt: skip
    shutil.copy(primary.home / "secret", standby.home / "secret")
    owner = standby.home.stat()
    for path in (data, *data.rglob("*")):
        shutil.chown(path, owner.st_uid, owner.st_gid)


def both(one: Cluster, other: Cluster, role: str) -> str:
    """The address of whichever of two servers writes, for a role."""
    login, _, _ = one.dsn("yinqi", role).partition("@")
    hosts = ",".join(quote(_socket(cluster), safe="") for cluster in (one, other))
    return f"{login}@/yinqi?host={hosts}&port={PORT},{PORT}&target_session_attrs=read-write"


def _socket(cluster: Cluster) -> str:
    found = psycopg.conninfo.conninfo_to_dict(cluster.dsn("yinqi"))["host"]
    return str(found)


def _connect_to_both(bank: Bank, one: Cluster, other: Cluster) -> None:
    """Start the bank's programs, and the judge, with the address of both servers."""
    urls = {role: both(one, other, f"yinqi_{role}") for role in _ROLES}
    bank.programs.stop()
    bank.judge.close()
    bank.wake.close()
    bank.judge.superuser, bank.judge.auditor = both(one, other, "postgres"), urls["auditor"]
    bank.wake = WakeUp(urls["worker"])
    children = {role: urls[role] for role in ("app", "worker")}
    children[REPLICA] = other.dsn("yinqi", "yinqi_app")
    environment = environment_of(replace(bank.settings, database_urls=children))
    bank.programs = Programs(bank.settings.data, {**environment, **bank.faults.environment})
    start_programs(bank)


def _forget_slot(primary: Cluster) -> None:
    with psycopg.connect(primary.dsn("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
            " WHERE slot_name = %s AND NOT active",
            (_SLOT,),
        )


def _set(cluster: Cluster, name: str, value: str) -> None:
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        connection.execute("SELECT pg_reload_conf()")


def _asked(cluster: Cluster, view: str) -> bool:
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as connection:
        row: Any = connection.execute(f"SELECT count(*) FROM {view}".encode()).fetchone()  # noqa: S608 - our own names
        return bool(row[0])
