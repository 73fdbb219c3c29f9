"""What a request left behind: rows of every table before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tests.server import TestDatabase


def rows_of(database: TestDatabase) -> dict[str, int]:
    """How many rows each table of the house has, past every wall."""
    connection = database.kept()
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'yinqi'")
    return {
        name: _count(connection, name) for (name,) in names.fetchall() if name != "alembic_version"
    }


def _count(connection: psycopg.Connection[tuple[object, ...]], name: str) -> int:
    query = sql.SQL("SELECT count(*) FROM yinqi.{}").format(sql.Identifier(name))
    row = connection.execute(query).fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    return row[0]


@contextmanager
def nothing_left(database: TestDatabase, *, nonces: int) -> Iterator[None]:
    """Assert that nothing but so many used-up nonces remains of what happens inside."""
    before = rows_of(database)
    assert before["certificate"] > 0
    yield
    after = rows_of(database)
    left = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert left == ({"direct_link_nonce": nonces} if nonces else {})
