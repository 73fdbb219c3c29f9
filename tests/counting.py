"""Counts the statements a piece of code sends: hot paths and list pages have a budget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements of this thread's block, in order, as they were sent (ORM and raw alike)."""
    sent: list[str] = []
    original = psycopg.Cursor.execute

    def execute(self: psycopg.Cursor[Any], query: Any, *args: Any, **more: Any) -> Any:
        sent.append(str(query))
        return original(self, query, *args, **more)

    with patch.object(psycopg.Cursor, "execute", execute):
        yield sent
