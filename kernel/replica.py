"""Questions answered by a server that follows (只读副本), never older than what the asker could see already.

Where the server that writes stands is read in the asker's own transaction; the follower answers only once it has
come as far. So a replica takes work off the server that writes, and nobody ever misses what they have just done.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

import psycopg

from kernel import limits, meters
from kernel.db import Database, UnitOfWork
from kernel.db_errors import DatabaseUnavailable
from kernel.statements import Row

T = TypeVar("T")

_METER: Final = "replica"
_LOG: Final = logging.getLogger(__name__)
_HERE: Final = "SELECT pg_current_wal_flush_lsn() AS place, current_user::text AS role"
_THERE: Final = """
SELECT current_user::text AS role,
       NOT pg_is_in_recovery() OR coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false) AS reached
"""


class WrongRole(Exception):
    """The follower is reached in another role: other walls would stand round what is read."""


class Replica:
    """A follower that may answer what only reads. One object for all threads.

    Whatever is wrong with it (away, behind, a look cut off by what it has to replay), the server that writes
    answers; one that was away is left alone for `REPLICA_REST_S`.
    """

    def __init__(
        self, database: Database, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """`database` is the follower, in the same role as the transactions that ask: its walls are that role's."""
        self._database = database
        self._seconds = seconds
        self._rests_until = 0.0

    def answer(self, uow: UnitOfWork, work: Callable[[UnitOfWork], T]) -> T:
        """What `work` reads, in the scope of `uow`: at the follower if it can, else in `uow` itself.

        Raises what `work` raises.
        """
        if self._seconds() < self._rests_until:
            return self._here(uow, work, "away")
        uow.answers.forget()  # where it stands now, not at an earlier question
        here = uow.row(_HERE) or {}
        try:
            with self._database.begin(uow.scope) as beside:
                if self._reached(beside, here):
                    found = work(beside)
                    meters.count(_METER, "answered")
                    return found
        except DatabaseUnavailable as away:
            _LOG.warning("the replica is away: %s", away.__cause__ or away)
            self._rests_until = self._seconds() + limits.REPLICA_REST_S
            return self._here(uow, work, "away")
        except (psycopg.Error, WrongRole) as cut:
            _LOG.warning("the replica could not answer: %s", cut)
            return self._here(uow, work, "failed")
        return self._here(uow, work, "behind")

    def dispose(self) -> None:
        """Close every connection."""
        self._database.dispose()

    @staticmethod
    def _here(uow: UnitOfWork, work: Callable[[UnitOfWork], T], why: str) -> T:
        meters.count(_METER, why)
        return work(uow)

    def _reached(self, beside: UnitOfWork, here: Row) -> bool:
        """Whether the follower is as far as that, waiting a little for it. Raises WrongRole."""
        until = self._seconds() + limits.REPLICA_WAIT_S
        pause = limits.REPLICA_WAIT_S / 32
        while True:
            beside.answers.forget()
            there = beside.row(_THERE, (here["place"],)) or {}
            if there["role"] != here["role"]:
                message = f"{there['role']} there, {here['role']} here: correct YINQI_REPLICA_DATABASE_URL"
                raise WrongRole(message)
            if there["reached"]:
                return True
            if self._seconds() + pause > until:
                return False
            time.sleep(pause)
            pause *= 2
