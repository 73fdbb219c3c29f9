"""Runs migrations as the owner, each in one transaction, never waiting long for a lock."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text

from kernel import limits

config = context.config


def _migrate() -> None:
    engine = create_engine(config.attributes["url"])
    with engine.connect() as connection:
        connection.execute(text("SET search_path = yinqi"))
        connection.execute(text(f"SET lock_timeout = {limits.DB_MIGRATION_LOCK_TIMEOUT_MS}"))
        connection.execute(text(f"SET statement_timeout = {limits.DB_MIGRATION_TIMEOUT_MS}"))
        connection.commit()
        context.configure(
            connection=connection,
            version_table_schema="yinqi",
            transaction_per_migration=True,
            target_metadata=None,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_migrate()
