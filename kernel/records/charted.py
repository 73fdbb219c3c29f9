"""A table whose rows walk along a chart: written, locked, and moved by compare-and-set with a transition row.

The one home of these statements for slices that move a row at a time. Where a move, its transition and
its event are one statement for speed (payments, batches, dispatch, approval), the slice holds that statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.types.json import Json

from kernel.context import Context
from kernel.db import Retry
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.states import Chart, Edge
from kernel.text import Text

_STEP: Final = ("seq", "source", "target", "trigger", "actor", "at")


@dataclass(frozen=True, slots=True)
class Charted:
    """One such table: its columns, those that hold JSON, and those a move may change beside the state.

    `steps` is the table of transitions and `key` its column for the row they are of.
    """

    name: str
    what: Text
    chart: Chart
    columns: tuple[str, ...]
    json: frozenset[str]
    changeable: frozenset[str]
    steps: str
    key: str

    def insert(self, ctx: Context, row: Row) -> None:
        """Write a new row. Raises Retry when another takes one of its keys now."""
        places = ", ".join(f"%({column})s" for column in self.columns)
        sql = f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({places})"  # noqa: S608
        try:
            ctx.uow.run(sql, self._dumped({column: row[column] for column in self.columns}))
        except psycopg.errors.UniqueViolation as taken:
            raise Retry from taken

    def lock(self, ctx: Context, **keys: object) -> Row:
        """Lock the one row of this bank with these keys. Raises NotFound."""
        named = "".join(f" AND {column} = %({column})s" for column in keys)
        sql = f"SELECT * FROM {self.name} WHERE tenant_id = %(tenant)s{named} FOR NO KEY UPDATE"  # noqa: S608
        row = ctx.uow.row(sql, {"tenant": ctx.tenant_id, **keys})
        if row is None:
            raise NotFound(self.what)
        return row

    def move(
        self, ctx: Context, row: Row, trigger: str, changes: Mapping[str, Any]
    ) -> tuple[Row, Edge]:
        """Take one edge by compare-and-set; the row as it is now, and the edge, whose step is yet to be written.

        Raises IllegalTransition, and Retry when the row is no longer what was read.
        """
        edge = self.chart.move(row["status"], trigger)
        if changes.keys() - self.changeable:
            message = f"a transition does not change {sorted(changes.keys() - self.changeable)}"
            raise ValueError(message)
        moved = {"status": edge.target, "version": row["version"] + 1, **changes}
        if "status_at" in self.columns:
            moved["status_at"] = ctx.now
        sets = ", ".join(f"{column} = %({column})s" for column in moved)
        sql = (
            f"UPDATE {self.name} SET {sets} WHERE tenant_id = %(tenant)s AND id = %(id)s"  # noqa: S608
            " AND status = %(was)s AND version = %(read)s"
        )
        key = {"tenant": ctx.tenant_id, "id": row["id"], "was": edge.source, "read": row["version"]}
        if ctx.uow.run(sql, self._dumped(moved) | key) != 1:
            raise Retry
        return {**row, **moved}, edge

    def step(self, ctx: Context, row: Row, edge: Edge, **more: object) -> None:
        """Write the transition a row has just made; `more` are columns of this kind's transitions only."""
        values = (row["version"], edge.source, edge.target, edge.trigger, ctx.actor.name, ctx.now)
        given = {
            "tenant_id": ctx.tenant_id,
            self.key: row["id"],
            **dict(zip(_STEP, values, strict=True)),
            **more,
        }
        places = ", ".join(f"%({column})s" for column in given)
        sql = f"INSERT INTO {self.steps} ({', '.join(given)}) VALUES ({places})"  # noqa: S608
        ctx.uow.run(sql, given)

    def _dumped(self, row: Mapping[str, Any]) -> Row:
        return {name: Json(value) if name in self.json else value for name, value in row.items()}
