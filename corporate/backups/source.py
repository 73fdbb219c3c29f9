"""The server that is backed up: who it is now, and in which life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from kernel.errors import Unavailable
from kernel.text import Text

SLOT: Final = "yinqi_archive"


class ServerAway(Unavailable):
    """The server cannot be reached, or the role may not replicate."""

    code = "backups.server_away"
    text = Text("无法连接数据库以备份：{reason}", "The server cannot be backed up: {reason}")


@dataclass(frozen=True, slots=True)
class Identity:
    """A life of a server: what it is called for ever, and how often it has been promoted or restored."""

    system: str
    timeline: int

    @property
    def life(self) -> str:
        """Its part of the store."""
        return f"{self.system}-{self.timeline}"


def identify(dsn: str) -> Identity:
    """Who answers at that address now. Raises ServerAway."""
    try:
        with psycopg.connect(make_conninfo(dsn, replication="true"), autocommit=True) as connection:
            row: Any = connection.execute("IDENTIFY_SYSTEM").fetchone()
    except psycopg.Error as away:
        raise ServerAway(reason=str(away).strip()) from away
    system, timeline = row[:2]  # on such a connection texts come as bytes
    return Identity(system.decode() if isinstance(system, bytes) else str(system), int(timeline))


def facts(dsn: str) -> tuple[str, str]:
    """The server's version, and the revision of our schema; raises ServerAway."""
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            version: Any = connection.execute("SHOW server_version").fetchone()
            return str(version[0]), _schema(connection)
    except psycopg.Error as away:
        raise ServerAway(reason=str(away).strip()) from away


def _schema(connection: psycopg.Connection[Any]) -> str:
    try:
        row = connection.execute("SELECT version_num FROM yinqi.alembic_version").fetchone()
    except psycopg.Error:  # a role that may only replicate sees no table, and needs none
        return ""
    return str(row[0]) if row else ""
