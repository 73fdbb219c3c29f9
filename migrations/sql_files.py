"""Migrations are plain SQL files, frozen once released; this runs them and knows what they made."""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

_FOLDER = Path(__file__).parent / "sql"


def read(name: str) -> str:
    """The text of one file."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def run(name: str) -> None:
    """Run a whole file as one message; `%` in it means itself."""
    op.get_bind().connection.driver_connection.execute(read(name))  # type: ignore[union-attr]


def tables_of(name: str) -> list[str]:
    """Tables a file creates, in order."""
    return re.findall(r"CREATE TABLE (\w+)", read(name))


def functions_of(name: str) -> list[str]:
    """Functions a file creates, in order."""
    return re.findall(r"CREATE FUNCTION (\w+)", read(name))


def function(file: str, name: str) -> str:
    """The text that makes one function of a file what it was, in the place of what it is now."""
    found = re.search(
        rf"CREATE (?:OR REPLACE )?FUNCTION ({name}\(.*?END \$\$;)", read(file), re.DOTALL
    )
    if found is None:
        raise LookupError(name)
    return f"CREATE OR REPLACE FUNCTION {found[1]}"
