"""Whether a process can serve (就绪): its database answers and has the schema the code expects.

A schema that is ahead is ready too: a new schema works with the old code while versions change.
"""

from __future__ import annotations

from kernel.db import Database
from kernel.errors import YinqiError
from kernel.tenancy import Scope


class Readiness:
    """Asks the database at every question; keeps nothing."""

    def __init__(self, database: Database, newest: str) -> None:
        self._database = database
        self._newest = newest

    def faults(self) -> tuple[str, ...]:
        """What keeps the process from serving, as codes; empty when it may."""
        try:
            with self._database.begin(Scope()) as uow:
                row = uow.row("SELECT version_num FROM alembic_version")
        except YinqiError as unreachable:
            return (unreachable.code,)
        found = row["version_num"] if row else ""
        return () if found >= self._newest else ("corporate.schema_behind",)
