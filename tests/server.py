"""The PostgreSQL a test run uses: an embedded one of its own, or the server `YINQI_TEST_DSN` names.

One database is built by the migrations once per run, filled once, and put back before each test, so
that a test finds the world as it was made and costs milliseconds.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
import sqlalchemy
from psycopg import sql
from psycopg.conninfo import make_conninfo

from kernel.db import Database
from kernel.postgres import Cluster
from migrations.upgrade import prepare, upgrade

ROLES = ("yinqi_owner", "yinqi_app", "yinqi_worker", "yinqi_desk", "yinqi_auditor")
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Both run as superuser: triggers and row security stand aside, nothing else does.
SNAPSHOT = """
DO $$
DECLARE t text; n bigint;
BEGIN
  DROP SCHEMA IF EXISTS snapshot CASCADE;
  CREATE SCHEMA snapshot;
  CREATE TABLE snapshot.kept (name text PRIMARY KEY, filled bigint NOT NULL, since bigint NOT NULL);
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'yinqi' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('CREATE TABLE snapshot.%I AS TABLE yinqi.%I', t, t);
    GET DIAGNOSTICS n = ROW_COUNT;
    INSERT INTO snapshot.kept VALUES (t, n, pg_current_xact_id()::text::bigint);
  END LOOP;
END $$
"""
# A table with as many rows as before, none of them younger, is as it was: most tests touch few.
RESTORE = """
DO $$
DECLARE t record; touched boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR t IN SELECT name, filled, since FROM snapshot.kept LOOP
    EXECUTE format(
      'SELECT count(*) <> %s OR coalesce(max(xmin::text::bigint), 0) > %s FROM yinqi.%I',
      t.filled, t.since, t.name
    ) INTO touched;
    CONTINUE WHEN NOT touched;
    EXECUTE format('DELETE FROM yinqi.%I', t.name);
    EXECUTE format(
      'INSERT INTO yinqi.%I OVERRIDING SYSTEM VALUE SELECT * FROM snapshot.%I', t.name, t.name
    );
    UPDATE snapshot.kept SET since = pg_current_xact_id()::text::bigint WHERE name = t.name;
  END LOOP;
END $$
"""
# Which transactions have written so far, and which of them are under way: the same twice is nothing written between.
WRITERS = "SELECT pg_current_snapshot()::text"


class Server(Protocol):
    """A server on which this run may make databases."""

    def dsn(self, dbname: str, role: str | None = None) -> str:
        """How a role, or the superuser, reaches a database."""
        ...

    def let_in(self) -> None:
        """Let the house's roles log in, once they exist."""
        ...


class EmbeddedServer:
    """Our own cluster in a temporary folder; it forgets everything when the power fails."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder / "pg", FORGETFUL)

    def dsn(self, dbname: str, role: str | None = None) -> str:
        return self.cluster.dsn(dbname, role) if role else self.cluster.dsn(dbname)

    def let_in(self) -> None:
        for role in ROLES:
            self.cluster.give_login(role)


class OtherServer:
    """A server somebody else runs, such as Debian's PostgreSQL 15; named by a superuser's DSN."""

    def __init__(self, superuser: str) -> None:
        self._superuser = superuser
        self._secret = hashlib.sha256(superuser.encode()).hexdigest()

    def dsn(self, dbname: str, role: str | None = None) -> str:
        if role is None:
            return make_conninfo(self._superuser, dbname=dbname)
        return make_conninfo(self._superuser, dbname=dbname, user=role, password=self._secret)

    def let_in(self) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            for role in ROLES:
                query = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
                connection.execute(query.format(sql.Identifier(role), sql.Literal(self._secret)))


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """The server of this run."""
    named = os.environ.get("YINQI_TEST_DSN")
    if named:
        yield OtherServer(named)
        return
    server = EmbeddedServer(folder)
    server.cluster.start()
    try:
        yield server
    finally:
        server.cluster.destroy()


class TestDatabase:
    """One migrated database and a pool for each role; `restore` undoes what a test did."""

    __test__ = False

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.name = name
        self.app = Database(server.dsn(name, "yinqi_app"), pool_size=20)
        self.worker = Database(server.dsn(name, "yinqi_worker"), pool_size=8)
        self.desk = Database(server.dsn(name, "yinqi_desk"), pool_size=4)
        self.auditor = Database(server.dsn(name, "yinqi_auditor"), pool_size=2)
        self.owner = Database(server.dsn(name, "yinqi_owner"), pool_size=2)
        self._keeper: psycopg.Connection | None = None
        self._writers = ""

    def as_superuser(self, statement: str) -> None:
        """Do what no role of the house may."""
        with psycopg.connect(self.server.dsn(self.name), autocommit=True) as connection:
            connection.execute(statement.encode())

    def tamper(self, statement: str) -> None:
        """Change rows as somebody who owns the machine: no trigger, key or policy hinders."""
        self.as_superuser(f"SET session_replication_role = replica; {statement}")

    def snapshot(self) -> None:
        """Remember every row."""
        self.as_superuser(SNAPSHOT)

    def restore(self) -> None:
        """Put every row back, over a connection that is kept: a new one costs more than the work.

        Where nothing was written since the last time there is nothing to look for.
        """
        for attempt in range(2):
            keeper = self.kept()
            try:
                self._restore(keeper)
            except psycopg.OperationalError:  # a test that restarted the server ended it too
                keeper.close()
                if attempt:
                    raise
            else:
                return

    def kept(self) -> psycopg.Connection:
        """A superuser's connection that is kept, and with it all it has learnt of some hundred tables."""
        if self._keeper is None or self._keeper.closed:
            self._keeper = psycopg.connect(self.server.dsn(self.name), autocommit=True)
        return self._keeper

    def _restore(self, keeper: psycopg.Connection) -> None:
        if self._writers_of(keeper) != self._writers:
            keeper.execute(RESTORE)
            self._writers = self._writers_of(keeper)

    def _writers_of(self, keeper: psycopg.Connection) -> str:
        found = keeper.execute(WRITERS).fetchone()
        assert found
        return str(found[0])

    def close(self) -> None:
        """Close every connection."""
        if self._keeper is not None:
            self._keeper.close()
        for pool in (self.app, self.worker, self.desk, self.auditor, self.owner):
            pool.dispose()


@contextmanager
def fresh_database(server: Server, name: str) -> Iterator[TestDatabase]:
    """A database built by the migrations, gone afterwards."""
    quoted = sql.Identifier(name)
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
    database = None
    try:
        prepare(server.dsn(name))
        server.let_in()
        upgrade(sqlalchemy_url(server.dsn(name, "yinqi_owner")))
        database = TestDatabase(server, name)
        yield database
    finally:
        if database is not None:
            database.close()
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))


Fill = Callable[[TestDatabase], None]


def sqlalchemy_url(dsn: str) -> str:
    """The same address for Alembic, which wants a URL."""
    if dsn.startswith("postgresql://"):
        return dsn.replace("postgresql://", "postgresql+psycopg://", 1)
    known = psycopg.conninfo.conninfo_to_dict(dsn)
    return sqlalchemy.URL.create(
        "postgresql+psycopg",
        username=str(known["user"]),
        password=str(known["password"]),
        database=str(known["dbname"]),
        query={key: str(known[key]) for key in ("host", "port") if known.get(key)},
    ).render_as_string(hide_password=False)
