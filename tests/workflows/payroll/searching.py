"""Looks for words in everything a bank stores but its books: every column of every table, files, keys' folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kernel.tenancy import Scope
from tests.world import HouseWorld

BOOKS = ("ledger_account", "ledger_transaction", "ledger_entry", "ledger_hold", "ledger_day")
_TABLES = """
SELECT relname AS name FROM pg_class
 WHERE relnamespace = 'yinqi'::regnamespace AND relkind IN ('r', 'p') AND relname NOT LIKE 'ledger\\_%' ORDER BY relname
"""


def spellings(words: Iterable[str]) -> list[str]:
    """Each word as text columns hold it, and as the bytes of it would look in a BYTEA."""
    return [f"%{said}%" for word in words for said in (word, word.encode().hex())]


def tables_holding(world: HouseWorld, words: Iterable[str]) -> dict[str, int]:
    """Tables in which a word stands in any column of any row, and how many rows those are."""
    patterns = spellings(words)
    with world.db.owner.begin(Scope(world.tenant_id)) as uow:
        names = [row["name"] for row in uow.rows(_TABLES)]
        assert len(names) > 60
        found = {}
        for name in names:
            rows = uow.rows(
                f"SELECT count(*) AS n FROM yinqi.{name} t WHERE t::text LIKE ANY (%s)",  # noqa: S608 - ours
                (patterns,),
            )
            if rows[0]["n"]:
                found[name] = int(rows[0]["n"])
    return found


def files_holding(folder: Path, words: Iterable[str]) -> list[str]:
    """Files below a folder that hold one of the words."""
    wanted = [word.encode() for word in words]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(word in path.read_bytes() for word in wanted)
    ]
