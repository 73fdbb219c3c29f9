"""The gateway's own durable store: SQLite with a write-ahead log, every commit on the disk.

What is written here has been taken. One writer at a time (a lock in the process, one process in the
folder), and every change of state is made by compare-and-set on the item's version.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from erp_adapters.gateway.errors import SerialTaken
from erp_adapters.gateway.items import Item, ItemKind, News, Order, Receipt
from erp_adapters.gateway.states import ItemState, after
from kernel.errors import NotFound
from kernel.text import Text

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS item (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'document')),
    serial TEXT NOT NULL,
    digest TEXT NOT NULL,
    content BLOB NOT NULL,
    encoding TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'doubt', 'open', 'done', 'refused')),
    attempts INTEGER NOT NULL DEFAULT 0,
    taken_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    next_at TEXT,
    doubt_at TEXT,
    status TEXT NOT NULL DEFAULT '',
    number TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    zh TEXT NOT NULL DEFAULT '',
    en TEXT NOT NULL DEFAULT '',
    report BLOB NOT NULL DEFAULT x'',
    version INTEGER NOT NULL DEFAULT 1,
    told_version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, serial)
) STRICT;
CREATE INDEX IF NOT EXISTS item_due ON item (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS item_untold ON item (id) WHERE told_version < version;
CREATE TABLE IF NOT EXISTS receipt (
    account TEXT NOT NULL,
    number TEXT NOT NULL,
    day TEXT NOT NULL,
    said TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    PRIMARY KEY (account, number)
) STRICT;
CREATE INDEX IF NOT EXISTS receipt_due ON receipt (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, place TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL
) STRICT;
"""
_FAULTS_KEPT: Final = 200


class Store:
    """Items, receipts, marks and faults in one file."""

    def __init__(self, path: Path) -> None:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        for setting in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000"):
            self._db.execute(f"PRAGMA {setting}")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def take(self, orders: Sequence[Order], origin: str, at: datetime) -> int:
        """Keep all of them or, when a serial stands for something else, none; how many are new.

        Raises SerialTaken. The same order again is no new one and no fault.
        """
        with self._writing() as db:
            return sum(_take(db, order, origin, at) for order in orders)

    def move(
        self,
        item: Item,
        trigger: str,
        at: datetime,
        *,
        next_at: datetime | None,
        news: News | None = None,
        doubt_at: datetime | None = None,
    ) -> bool:
        """Move an item on; False when somebody else did meanwhile."""
        told = news or item.news
        with self._writing() as db:
            done = db.execute(
                "UPDATE item SET state = ?, changed_at = ?, next_at = ?, doubt_at = ?,"
                " attempts = attempts + ?, status = ?, number = ?, code = ?, zh = ?, en = ?, report = ?,"
                " version = version + 1 WHERE id = ? AND version = ?",
                (
                    after(item.state, trigger), _written(at), _written(next_at),
                    _written(doubt_at or item.doubt_at), trigger == "claimed", told.status,
                    told.number, told.code, told.text.zh, told.text.en, told.report, item.id, item.version,
                ),
            )  # fmt: skip
            return done.rowcount == 1

    def wait_until(self, item: Item, next_at: datetime | None) -> None:
        """Look at an item later, or no more; nothing about it has changed."""
        with self._writing() as db:
            db.execute("UPDATE item SET next_at = ? WHERE id = ?", (_written(next_at), item.id))

    def interrupted(self) -> list[Item]:
        """Items that were being sent when the gateway last ended: they may have left."""
        return self._items("state = 'sending'")

    def due(self, at: datetime, limit: int) -> list[Item]:
        """Items to be sent, asked about or followed, the longest waiting first."""
        return self._items("next_at <= ? ORDER BY next_at LIMIT ?", _written(at), limit)

    def untold(self, limit: int) -> list[Item]:
        """Items whose answer file is older than what is known."""
        return self._items("told_version < version ORDER BY id LIMIT ?", limit)

    def told(self, item: Item) -> None:
        """The answer file of this version is there."""
        with self._writing() as db:
            db.execute(
                "UPDATE item SET told_version = ? WHERE id = ? AND told_version < ?",
                (item.version, item.id, item.version),
            )

    def find(self, kind: ItemKind, serial: str) -> Item:
        """One item; raises NotFound."""
        found = self._items("kind = ? AND serial = ?", kind, serial)
        if not found:
            raise NotFound(Text(f"流水号 {serial}", f"The serial {serial}"))
        return found[0]

    def latest(self, limit: int) -> list[Item]:
        """What changed last, the newest first."""
        return self._items("1 ORDER BY changed_at DESC, id DESC LIMIT ?", limit)

    def counts(self) -> dict[str, int]:
        """How many items are in each state."""
        with self._lock:
            rows = self._db.execute("SELECT state, count(*) FROM item GROUP BY state").fetchall()
        return {str(state): int(count) for state, count in rows}

    def mark(self, name: str) -> str:
        """A remembered value, or nothing."""
        with self._lock:
            row = self._db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_mark(self, name: str, value: str) -> None:
        """Remember a value."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (name, value))

    def note_receipts(
        self, found: Sequence[Receipt], marks: Mapping[str, str], at: datetime
    ) -> None:
        """Keep whose files are to be fetched and, at one with it, how far the list is read; known ones stay as they are."""
        with self._writing() as db:
            db.executemany(
                "INSERT OR IGNORE INTO receipt (account, number, day, said, next_at) VALUES (?, ?, ?, ?, ?)",
                [(one.account, one.number, one.day, one.said, _written(at)) for one in found],
            )
            db.executemany("INSERT OR REPLACE INTO mark VALUES (?, ?)", list(marks.items()))

    def receipts_due(self, at: datetime, limit: int) -> list[Receipt]:
        """Receipts whose files are to be fetched, the longest waiting first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT account, number, day, said, attempts FROM receipt WHERE next_at <= ?"
                " ORDER BY next_at, rowid LIMIT ?",
                (_written(at), limit),
            ).fetchall()
        return [Receipt(*row) for row in rows]

    def receipt_tried(self, receipt: Receipt, next_at: datetime | None) -> None:
        """Its files are to be fetched then; never, when they lie there."""
        with self._writing() as db:
            db.execute(
                "UPDATE receipt SET next_at = ?, attempts = attempts + 1 WHERE account = ? AND number = ?",
                (_written(next_at), receipt.account, receipt.number),
            )

    def receipts_waiting(self) -> int:
        """How many receipts have files still to be fetched."""
        with self._lock:
            row = self._db.execute("SELECT count(*) FROM receipt WHERE next_at IS NOT NULL")
            return int(row.fetchone()[0])

    def receipts_known(self, account: str) -> int:
        """How many receipts of an account have been heard of."""
        with self._lock:
            row = self._db.execute("SELECT count(*) FROM receipt WHERE account = ?", (account,))
            return int(row.fetchone()[0])

    def receipts_said(self, account: str) -> list[str]:
        """What the bank said of each receipt of an account, the latest day first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT said FROM receipt WHERE account = ? ORDER BY day DESC, number", (account,)
            ).fetchall()
        return [str(row[0]) for row in rows]

    def add_fault(self, at: datetime, place: str, text: Text) -> None:
        """Keep a fault for the status page; old ones are forgotten."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO fault (at, place, zh, en) VALUES (?, ?, ?, ?)",
                (_written(at), place, text.zh, text.en),
            )
            db.execute(
                "DELETE FROM fault WHERE id <= (SELECT max(id) FROM fault) - ?", (_FAULTS_KEPT,)
            )

    def faults(self, limit: int) -> list[tuple[datetime, str, Text]]:
        """The last faults, the newest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT at, place, zh, en FROM fault ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        return [(datetime.fromisoformat(at), place, Text(zh, en)) for at, place, zh, en in rows]

    def _items(self, where: str, *values: object) -> list[Item]:
        with self._lock:
            rows = self._db.execute(f"SELECT * FROM item WHERE {where}", values).fetchall()  # noqa: S608 - the conditions are this file's own
        return [_item(row) for row in rows]


def _take(db: sqlite3.Connection, order: Order, origin: str, at: datetime) -> bool:
    known = db.execute(
        "SELECT digest FROM item WHERE kind = ? AND serial = ?", (order.kind, order.serial)
    ).fetchone()
    if known is not None:
        if known[0] != order.digest:
            raise SerialTaken(serial=order.serial)
        return False
    db.execute(
        "INSERT INTO item (kind, serial, digest, content, encoding, origin, state, taken_at, changed_at, next_at)"
        " VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)",
        (
            order.kind, order.serial, order.digest, order.content, order.encoding, origin,
            _written(at), _written(at), _written(at),
        ),
    )  # fmt: skip
    return True


def _written(at: datetime | None) -> str | None:
    """Always to the microsecond and in UTC, so that texts sort as instants do."""
    return None if at is None else at.isoformat(timespec="microseconds")


def _item(row: Any) -> Item:
    return Item(
        id=row["id"],
        order=Order(ItemKind(row["kind"]), row["serial"], row["content"], row["encoding"]),
        state=ItemState(row["state"]),
        origin=row["origin"],
        attempts=row["attempts"],
        taken_at=datetime.fromisoformat(row["taken_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        next_at=datetime.fromisoformat(row["next_at"]) if row["next_at"] else None,
        doubt_at=datetime.fromisoformat(row["doubt_at"]) if row["doubt_at"] else None,
        news=News(
            row["status"], row["number"], row["code"], Text(row["zh"], row["en"]), row["report"]
        ),
        version=row["version"],
        told_version=row["told_version"],
    )
