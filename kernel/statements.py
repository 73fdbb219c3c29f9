"""The shortest way of a statement through libpq, for the path that every instruction walks.

psycopg's cursors cost more Python than our statements cost SQL. Here a statement is prepared once per
connection and kind of parameters, and then sent by libpq itself, which lets go of the interpreter while
it waits. Values are adapted and read by psycopg's own adapters, so types mean the same everywhere.
"""

from __future__ import annotations

import re
import select
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg import errors, pq
from psycopg.abc import Transformer as Adapter
from psycopg.adapt import PyFormat, Transformer

from kernel import limits

Row = dict[str, Any]
Params = Sequence[Any] | Mapping[str, Any] | None

_PLACE: Final = re.compile(r"%(?:\((\w+)\)s|(s)|(%))")
_GOOD: Final = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})


@dataclass(frozen=True, slots=True)
class Query:
    """A statement as the server reads it, and where its parameters come from."""

    text: bytes
    names: tuple[str, ...] | None

    def values(self, params: Params) -> list[Any]:
        """The parameters in the order of their places."""
        if params is None:
            return []
        if self.names is None:
            return list(params)
        return [params[name] for name in self.names]  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement returned: rows if it returns any, and how many rows it touched."""

    rows: list[Row]
    count: int


@lru_cache(maxsize=limits.DB_STATEMENTS_MAX)
def compiled(sql: str) -> Query:
    """Turn `%s` and `%(name)s` into `$1`, `$2`, …; a name used twice is one parameter."""
    names: dict[str, int] = {}
    plain = 0

    def place(match: re.Match[str]) -> str:
        nonlocal plain
        name, positional, _ = match.groups()
        if name:
            return f"${names.setdefault(name, len(names) + 1)}"
        if positional:
            plain += 1
            return f"${plain}"
        return "%"

    text = _PLACE.sub(place, sql)
    return Query(text.encode(), tuple(names) if names else None)


class Statements:
    """The prepared statements of one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._pg = connection.pgconn
        self._poll = select.poll()
        self._poll.register(self._pg.socket, select.POLLIN)
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}

    def run(self, sql: str, params: Params = None) -> Result:
        """Run one statement. Raises psycopg's errors."""
        adapter = Transformer(self._connection)
        if params is None:  # may be several commands, or one that cannot be prepared
            return self._result(adapter, self._pg.exec_(compiled(sql).text))
        query = compiled(sql)
        values = query.values(params)
        dumped: Any = adapter.dump_sequence(values, _formats(len(values)))
        name = self._prepared(query.text, adapter.types)
        if name is None:
            found = self._pg.exec_params(query.text, dumped, adapter.types, adapter.formats)
        else:
            found = self._pg.exec_prepared(name, dumped, adapter.formats)
        return self._result(adapter, found)

    def run_all(self, statements: Sequence[tuple[str, Params]]) -> None:
        """Send statements as one message; their rows are not read. Raises the first one's error."""
        sends = [self._sender(sql, params) for sql, params in statements]
        self._pg.enter_pipeline_mode()
        try:
            for send in sends:
                send()
            self._pg.pipeline_sync()
            self._pg.flush()
            failed = self._failed(len(sends))
        finally:
            self._pg.exit_pipeline_mode()
        if failed is not None:
            raise self._fault(failed)

    def _sender(self, sql: str, params: Params) -> Callable[[], None]:
        """Prepare now, send later: preparing does not belong into the pipeline."""
        query = compiled(sql)
        adapter = Transformer(self._connection)
        values = query.values(params)
        dumped = adapter.dump_sequence(values, _formats(len(values)))
        types, formats = adapter.types, adapter.formats
        name = self._prepared(query.text, types) if values else None
        if name is None:
            return lambda: self._pg.send_query_params(query.text, dumped, types, formats)
        prepared = name
        return lambda: self._pg.send_query_prepared(prepared, dumped, formats)

    def _failed(self, sent: int) -> pq.abc.PGresult | None:
        """Read every result of the pipeline up to its sync; the first failure, or None."""
        failed: pq.abc.PGresult | None = None
        done = 0
        while True:
            found = self._next()
            if found is None:
                done += 1
                if done > sent:
                    self._lost()
                continue
            if found.status == pq.ExecStatus.PIPELINE_SYNC:
                return failed
            if failed is None and found.status not in _GOOD:
                failed = found
            if self._pg.status == pq.ConnStatus.BAD:
                self._lost()

    def _next(self) -> pq.abc.PGresult | None:
        """The next result; waits outside libpq, which would hold the interpreter while it waits.

        While something of ours is unsent it waits for that too: the server may say nothing before.
        """
        while self._pg.is_busy():
            wanted = select.POLLIN | select.POLLOUT if self._pg.flush() else select.POLLIN
            self._poll.modify(self._pg.socket, wanted)
            self._poll.poll()
            self._pg.consume_input()
        return self._pg.get_result()

    def _lost(self) -> None:
        raise psycopg.OperationalError(self._pg.get_error_message())

    def _result(self, adapter: Adapter, found: pq.abc.PGresult) -> Result:
        if found.status not in _GOOD:
            raise self._fault(found)
        return _rows(adapter, found)

    def _fault(self, found: pq.abc.PGresult) -> psycopg.Error:
        """The error behind a bad result; a lost connection gives one without a state of its own."""
        if self._pg.status == pq.ConnStatus.BAD and not found.error_field(
            pq.DiagnosticField.SQLSTATE
        ):
            return psycopg.OperationalError(found.get_error_message())
        return errors.error_from_result(found)

    def _prepared(self, text: bytes, types: tuple[int, ...] | None) -> bytes | None:
        key = (text, types or ())
        name = self._names.get(key)
        if name is None and len(self._names) < limits.DB_STATEMENTS_MAX:
            name = b"y%d" % len(self._names)
            done = self._pg.prepare(name, text, types)
            if done.status != pq.ExecStatus.COMMAND_OK:
                raise self._fault(done)
            self._names[key] = name
        return name


@lru_cache(maxsize=128)
def _formats(count: int) -> tuple[PyFormat, ...]:
    return (PyFormat.AUTO,) * count


def _rows(adapter: Adapter, found: pq.abc.PGresult) -> Result:
    count = found.command_tuples or 0
    if found.status == pq.ExecStatus.COMMAND_OK:
        return Result([], count)
    adapter.set_pgresult(found)
    names = [(found.fname(place) or b"").decode() for place in range(found.nfields)]
    rows = adapter.load_rows(0, found.ntuples, lambda values: dict(zip(names, values, strict=True)))
    return Result(rows, count)
