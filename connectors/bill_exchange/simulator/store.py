"""The exchange's memory: clearing's own, and the register of bills."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from connectors.clearing.simulator.store import Row, Store
from kernel.bills.records import Bill

_SCHEMA = """
CREATE TABLE IF NOT EXISTS bill (number TEXT PRIMARY KEY, body TEXT NOT NULL, due_on TEXT NOT NULL,
  open INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bill_bank (bank TEXT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (bank, number));
CREATE INDEX IF NOT EXISTS bill_open ON bill (open, due_on);
CREATE TABLE IF NOT EXISTS day (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), closed TEXT NOT NULL);
"""


class BillStore(Store):
    """All SQL of the exchange."""

    def __init__(self, path: Path, epoch: str) -> None:
        super().__init__(path, epoch)
        self.add_tables(_SCHEMA)

    def bill(self, number: str) -> Bill | None:
        """One bill."""
        found = self._rows("SELECT body FROM bill WHERE number = ?", number)
        return Bill.of(json.loads(found[0]["body"])) if found else None

    def bills(self) -> list[Bill]:
        """Every bill."""
        rows = self._rows("SELECT body FROM bill ORDER BY number")
        return [Bill.of(json.loads(row["body"])) for row in rows]

    def bills_of(self, bank: str, after: str, limit: int) -> list[Row]:
        """Bills with a party at a bank, behind a number."""
        return self._rows(
            "SELECT b.number, b.body FROM bill b JOIN bill_bank k ON k.number = b.number"
            " WHERE k.bank = ? AND b.number > ? ORDER BY b.number LIMIT ?",
            bank, after, limit,
        )  # fmt: skip

    def waking(self, on: str) -> list[Bill]:
        """Bills a day's end may change: with a request that waits, or due that day."""
        rows = self._rows("SELECT body FROM bill WHERE open = 1 OR due_on = ? ORDER BY number", on)
        return [Bill.of(json.loads(row["body"])) for row in rows]

    def keep_bill(self, bill: Bill, banks: Iterable[str]) -> None:
        """Keep a bill as it has become, and who is told of it."""
        waits = any(piece.open is not None for piece in bill.pieces)
        body = json.dumps(bill.as_json(), ensure_ascii=False)
        self._run(
            "INSERT OR REPLACE INTO bill VALUES (?, ?, ?, ?)",
            bill.number, body, bill.due_on.isoformat(), int(waits),
        )  # fmt: skip
        for bank in banks:
            self._run("INSERT OR IGNORE INTO bill_bank VALUES (?, ?)", bank, bill.number)

    def number_of_bills(self) -> int:
        """How many bills there are."""
        return int(self._rows("SELECT count(*) AS n FROM bill")[0]["n"])

    def closed_day(self) -> str:
        """The last day that was closed; empty before the first."""
        found = self._rows("SELECT closed FROM day")
        return str(found[0]["closed"]) if found else ""

    def close_day(self, on: str) -> None:
        """Note that a day is closed."""
        self._run("INSERT OR REPLACE INTO day VALUES (1, ?)", on)
