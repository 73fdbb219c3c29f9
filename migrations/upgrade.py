"""Prepare a server and bring its schema to the newest revision."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql

_HERE = Path(__file__).parent


def prepare(admin_dsn: str) -> None:
    """As a superuser, once per database: roles, and the schema owned by yinqi_owner."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute((_HERE / "sql" / "roles.sql").read_text(encoding="utf-8"))
        connection.execute("CREATE SCHEMA IF NOT EXISTS yinqi AUTHORIZATION yinqi_owner")
        connection.execute("CREATE SCHEMA IF NOT EXISTS procrastinate AUTHORIZATION yinqi_owner")
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        connection.execute(  # rows of a file are looked at in a TEMP table
            sql.SQL("GRANT TEMPORARY ON DATABASE {} TO yinqi_app").format(name)
        )
        connection.execute(
            sql.SQL(
                "GRANT CONNECT ON DATABASE {} TO yinqi_owner, yinqi_app, yinqi_worker, yinqi_desk,"
                " yinqi_auditor"
            ).format(name)
        )


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Run the migrations up to `revision`; `owner_url` logs in as yinqi_owner."""
    command.upgrade(_config(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    """Run the migrations down to `revision`."""
    command.downgrade(_config(owner_url), revision)


def _config(owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = owner_url
    return config
