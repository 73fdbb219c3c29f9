"""The shortest way of a statement through libpq, for the path that every instruction walks.

psycopg's cursors cost more Python than our statements cost SQL. Here a statement is prepared once per
connection and kind of parameters, and then sent by libpq itself, which lets go of the interpreter while
it waits. Values are adapted and read by psycopg's own adapters, so types mean the same everywhere.
"""

from __future__ import annotations

import re
import select
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg import errors, pq
from psycopg.abc import Transformer as Adapter
from psycopg.adapt import PyFormat, Transformer

from kernel import limits

Row = dict[str, Any]
Params = Sequence[Any] | Mapping[str, Any] | None
Statement = tuple[str, Params]
Types = tuple[int, ...]

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


@dataclass(slots=True)
class _Known:
    """A statement on its connection: what it is called there for which types, and how its rows are read.

    Its adapter is kept because it knows, after the first time, how each type is written and each column read.
    """

    query: Query
    adapter: Adapter
    names: dict[Types, bytes] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def rows(self, found: pq.abc.PGresult) -> list[Row]:
        """Read all rows; a prepared statement has the same columns for ever."""
        if not self.columns:
            self.columns = _columns(found)
            self.adapter.set_pgresult(found)
        else:
            self.adapter.set_pgresult(found, set_loaders=False)
        columns = self.columns
        return self.adapter.load_rows(0, found.ntuples, lambda row: dict(zip(columns, row)))  # noqa: B905 - libpq says as many


class Result:
    """What a statement returned, read when it is asked for."""

    __slots__ = ("_found", "_known")

    def __init__(self, known: _Known, found: pq.abc.PGresult) -> None:
        self._known = known
        self._found = found

    @property
    def rows(self) -> list[Row]:
        """Its rows; none of a statement that returns none."""
        if self._found.status == pq.ExecStatus.COMMAND_OK:
            return []
        return self._known.rows(self._found)

    @property
    def count(self) -> int:
        """How many rows it touched."""
        return self._found.command_tuples or 0


class Statements:
    """The prepared statements of one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._pg = connection.pgconn
        self._poll = select.poll()
        self._poll.register(self._pg.socket, select.POLLIN)
        self._known: dict[str, _Known] = {}
        self._prepared = 0

    @property
    def alive(self) -> bool:
        """Whether the server is still there. What there is to read unasked can only be its farewell."""
        self._poll.modify(self._pg.socket, select.POLLIN)
        return not self._poll.poll(0)

    def run(self, sql: str, params: Params = None) -> Result:
        """Run one statement. Raises psycopg's errors."""
        if params is None:  # may be several commands, or one that cannot be prepared
            return self._result(self._once(), self._pg.exec_(sql.encode()))
        known, dumped, types, formats = self._bound(sql, params)
        name = self._name(known, types)
        if name is None:
            found = self._pg.exec_params(known.query.text, dumped, types, formats)
            return self._result(self._once(), found)
        return self._result(known, self._pg.exec_prepared(name, dumped, formats))

    def run_all(self, statements: Sequence[Statement]) -> tuple[list[Result], psycopg.Error | None]:
        """Send statements as one message: the results up to the first that failed, and its error."""
        sends = [self._sender(sql, params) for sql, params in statements]
        self._pg.enter_pipeline_mode()
        try:
            for _, send in sends:
                send()
            self._pg.pipeline_sync()
            self._pg.flush()
            found = self._answers(len(sends))
        finally:
            self._pg.exit_pipeline_mode()
        results: list[Result] = []
        for (known, _), answer in zip(sends, found, strict=False):
            if answer.status not in _GOOD:
                return results, self._fault(answer)
            results.append(Result(known or self._once(), answer))
        if len(found) > len(sends):  # all went well, and its end did not
            return results, self._fault(found[-1])
        return results, None

    def _bound(self, sql: str, params: Params) -> tuple[_Known, Any, Types, Any]:
        """A statement with its values as they are sent."""
        known = self._known.get(sql)
        if known is None:
            known = _Known(compiled(sql), Transformer(self.connection))
            if len(self._known) < limits.DB_STATEMENTS_MAX:
                self._known[sql] = known
        values = known.query.values(params)
        adapter = known.adapter
        dumped = adapter.dump_sequence(values, _formats(len(values)))
        return known, dumped, adapter.types or (), adapter.formats

    def _once(self) -> _Known:
        """How rows are read of a statement that is not kept."""
        return _Known(_UNKEPT, Transformer(self.connection))

    def _sender(self, sql: str, params: Params) -> tuple[_Known | None, Callable[[], None]]:
        """Prepare now, send later: preparing does not belong into the pipeline."""
        if params is None:
            text = sql.encode()
            return None, lambda: self._pg.send_query_params(text, None)
        known, dumped, types, formats = self._bound(sql, params)
        name = self._name(known, types)
        if name is None:
            text = known.query.text
            return None, lambda: self._pg.send_query_params(text, dumped, types, formats)
        prepared = name
        return known, lambda: self._pg.send_query_prepared(prepared, dumped, formats)

    def _answers(self, sent: int) -> list[pq.abc.PGresult]:
        """Every result of the pipeline up to its sync; one more than was sent when only its end went wrong."""
        found: list[pq.abc.PGresult] = []
        ends = 0
        while True:
            answer = self._next()
            if answer is None:
                ends += 1
                if ends > max(sent, len(found)):
                    self._lost()
            elif answer.status == pq.ExecStatus.PIPELINE_SYNC:
                return found
            else:
                found.append(answer)
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

    def _result(self, known: _Known, found: pq.abc.PGresult) -> Result:
        if found.status not in _GOOD:
            raise self._fault(found)
        return Result(known, found)

    def _fault(self, found: pq.abc.PGresult) -> psycopg.Error:
        """The error behind a bad result; a lost connection gives one without a state of its own."""
        if self._pg.status == pq.ConnStatus.BAD and not found.error_field(
            pq.DiagnosticField.SQLSTATE
        ):
            return psycopg.OperationalError(found.get_error_message())
        return errors.error_from_result(found)

    def _name(self, known: _Known, types: Types) -> bytes | None:
        """What a statement is called on the server; None when there are too many to prepare another."""
        name = known.names.get(types)
        if name is None and self._prepared < limits.DB_STATEMENTS_MAX:
            name = b"y%d" % self._prepared
            done = self._pg.prepare(name, known.query.text, types)
            if done.status != pq.ExecStatus.COMMAND_OK:
                raise self._fault(done)
            known.names[types] = name
            self._prepared += 1
        return name


@lru_cache(maxsize=128)
def _formats(count: int) -> tuple[PyFormat, ...]:
    return (PyFormat.AUTO,) * count


def _columns(found: pq.abc.PGresult) -> tuple[str, ...]:
    return tuple((found.fname(place) or b"").decode() for place in range(found.nfields))


_UNKEPT: Final = Query(b"", None)
