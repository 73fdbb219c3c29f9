"""Counts the statements a piece of code sends: hot paths and list pages have a budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

from kernel.statements import Params, Result, Statement, Statements

_OPENING = ("BEGIN", "SET LOCAL yinqi.")
"""Travels with the first message and is no question of anybody's."""


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements sent meanwhile, in order: the house's own way and the ORM's alike."""
    sent: list[str] = []
    run, run_all, execute = Statements.run, Statements.run_all, psycopg.Cursor.execute

    def counted_run(self: Statements, sql: str, params: Params = None) -> Result:
        sent.append(sql)
        return run(self, sql, params)

    def counted_run_all(
        self: Statements, statements: Sequence[Statement]
    ) -> tuple[list[Result], psycopg.Error | None]:
        sent.extend(sql for sql, _ in statements if not sql.startswith(_OPENING))
        return run_all(self, statements)

    def counted_execute(self: psycopg.Cursor[Any], query: Any, *args: Any, **more: Any) -> Any:
        sent.append(str(query))
        return execute(self, query, *args, **more)

    with (
        patch.object(Statements, "run", counted_run),
        patch.object(Statements, "run_all", counted_run_all),
        patch.object(psycopg.Cursor, "execute", counted_execute),
    ):
        yield sent
