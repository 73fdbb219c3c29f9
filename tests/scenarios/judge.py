"""Says what is wrong with a bank after a fault, reading rows and the clearing peer's own memory.

It shares no query with the house. It counts what there is and compares it with what was asked for:
so it can be shown to fail (test_controls.py), which a check built from the house's answers cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.director import Director
from connectors.ports import ClearingTimeout
from kernel.calendar import bank_today
from kernel.db import Database
from kernel.records import anchor
from kernel.tenancy import Scope
from kernel.world import World
from ledger import check

Row = dict[str, Any]
Balances = Mapping[str, int]

_BALANCES: Final = """
SELECT a.number, coalesce(sum(e.amount_minor), 0)::bigint AS booked
  FROM yinqi.ledger_account a
  LEFT JOIN yinqi.ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id
   AND e.kind <> 'interest'  -- trials let days come, and interest with them: nobody asked for it
 WHERE a.tenant_id = %s GROUP BY a.number
"""
_PAYMENTS: Final = """
SELECT p.id, p.number, p.client_serial, p.status, p.amount_minor, p.rail,
       (SELECT array_agg(t.seq ORDER BY t.seq) FROM yinqi.payment_transition t
         WHERE t.tenant_id = p.tenant_id AND t.payment_id = p.id) AS steps,
       (SELECT count(*) FROM yinqi.receipt r
         WHERE r.tenant_id = p.tenant_id AND r.subject_id = p.id AND r.kind NOT IN ('fee', 'earmark', 'earmark_end')) AS receipts,
       (SELECT count(*) FROM yinqi.receipt r
         WHERE r.tenant_id = p.tenant_id AND r.subject_id = p.id AND r.kind = 'fee') AS fee_receipts,
       (SELECT count(*) FROM yinqi.ledger_entry e WHERE e.tenant_id = p.tenant_id AND e.seq IS NOT NULL
           AND e.transaction_id = p.transaction_id AND e.detail ? 'fee') AS fees,
       (SELECT count(*) FROM yinqi.outbox o WHERE o.tenant_id = p.tenant_id
           AND o.key = p.id::text AND o.topic = 'payment.' || p.status) AS events,
       (SELECT array_agg(n.kind || ' ' || n.user_id ORDER BY n.created_at) FROM yinqi.notice n
         WHERE n.tenant_id = p.tenant_id AND n.link = 'payments/' || p.number) AS notices
  FROM yinqi.payment p WHERE p.tenant_id = %s AND p.client_serial = ANY(%s)
"""
_CREDITS: Final = """
SELECT c.id, c.reference, c.status,
       (SELECT count(*) FROM yinqi.receipt r
         WHERE r.tenant_id = c.tenant_id AND r.subject_id = c.id) AS receipts,
       (SELECT count(*) FROM yinqi.outbox o WHERE o.tenant_id = c.tenant_id
           AND o.key = c.id::text AND o.topic = 'credit.' || c.status) AS events
  FROM yinqi.incoming_credit c WHERE c.tenant_id = %s AND c.reference = ANY(%s)
"""
_OPEN: Final = """
SELECT 'payment ' || number || ' ' || status AS what FROM yinqi.payment
 WHERE status IN ('draft', 'pending_approval', 'approved', 'submitted', 'processing', 'unknown')
UNION ALL SELECT 'payment ' || number || ' scheduled' FROM yinqi.payment
 WHERE status = 'scheduled' AND value_on <= %(today)s
UNION ALL SELECT 'batch ' || number || ' ' || status || ' ' || open_count FROM yinqi.batch
 WHERE status IN ('submitted', 'released', 'running')
UNION ALL SELECT 'submission ' || id || ' ' || status FROM yinqi.submission WHERE next_at IS NOT NULL
UNION ALL SELECT 'hold ' || id || ' open' FROM yinqi.ledger_hold WHERE state = 'open'
UNION ALL SELECT 'credit ' || number || ' ' || status FROM yinqi.incoming_credit WHERE status = 'received'
UNION ALL SELECT 'invoice ' || number || ' ' || status FROM yinqi.invoice WHERE status IN ('waiting', 'sent', 'unknown')
UNION ALL SELECT 'outbox ' || topic || ' ' || coalesce(error, '') FROM yinqi.outbox WHERE relayed_at IS NULL
UNION ALL SELECT 'day end ' || on_date || ' ' || status FROM yinqi.day_end WHERE status <> 'closed'
UNION ALL SELECT 'day end after ' || max(on_date) || ' due' FROM yinqi.ledger_business_day
 GROUP BY tenant_id HAVING max(on_date) + 1 < %(today)s  -- the night may not have begun yet when all else is at rest
UNION ALL SELECT 'audit ' || action || ' unsealed' FROM yinqi.audit WHERE seq IS NULL
"""


_CURSOR: Final = "SELECT cursor FROM yinqi.clearing_cursor WHERE tenant_id = %s"


class Wrong(StrEnum):
    """What a bank must never be found with."""

    LOST = "lost"
    DOUBLED = "doubled"
    STUCK = "stuck"
    MONEY = "money"
    UNTOLD = "untold"
    BOOKS = "books"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    kind: Wrong
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(slots=True)
class Asked:
    """What was asked for, and so what must have happened once and once only."""

    serial: str
    moves: Mapping[str, int]
    status: str = "succeeded"
    cleared: bool = False  # it must have gone to clearing
    receipts: int = 1
    number: str = ""  # what the bank acknowledged, if it did
    is_credit: bool = False
    told_alone: bool = True  # a file's payments are told of together


@dataclass
class Judge:
    """Looks at one bank."""

    superuser: str
    auditor: str
    director: Director
    clearing: HttpClearing
    bank_code: str
    tenant_id: UUID
    world: World
    _held: list[psycopg.Connection[Row]] = field(default_factory=list)

    def rows(self, sql: str, params: Any = None) -> list[Row]:
        """Ask past every role."""
        if not self._held:
            connection = psycopg.connect(self.superuser, autocommit=True, row_factory=dict_row)
            self._held.append(connection)
        return self._held[0].execute(sql, params).fetchall()

    def close(self) -> None:
        """Let the connection go; the next question makes a new one."""
        for connection in self._held:
            connection.close()
        self._held.clear()

    def balances(self) -> Balances:
        """Every account of the bank and the sum of its entries."""
        return {row["number"]: row["booked"] for row in self.rows(_BALANCES, (self.tenant_id,))}

    def open_work(self) -> list[str]:
        """What has not come to rest: rows, then what waits at clearing, then what came of that.

        Looked at in this order, nothing can slip between two looks.
        """
        return self._open_rows() or self._waiting() or self._open_rows()

    def _open_rows(self) -> list[str]:
        today = {"today": bank_today(self.world.clock)}
        return [row["what"] for row in self.rows(_OPEN, today)]

    def _waiting(self) -> list[str]:
        """Messages that lie behind the place up to which the bank has read."""
        found = self.rows(_CURSOR, (self.tenant_id,))
        try:
            inflow = self.clearing.collect(self.bank_code, found[0]["cursor"] if found else "")
        except ClearingTimeout:
            return ["clearing does not answer"]
        messages = len(inflow.answers) + len(inflow.credits)
        return [f"{messages} messages wait at clearing"] if messages else []

    def findings(self, asked: Sequence[Asked], before: Balances) -> list[Finding]:
        """Everything that is wrong."""
        return [
            *self._payments([one for one in asked if not one.is_credit]),
            *self._credits([one for one in asked if one.is_credit]),
            *_money(asked, before, self.balances()),
            *(Finding(Wrong.STUCK, what) for what in self.open_work()),
            *self._books(),
        ]

    def _payments(self, asked: Sequence[Asked]) -> Iterator[Finding]:
        serials = [one.serial for one in asked]
        rows = self.rows(_PAYMENTS, (self.tenant_id, serials)) if serials else []
        sent = self.director.submissions(self.bank_code) if serials else []
        for one in asked:
            mine = [row for row in rows if row["client_serial"] == one.serial]
            yield from _once(one, [row["number"] for row in mine])
            for row in mine:
                yield from _told(one, row)
                yield from _cleared(one, row["number"], sent)
                yield from _followed(one, row)

    def _credits(self, asked: Sequence[Asked]) -> Iterator[Finding]:
        references = [one.serial for one in asked]
        rows = self.rows(_CREDITS, (self.tenant_id, references)) if references else []
        for one in asked:
            mine = [row for row in rows if row["reference"] == one.serial]
            yield from _once(one, [str(row["id"]) for row in mine])
            for row in mine:
                yield from _told(one, row)

    def _books(self) -> Iterator[Finding]:
        """The two independent proofs, as the auditor runs them, for every bank of the house."""
        database = Database(self.auditor, pool_size=1)
        try:
            for row in self.rows("SELECT tenant_id FROM yinqi.bank"):
                with database.begin(Scope(row["tenant_id"])) as uow:
                    for breach in check.breaches(uow):
                        yield Finding(Wrong.BOOKS, f"{breach.rule.code} {breach.rows}")
                    verdict = anchor.verify(uow, self.world)
                    if not verdict.good:
                        yield Finding(Wrong.AUDIT, str(verdict))
        finally:
            database.dispose()


def _once(one: Asked, found: Sequence[str]) -> Iterator[Finding]:
    """One and no other; and the one that was acknowledged."""
    if not found:
        yield Finding(Wrong.LOST, f"{one.serial}: nothing there")
    if len(found) > 1:
        yield Finding(Wrong.DOUBLED, f"{one.serial}: {', '.join(found)}")
    if one.number and one.number not in found:
        yield Finding(Wrong.LOST, f"{one.serial}: {one.number} was acknowledged and is gone")


def _told(one: Asked, row: Row) -> Iterator[Finding]:
    """The state it must rest in, told once as an event, with its receipts issued once."""
    if row["status"] != one.status:
        yield Finding(Wrong.STUCK, f"{one.serial} rests in {row['status']}, not {one.status}")
    if row["receipts"] != one.receipts:
        kind = Wrong.DOUBLED if row["receipts"] > one.receipts else Wrong.UNTOLD
        yield Finding(kind, f"{one.serial}: {row['receipts']} receipts of {one.receipts}")
    if row.get("fee_receipts") != row.get("fees"):
        kind = Wrong.DOUBLED if row["fee_receipts"] > row["fees"] else Wrong.UNTOLD
        yield Finding(kind, f"{one.serial}: {row['fee_receipts']} receipts of {row['fees']} fees")
    if row["events"] != 1:
        kind = Wrong.DOUBLED if row["events"] else Wrong.UNTOLD
        yield Finding(kind, f"{one.serial}: {row['events']} events of its last state")


def _followed(one: Asked, row: Row) -> Iterator[Finding]:
    """Its history has no gap, and its maker was told of each state once."""
    steps, notices = row["steps"] or [], row["notices"] or []
    if steps != list(range(1, len(steps) + 1)):
        yield Finding(Wrong.LOST, f"{one.serial}: its steps are {steps}")
    if one.told_alone and not notices:
        yield Finding(Wrong.UNTOLD, f"{one.serial}: nobody was told")
    if len(set(notices)) != len(notices):
        yield Finding(Wrong.DOUBLED, f"{one.serial}: told {notices}")


def _cleared(one: Asked, number: str, sent: Iterable[Row]) -> Iterator[Finding]:
    """What clearing remembers: one id, received once; none for what never left the house."""
    mine = [
        (row["submission_id"], row["received"])
        for row in sent
        if row["payload"].get("number") == number
    ]
    if one.cleared and not mine:
        yield Finding(Wrong.LOST, f"{one.serial}: clearing never saw it")
    if len(mine) > int(one.cleared) or any(received != 1 for _, received in mine):
        yield Finding(Wrong.DOUBLED, f"{one.serial}: clearing saw {mine}")


def _money(asked: Iterable[Asked], before: Balances, after: Balances) -> Iterator[Finding]:
    """Every account moved by what was asked for, and no account by anything else."""
    expected: Counter[str] = Counter()
    for one in asked:
        expected.update(one.moves)
    for number in sorted({*before, *after}):
        moved = after.get(number, 0) - before.get(number, 0)
        if moved != expected[number]:
            yield Finding(Wrong.MONEY, f"{number} moved by {moved}, not {expected[number]}")
