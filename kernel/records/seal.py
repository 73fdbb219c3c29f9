"""Seals audit rows into one SM3 chain per bank: a dense number, the hash before, the hash after.

Whoever deletes, edits, inserts or reorders sealed rows breaks the chain at the first row touched;
whoever cuts its tail, or writes a whole new chain, contradicts the head that is kept outside the
database (`anchor.py`). The sealer may fill a row's seal once and change nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from kernel import limits
from kernel.crypto import sm3
from kernel.db import UnitOfWork
from kernel.statements import Row

GENESIS = bytes(32)
"""The hash before a bank's first row."""

_COLUMNS = """id, tenant_id, enterprise_id, at, actor, person_id, door, action, object_type, object_id,
       detail"""
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('audit.seal ' || %s, 0)) AS alone"
_HEAD = """
SELECT seq, hash FROM audit WHERE tenant_id = %s AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1
"""
_UNSEALED = f"""
SELECT {_COLUMNS} FROM audit WHERE tenant_id = %s AND seq IS NULL ORDER BY at, id LIMIT %s
"""  # noqa: S608 - the columns above
_SEAL = """
UPDATE audit SET seq = s.seq, prev_hash = s.prev_hash, hash = s.hash
  FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[], %s::bytea[]) AS s (id, seq, prev_hash, hash)
 WHERE audit.tenant_id = %s AND audit.id = s.id AND audit.seq IS NULL
"""
_CHAIN = f"""
SELECT {_COLUMNS}, seq, prev_hash, hash FROM audit
 WHERE tenant_id = %s AND seq > %s ORDER BY seq LIMIT %s
"""  # noqa: S608 - the columns above
_OLDEST = "SELECT min(at) AS at FROM audit WHERE tenant_id = %s AND seq IS NULL"


class Hasher(Protocol):
    """The part of a crypto provider the chain needs."""

    def sm3(self, data: bytes) -> bytes:
        """Return SM3, 32 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """The last sealed row: its number and its hash."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class BadRow:
    """The first row that does not fit; `id` is None where the row is missing."""

    seq: int
    id: UUID | None
    reason: str


def seal(uow: UnitOfWork, crypto: Hasher, *, limit: int = limits.SEAL_ROWS_MAX) -> Head | None:
    """Seal the bank's oldest unsealed rows; the new head, or None when there was nothing to do.

    Runs as worker. A second sealer of the bank steps back at once; were both to run, the unique
    number would refuse one of them.
    """
    tenant_id = uow.scope.bank()
    alone = uow.row(_ALONE, (str(tenant_id),))
    rows = uow.rows(_UNSEALED, (tenant_id, limit)) if alone and alone["alone"] else []
    if not rows:
        return None
    before = head(uow)
    sealed = list(_sealed(rows, before, crypto))
    if uow.run(_SEAL, (*map(list, zip(*sealed, strict=True)), tenant_id)) != len(rows):
        message = "a row was sealed by somebody else meanwhile"
        raise RuntimeError(message)
    _, seq, _, hash_ = sealed[-1]
    return Head(seq, hash_)


def head(uow: UnitOfWork) -> Head:
    """The last sealed row of the bank; number 0 before the first."""
    row = uow.row(_HEAD, (uow.scope.bank(),))
    return Head(row["seq"], bytes(row["hash"])) if row else Head(0, GENESIS)


def rows_of_chain(uow: UnitOfWork) -> Iterator[Row]:
    """Every sealed row of the bank, in order, a page at a time."""
    after = 0
    while page := uow.rows(_CHAIN, (uow.scope.bank(), after, limits.AUDIT_PAGE_ROWS)):
        yield from page
        after = page[-1]["seq"]


def verify(rows: Iterable[Row], anchored: Head | None = None) -> BadRow | None:
    """Return the first row that does not fit the chain, or None if all do.

    `rows` are a bank's sealed rows in order of `seq`. `anchored` is a head kept outside: the chain
    must reach it and carry its hash there.
    """
    seq, hash_ = 0, GENESIS
    for row in rows:
        bad = _check(row, seq + 1, hash_, anchored)
        if bad is not None:
            return bad
        seq, hash_ = row["seq"], bytes(row["hash"])
    if anchored is not None and seq < anchored.seq:
        return BadRow(seq + 1, None, f"missing: the anchored head is row {anchored.seq}")
    return None


def unsealed_age(uow: UnitOfWork, now: datetime) -> timedelta:
    """Age of the oldest unsealed row; zero when all are sealed."""
    row = uow.row(_OLDEST, (uow.scope.bank(),))
    oldest = row["at"] if row else None
    return now - oldest if oldest else timedelta()


def alarming(age: timedelta) -> bool:
    """Whether the sealer must have stopped: rows that are not sealed can vanish without a trace."""
    return age > timedelta(seconds=limits.SEAL_AGE_ALARM_S)


def canonical(row: Row, seq: int) -> bytes:
    """The bytes of a row that its hash covers: JSON with sorted keys and no blanks, in UTF-8."""
    content = {
        "action": row["action"],
        "actor": row["actor"],
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "detail": row["detail"],
        "door": row["door"],
        "enterprise_id": _text(row["enterprise_id"]),
        "id": str(row["id"]),
        "object_id": row["object_id"],
        "object_type": row["object_type"],
        "person_id": _text(row["person_id"]),
        "seq": seq,
        "tenant_id": str(row["tenant_id"]),
    }
    written = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return written.encode()


def _sealed(
    rows: list[Row], before: Head, crypto: Hasher
) -> Iterator[tuple[UUID, int, bytes, bytes]]:
    seq, previous = before.seq, before.hash
    for row in rows:
        seq += 1
        hash_ = crypto.sm3(previous + canonical(row, seq))
        yield row["id"], seq, previous, hash_
        previous = hash_


def _check(row: Row, seq: int, previous: bytes, anchored: Head | None) -> BadRow | None:
    """Compare one row with its place in the chain."""
    if row["seq"] != seq:
        return BadRow(seq, None, f"missing: the next row is {row['seq']}")
    if bytes(row["prev_hash"]) != previous:
        return BadRow(seq, row["id"], "does not follow the row before it")
    if sm3(previous + canonical(row, seq)) != bytes(row["hash"]):
        return BadRow(seq, row["id"], "was changed after it was sealed")
    if anchored is not None and anchored.seq == seq and anchored.hash != bytes(row["hash"]):
        return BadRow(seq, row["id"], "is not the row that was anchored")
    return None


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
