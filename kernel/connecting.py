"""How a connection of the house is made: its patience, and what holds for each of its sessions."""

from __future__ import annotations

from typing import Any

import psycopg

from kernel import limits


def connect(dsn: str) -> psycopg.Connection[Any]:
    """A connection that prepares nothing by itself: `Statements` does, and psycopg would drop it."""
    return psycopg.connect(
        dsn,
        autocommit=True,
        prepare_threshold=None,
        options=_options(),
        application_name="yinqi",
        connect_timeout=limits.DB_CONNECT_TIMEOUT_S,
        keepalives_idle=limits.DB_SILENCE_S,
        keepalives_interval=limits.DB_SILENCE_S,
        keepalives_count=1,
        tcp_user_timeout=2 * limits.DB_SILENCE_S * 1000,
    )


def _options() -> str:
    return (
        "-c search_path=yinqi"
        f" -c statement_timeout={limits.DB_STATEMENT_TIMEOUT_MS}"
        f" -c lock_timeout={limits.DB_LOCK_TIMEOUT_MS}"
        f" -c idle_in_transaction_session_timeout={limits.DB_IDLE_TIMEOUT_MS}"
        " -c timezone=UTC"
    )
