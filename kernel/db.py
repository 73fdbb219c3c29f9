"""One transaction per request or job, opened with its scope and committed at the edge.

Connections are in autocommit and `UnitOfWork` is the only place that says BEGIN, COMMIT or ROLLBACK:
BEGIN and both session variables travel with whatever is sent first, what is deferred with the COMMIT; a
transaction that is one message needs neither.
Services get a unit of work and never end it. A lost connection at COMMIT is an unknown outcome, never
a failure.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

import psycopg
from psycopg.pq import TransactionStatus

from kernel import limits, meters
from kernel.ahead import Ahead, Noted
from kernel.answers import Answers
from kernel.connecting import connect
from kernel.db_errors import CommitUnknown, Contended, DatabaseUnavailable
from kernel.errors import YinqiError
from kernel.failpoints import fp
from kernel.pool import Exhausted, Pool
from kernel.statements import Params, Result, Row, Statement, Statements
from kernel.tenancy import Scope

_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Retry(Exception):
    """Another transaction wrote first; begin again and look at what it wrote."""


Blame = Callable[[psycopg.Error], Exception]


@dataclass(frozen=True, slots=True)
class Deferred:
    """A write that waits for its message."""

    sql: str
    params: Params
    blame: Blame


class UnitOfWork:
    """One transaction in one scope: what is asked and written in it, and how it ends."""

    def __init__(self, statements: Statements, scope: Scope) -> None:
        self.scope = scope
        self.raw = statements.connection
        self._statements = statements
        self._begun = False
        self._noting = False
        self._ahead = Ahead()
        self._along: list[Statement] = []
        self.answers = Answers()
        self._deferred: list[Deferred] = []
        self._after: list[Callable[[], None]] = []

    def rows(self, sql: str, params: Params = None) -> list[Row]:
        """Run one statement and return its rows as dictionaries."""
        statement = (sql, params)
        if self._noting:
            raise Noted(statement)
        if self._deferred:
            self._ahead.forget()
        if noted := self._ahead.wants(statement):
            self._ahead.keep(self._send(noted))
        found = self.answers.find(statement)
        if found is None:
            found = self._ahead.take(statement) or self._ask_with_others(statement)
            self.answers.keep(statement, found)
        return found.rows

    def row(self, sql: str, params: Params = None) -> Row | None:
        """The first row, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def run(self, sql: str, params: Params = None) -> int:
        """Run one statement and return how many rows it touched."""
        self._refuse_rehearsal()
        self.answers.forget()
        return self._ask(sql, params).count

    @contextlib.contextmanager
    def copying(self, sql: str) -> Iterator[psycopg.Copy]:
        """A COPY in or out, in this transaction: many rows as a stream, none of them kept here."""
        self._refuse_rehearsal()
        self.answers.forget()
        self._ahead.forget()
        if self._deferred or not self._begun:
            self._send(())
        with self.raw.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            yield copy

    def ahead(self, work: Callable[[], object]) -> None:
        """Rehearse `work` up to the first thing it reads, and read that with the next message.

        For who knows what will be asked next: the answers to all of it then come in one trip, each
        to whoever asks for it, as long as nothing else was sent meanwhile.
        """
        if (statement := self._first_read(work)) is not None:
            self._ahead.note(statement)

    def along(self, work: Callable[[], object]) -> None:
        """The same, but it travels with whatever is asked next, and is good as long as `answers` are."""
        if (statement := self._first_read(work)) is not None:
            self._along.append(statement)

    def _first_read(self, work: Callable[[], object]) -> Statement | None:
        self._noting = True
        try:
            work()
        except Noted as noted:
            return noted.statement
        finally:
            self._noting = False
        return None

    def defer(self, sql: str, params: Params, blame: Blame) -> None:
        """Write later, but before anything is read and at the latest with the commit.

        What a request writes then travels as one message. `blame` turns a database error into the
        error of ours it stands for; it surfaces where the message is sent.
        """
        self._refuse_rehearsal()
        self.answers.forget()
        self._deferred.append(Deferred(sql, params, blame))

    def flush(self) -> None:
        """Send what was deferred, in its order."""
        if self._deferred:
            self._ahead.forget()
            self._send(())

    def drop(self) -> None:
        """Forget what was deferred and not sent: the part of the work it belongs to is undone."""
        self._deferred.clear()

    def narrow(self, enterprise_id: UUID) -> None:
        """Enter one enterprise of the bank for the rest of this transaction."""
        entering = self.scope.narrow(enterprise_id)
        self._ahead.forget()
        self.answers.forget()
        self._send(((entering, None),))
        self.scope = Scope(self.scope.tenant_id, enterprise_id)

    def _refuse_rehearsal(self) -> None:
        if self._noting:
            message = "what is rehearsed reads before it writes"
            raise RuntimeError(message)

    def _ask(self, sql: str, params: Params) -> Result:
        """Send a statement with whatever waits for it; alone when it may be several commands."""
        self._ahead.forget()
        if params is not None:
            return self._send(((sql, params),))[0]
        if self._deferred or not self._begun:
            self._send(())
        return self._statements.run(sql)

    def _ask_with_others(self, statement: Statement) -> Result:
        """Ask, and in the same trip what was to travel along."""
        if not self._along or statement[1] is None:
            return self._ask(*statement)
        others = [one for one in self._along if one != statement]
        self._along = []
        self._ahead.forget()
        found, *more = self._send((statement, *others))
        for one, answer in zip(others, more, strict=True):
            self.answers.keep(one, answer)
        return found

    def _send(self, last: Sequence[Statement], *, whole: bool = False) -> list[Result]:
        """One message: the opening if nothing was sent yet, what was deferred, and `last`; its results.

        A `whole` one is the transaction: what a server reads up to the end of a message stands or falls together.
        """
        deferred, self._deferred = self._deferred, []
        before = [*self._opening(whole=whole), *((one.sql, one.params) for one in deferred)]
        if not before and len(last) == 1:
            return [self._statements.run(*last[0])]
        results, fault = self._statements.run_all([*before, *last])
        if fault is None:
            return results[len(before) :]
        at = len(results) - len(before)
        if 0 <= at < len(last) and last[at] != _COMMIT:
            raise fault
        raise _blamed(deferred, fault) from fault

    def _opening(self, *, whole: bool) -> list[Statement]:
        """BEGIN and the scope, for the first message; one that is all of the transaction needs no BEGIN."""
        if self._begun:
            return []
        if whole:
            return [self.scope.entered()]
        self._begun = True
        return [(one, None) for one in self.scope.opening()]

    def after_commit(self, action: Callable[[], None]) -> None:
        """Do something once the transaction stands: wake-ups only, never truth; it may fail unheard."""
        self._after.append(action)

    def open(self) -> None:
        """Make sure that there is somebody to begin with; the first message begins."""
        if not self._statements.alive:
            raise psycopg.OperationalError

    def commit(self) -> None:
        """Flush and commit; a connection lost here leaves the outcome unknown.

        Raises RuntimeError when somebody swallowed the error of a statement: PostgreSQL would answer
        COMMIT with a rollback, and with no error.
        """
        fp("db.before_commit")
        try:
            self._end()
        except psycopg.Error as lost:
            if self.lost:
                raise CommitUnknown from lost
            raise
        fp("db.after_commit")
        self._tell()

    def _end(self) -> None:
        if self._deferred and not self._begun:
            self._send((), whole=True)
        elif self._deferred:
            self._send((_COMMIT,))
        elif self.raw.pgconn.transaction_status == TransactionStatus.INERROR:
            message = "a statement failed and nobody undid it: there is nothing to commit"
            raise RuntimeError(message)
        elif self._begun:
            self._statements.run(*_COMMIT)

    def _tell(self) -> None:
        for action in self._after:
            try:
                action()
            except Exception:  # noqa: BLE001 - what is committed stands, whatever becomes of a wake-up
                _LOG.exception("after commit")

    @property
    def lost(self) -> bool:
        """Whether the connection is gone, and with it whatever was not committed."""
        return self.raw.closed or self.raw.broken

    def rollback(self) -> None:
        """Undo everything; a dead connection has already done so."""
        if self._begun:
            with contextlib.suppress(psycopg.Error):
                self._statements.run(*_ROLLBACK)


_COMMIT: Final[Statement] = ("COMMIT", ())
_ROLLBACK: Final[Statement] = ("ROLLBACK", None)


def _blamed(deferred: Sequence[Deferred], fault: psycopg.Error) -> Exception:
    for one in deferred:
        mine = one.blame(fault)
        if mine is not fault:
            return mine
    return fault


@contextlib.contextmanager
def savepoint(uow: UnitOfWork) -> Iterator[None]:
    """A part of the transaction that may fail alone, such as a posting the books refuse."""
    uow.run("SAVEPOINT part", ())
    scope = uow.scope
    try:
        yield
        uow.flush()
    except BaseException:
        uow.drop()  # all of it was deferred inside: what came before was sent first
        uow.scope = scope  # the database forgets an enterprise entered inside, too
        # Released too: an outer part that fails later must not stop at this one.
        uow.run("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")
        raise
    uow.run("RELEASE SAVEPOINT part", ())


class Database:
    """A pool of connections of one role."""

    def __init__(self, dsn: str, *, pool_size: int = limits.DB_POOL_SIZE) -> None:
        self.dsn = dsn
        self._pool_size = pool_size
        self._pool = Pool(lambda: connect(dsn), pool_size)

    @contextlib.contextmanager
    def begin(self, scope: Scope) -> Iterator[UnitOfWork]:
        """Open a unit of work; commit when the block ends, roll back when it raises.

        Raises DatabaseUnavailable when the database failed us before the commit: nothing happened.
        """
        since = meters.begun()
        uow = self._open(scope)
        try:
            yield uow
            uow.commit()
        except BaseException as fault:
            uow.rollback()
            if isinstance(fault, psycopg.Error) and (uow.lost or _passes(fault)):
                _LOG.warning("the database failed: %s", fault)
                raise DatabaseUnavailable from fault
            raise
        finally:
            self._give_back(uow)
            meters.ended("transaction", since)

    def transact(self, scope: Scope, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction; again, a few times, when others' locks stood in the way.

        Raises Contended at last, or what said to begin again if it is an error of ours.
        """
        asked: YinqiError | None = None
        for _ in range(limits.DB_ATTEMPTS):
            try:
                with self.begin(scope) as uow:
                    return work(uow)
            except psycopg.errors.LockNotAvailable:
                break
            except psycopg.errors.FeatureNotSupported as fault:
                if fault.diag.source_function != _PLAN_CHECK:
                    raise
                self.dispose()  # the schema has changed under what was prepared
            except _AGAIN as again:
                asked = again if isinstance(again, YinqiError) else asked
        raise asked or Contended

    def dispose(self) -> None:
        """Close every connection."""
        self._pool.dispose()

    def _open(self, scope: Scope) -> UnitOfWork:
        """A unit of work on a live connection: every pooled one may be stale after a restart."""
        for _ in range(self._pool_size + 1):
            uow = UnitOfWork(self._take(), scope)
            try:
                uow.open()
            except psycopg.OperationalError:
                self._give_back(uow, fit=False)
            else:
                return uow
        raise DatabaseUnavailable

    def _take(self) -> Statements:
        try:
            return self._pool.take(limits.DB_POOL_TIMEOUT_S)
        except (Exhausted, psycopg.Error) as gone:
            raise DatabaseUnavailable from gone

    def _give_back(self, uow: UnitOfWork, *, fit: bool = True) -> None:
        """Only a connection that is between transactions is fit for the next."""
        fit = fit and uow.raw.pgconn.transaction_status == TransactionStatus.IDLE
        self._pool.give(uow._statements, fit=fit)  # noqa: SLF001


def _passes(fault: psycopg.Error) -> bool:
    """Out of resources, stopped by its operator or by a limit, or the system's: not for what was asked."""
    return (fault.sqlstate or "")[:2] in {"53", "57", "58"}


_AGAIN: Final = (
    Retry,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
)
_PLAN_CHECK: Final = "RevalidateCachedQuery"  # where PostgreSQL finds a prepared plan outdated
