"""The test bank's memory: one SQLite file, written through to the disk before anything is answered.

It counts how often each submission id came, because that number is what the whole house is tested
by: under kill -9 at any moment each payment is one submission here, not none and not two.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bank (code TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS submission (
  bank TEXT NOT NULL, id TEXT NOT NULL, rail TEXT NOT NULL, payload TEXT NOT NULL,
  reference TEXT NOT NULL, reply TEXT NOT NULL, enquiry TEXT NOT NULL, lies INTEGER NOT NULL,
  received INTEGER NOT NULL, delivered INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (bank, id));
CREATE TABLE IF NOT EXISTS hint (
  bank TEXT, id TEXT, behaviour TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (bank, id));
CREATE TABLE IF NOT EXISTS holder (account TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lost (bank TEXT, id TEXT, PRIMARY KEY (bank, id));
CREATE TABLE IF NOT EXISTS event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, bank TEXT NOT NULL, submission TEXT NOT NULL,
  due_at TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, copies INTEGER NOT NULL,
  amount TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS event_due ON event (told, due_at);
CREATE INDEX IF NOT EXISTS event_of ON event (bank, submission);
CREATE TABLE IF NOT EXISTS inflow (
  position INTEGER PRIMARY KEY AUTOINCREMENT, bank TEXT NOT NULL, kind TEXT NOT NULL,
  body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS inflow_of ON inflow (bank, position);
CREATE TABLE IF NOT EXISTS brought (
  bank TEXT, rail TEXT, reference TEXT, at TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT NOT NULL,
  PRIMARY KEY (bank, rail, reference));
CREATE TABLE IF NOT EXISTS rule (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, matches TEXT NOT NULL, behaviour TEXT NOT NULL,
  reason TEXT NOT NULL, remaining INTEGER);
"""
_MOVED = """
SELECT 'out:' || s.id AS key, s.rail, s.payload, '' AS currency, '' AS amount, min(e.due_at) AS at
  FROM submission s JOIN event e ON e.bank = s.bank AND e.submission = s.id AND e.state IN ('PR03', 'PR04', 'PR05')
 WHERE s.bank = :bank GROUP BY s.id HAVING min(e.due_at) >= :begin AND min(e.due_at) < :end
 UNION ALL
SELECT 'back:' || s.id, s.rail, s.payload, '', '', min(e.due_at)
  FROM submission s JOIN event e ON e.bank = s.bank AND e.submission = s.id AND e.state = 'PR22'
 WHERE s.bank = :bank GROUP BY s.id HAVING min(e.due_at) >= :begin AND min(e.due_at) < :end
 UNION ALL
SELECT 'in:' || b.reference, b.rail, '', b.currency, b.amount, b.at
  FROM brought b WHERE b.bank = :bank AND b.at >= :begin AND b.at < :end
 ORDER BY at, key
"""


class Store:
    """All SQL of the test bank. One connection, one writer at a time."""

    def __init__(self, path: Path, epoch: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._sql = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._sql.row_factory = sqlite3.Row
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = FULL")
        self._sql.executescript(_SCHEMA)
        with self.transaction():
            self._run("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", epoch)
        self.epoch = str(self._rows("SELECT value FROM meta WHERE name = 'epoch'")[0]["value"])

    def add_tables(self, schema: str) -> None:
        """Make room for what another sort of peer remembers."""
        with self._lock:
            self._sql.executescript(schema)

    def close(self) -> None:
        """Let the file go, once nobody is in it."""
        with self._lock:
            self._sql.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, alone; a transaction inside one is part of it."""
        with self._lock:
            if self._sql.in_transaction:
                yield
                return
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._sql.execute("ROLLBACK")
                raise
            self._sql.execute("COMMIT")

    def know_bank(self, code: str) -> None:
        """Remember a bank that takes its messages here."""
        self._run("INSERT OR IGNORE INTO bank VALUES (?)", code)

    def knows_bank(self, code: str) -> bool:
        """Whether a bank takes its messages here."""
        return bool(self._rows("SELECT 1 FROM bank WHERE code = ?", code))

    def keep_name(self, account: str, name: str) -> None:
        """Remember whose account it is."""
        self._run("INSERT OR REPLACE INTO holder VALUES (?, ?)", account, name)

    def name_of(self, account: str) -> str:
        """Whose account it is; empty when nobody said."""
        found = self._rows("SELECT name FROM holder WHERE account = ?", account)
        return str(found[0]["name"]) if found else ""

    def submission(self, bank: str, submission_id: str) -> Row | None:
        """One submission."""
        found = self._rows(
            "SELECT * FROM submission WHERE bank = ? AND id = ?", bank, submission_id
        )
        return found[0] if found else None

    def submissions(self, bank: str) -> list[Row]:
        """Every submission of a bank, in the order they first came."""
        return self._rows("SELECT * FROM submission WHERE bank = ? ORDER BY rowid", bank)

    def count(self, bank: str) -> int:
        """How many submissions came from a bank."""
        return int(self._rows("SELECT count(*) AS n FROM submission WHERE bank = ?", bank)[0]["n"])

    def add_submission(self, row: Row) -> None:
        """Keep a new submission."""
        self._run(
            "INSERT INTO submission (bank, id, rail, payload, reference, reply, enquiry, lies,"
            " received) VALUES (:bank, :id, :rail, :payload, :reference, :reply, :enquiry, :lies, 1)",
            row,
        )

    def count_again(self, bank: str, submission_id: str) -> None:
        """Count that an id came once more."""
        self._run(
            "UPDATE submission SET received = received + 1 WHERE bank = ? AND id = ?",
            bank, submission_id,
        )  # fmt: skip

    def lose(self, bank: str, submission_id: str) -> bool:
        """Note that a submission got lost on the way; False when this one was lost before."""
        return self._run("INSERT OR IGNORE INTO lost VALUES (?, ?)", bank, submission_id) == 1

    def lost(self, bank: str) -> list[str]:
        """Ids that once got lost on the way."""
        return [row["id"] for row in self._rows("SELECT id FROM lost WHERE bank = ?", bank)]

    def keep_hint(self, bank: str, submission_id: str, behaviour: str, reason: str) -> None:
        """Remember what shall become of a submission; the first word counts."""
        self._run(
            "INSERT OR IGNORE INTO hint VALUES (?, ?, ?, ?)",
            bank, submission_id, behaviour, reason,
        )  # fmt: skip

    def hint(self, bank: str, submission_id: str) -> Row | None:
        """What was said to become of a submission."""
        found = self._rows("SELECT * FROM hint WHERE bank = ? AND id = ?", bank, submission_id)
        return found[0] if found else None

    def lie_once(self, bank: str, submission_id: str) -> None:
        """Use up one false answer."""
        self._run(
            "UPDATE submission SET lies = lies - 1 WHERE bank = ? AND id = ?", bank, submission_id
        )

    def deliver_once(self, bank: str, submission_id: str) -> bool:
        """Mark a submission's money as handed over; False the second time."""
        return self._run(
            "UPDATE submission SET delivered = 1 WHERE bank = ? AND id = ? AND delivered = 0",
            bank, submission_id,
        ) == 1  # fmt: skip

    def add_event(self, row: Row) -> None:
        """Plan a state."""
        self._run(
            "INSERT INTO event (bank, submission, due_at, state, reason, copies, amount)"
            " VALUES (:bank, :submission, :due_at, :state, :reason, :copies, :amount)",
            row,
        )

    def due_events(self, now: datetime) -> list[Row]:
        """States whose time has come and that were not told, earliest first."""
        return self._rows(
            "SELECT * FROM event WHERE told = 0 AND due_at <= ? ORDER BY due_at, seq", stamp(now)
        )

    def told(self, seq: int) -> None:
        """Mark a state as told."""
        self._run("UPDATE event SET told = 1 WHERE seq = ?", seq)

    def state(self, bank: str, submission_id: str, now: datetime) -> Row | None:
        """The last state a submission has come into."""
        found = self._rows(
            "SELECT * FROM event WHERE bank = ? AND submission = ? AND due_at <= ?"
            " ORDER BY due_at DESC, seq DESC LIMIT 1",
            bank, submission_id, stamp(now),
        )  # fmt: skip
        return found[0] if found else None

    def push(self, bank: str, kind: str, body: str) -> None:
        """Put a message into a bank's inflow; `body` is JSON, or meant not to be."""
        self._run("INSERT INTO inflow (bank, kind, body) VALUES (?, ?, ?)", bank, kind, body)

    def inflow(self, bank: str, after: int, limit: int) -> list[Row]:
        """Messages of a bank behind a position."""
        return self._rows(
            "SELECT * FROM inflow WHERE bank = ? AND position > ? ORDER BY position LIMIT ?",
            bank, after, limit,
        )  # fmt: skip

    def bring_money(self, row: Row) -> None:
        """Remember money handed to a bank, once for each reference."""
        self._run(
            "INSERT OR IGNORE INTO brought VALUES (:bank, :rail, :reference, :at, :currency, :amount)",
            row,
        )

    def settled_between(self, bank: str, begin: datetime, end: datetime) -> list[Row]:
        """What moved for a bank: submissions when they first settled or came back, and money brought in."""
        given = {"bank": bank, "begin": stamp(begin), "end": stamp(end)}
        return self._rows(_MOVED, given)

    def add_rule(
        self, matches: Mapping[str, Any], behaviour: str, reason: str, times: int | None
    ) -> None:
        """Add a rule behind the others; `times` None means for ever."""
        self._run(
            "INSERT INTO rule (matches, behaviour, reason, remaining) VALUES (?, ?, ?, ?)",
            json.dumps(matches), behaviour, reason, times,
        )  # fmt: skip

    def rules(self) -> list[Row]:
        """Rules that still apply, oldest first."""
        return self._rows(
            "SELECT * FROM rule WHERE remaining IS NULL OR remaining > 0 ORDER BY seq"
        )

    def use_rule(self, seq: int) -> None:
        """Count that a rule was used."""
        self._run("UPDATE rule SET remaining = remaining - 1 WHERE seq = ?", seq)

    def clear_rules(self) -> None:
        """Forget every rule."""
        self._run("DELETE FROM rule")

    def _run(self, sql: str, *params: Any) -> int:
        with self._lock:
            return self._sql.execute(sql, _bound(params)).rowcount

    def _rows(self, sql: str, *params: Any) -> list[Row]:
        with self._lock:
            found = self._sql.execute(sql, _bound(params)).fetchall()
        return [dict(row) for row in found]


def stamp(at: datetime) -> str:
    """An instant as text that sorts in time."""
    return at.isoformat(timespec="microseconds")


def _bound(params: tuple[Any, ...]) -> Any:
    return params[0] if len(params) == 1 and isinstance(params[0], Mapping) else params
