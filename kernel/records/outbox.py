"""Facts told after commit: written with the change they tell of, relayed per bank, in order per key.

A message that fails is tried again later and holds back only the messages of its own key; every
other key goes on. Telling happens at least once, so whoever hears must bear to hear twice. The
table is the truth; any queue beside it is only a wake-up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel import limits
from kernel.db import UnitOfWork, savepoint
from kernel.failpoints import fp
from kernel.statements import Row
from kernel.world import World

_LOG = logging.getLogger(__name__)

_EMIT = """
INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at)
VALUES (%s, %s, %s, %s, %s, %s)
"""

_UNTOLD = """
SELECT id, topic, key, payload, created_at, attempts, position, retry_at FROM outbox
 WHERE tenant_id = %s AND relayed_at IS NULL AND position > %s ORDER BY position LIMIT %s
"""
# Whoever locks the first untold message of a key owns the key: another relay passes over it, and the
# messages behind it are not first.
_LOCK = """
SELECT key FROM outbox
 WHERE tenant_id = %s AND id = ANY(%s) AND relayed_at IS NULL AND (retry_at IS NULL OR retry_at <= %s)
 ORDER BY position FOR NO KEY UPDATE SKIP LOCKED
"""
_TOLD = "UPDATE outbox SET relayed_at = %s, error = NULL WHERE tenant_id = %s AND id = ANY(%s)"
_FAILED = """
UPDATE outbox SET attempts = %s, retry_at = %s, error = %s WHERE tenant_id = %s AND id = %s
"""
_STUCK = """
SELECT key, topic, attempts, created_at, error FROM outbox
 WHERE tenant_id = %s AND relayed_at IS NULL AND attempts >= %s
 ORDER BY position LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One fact to be told; `attempts` counts the earlier tries that failed."""

    id: UUID
    topic: str
    key: str
    payload: dict[str, Any]
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Relayed:
    """What one relay did."""

    told: int
    failed: int


Deliver = Callable[[Message], None]


def emit(
    uow: UnitOfWork, world: World, topic: str, key: str, payload: Mapping[str, object]
) -> None:
    """Write a fact beside the change it tells of; messages of one `key` are told in this order."""
    row = (uow.scope.bank(), world.ids.uuid7(), topic, key, Jsonb(dict(payload)), world.clock.now())
    uow.defer(_EMIT, row, lambda fault: fault)


def relay(uow: UnitOfWork, world: World, deliver: Deliver, limit: int) -> Relayed:
    """Tell up to `limit` due messages of the bank in this transaction; runs as worker.

    Each delivery has a savepoint of its own: what `deliver` wrote before it raised is undone, the
    failure is noted, the other keys go on. Call again while something was told.
    """
    untold = _untold(uow, world.clock.now(), limit)
    owned = _own(uow, world.clock.now(), untold)
    told: list[UUID] = []
    failed = 0
    for message in untold:
        if message.key not in owned:
            continue
        if _deliver(uow, world, deliver, message):
            told.append(message.id)
        else:
            failed += 1
            owned.discard(message.key)
    uow.run(_TOLD, (world.clock.now(), uow.scope.bank(), told))
    return Relayed(len(told), failed)


def stuck(uow: UnitOfWork, *, attempts: int = limits.OUTBOX_ATTEMPTS_ALARM) -> list[Row]:
    """Messages that have failed so often that a person should look; an alarm, not an end."""
    return uow.rows(_STUCK, (uow.scope.bank(), attempts, limits.PAGE_ROWS_MAX))


def retry_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: doubling, up to a ceiling."""
    steps = min(attempts - 1, limits.OUTBOX_RETRY_DOUBLINGS)
    return timedelta(seconds=limits.OUTBOX_RETRY_FIRST_S * 2**steps)


def _untold(uow: UnitOfWork, now: datetime, limit: int) -> list[Message]:
    """The first `limit` untold messages whose key is not waiting for a retry, in order."""
    found: list[Message] = []
    waiting: set[str] = set()
    after = -1
    while len(found) < limit:
        page = uow.rows(_UNTOLD, (uow.scope.bank(), after, limits.OUTBOX_PAGE_ROWS))
        for row in page:
            after, retry_at = row.pop("position"), row.pop("retry_at")
            if retry_at is not None and retry_at > now:
                waiting.add(row["key"])
            elif row["key"] not in waiting:
                found.append(Message(**row))
        if len(page) < limits.OUTBOX_PAGE_ROWS:
            break
    return found[:limit]


def _own(uow: UnitOfWork, now: datetime, untold: list[Message]) -> set[str]:
    """Lock the first message of each key; the keys that are ours until this transaction ends."""
    firsts = list({message.key: message.id for message in reversed(untold)}.values())
    return {row["key"] for row in uow.rows(_LOCK, (uow.scope.bank(), firsts, now))}


def _deliver(uow: UnitOfWork, world: World, deliver: Deliver, message: Message) -> bool:
    """Deliver one message; whether it was told."""
    try:
        with savepoint(uow):
            fp("outbox.before_deliver")
            deliver(message)
            fp("outbox.after_deliver")
    except Exception as failure:  # noqa: BLE001 - whatever went wrong holds back this key only
        _note_failure(uow, world, message, failure)
        return False
    return True


def _note_failure(uow: UnitOfWork, world: World, message: Message, failure: Exception) -> None:
    attempts = message.attempts + 1
    level = logging.ERROR if attempts >= limits.OUTBOX_ATTEMPTS_ALARM else logging.WARNING
    _LOG.log(level, "outbox %s %s failed, try %d", message.topic, message.id, attempts)
    _LOG.debug("outbox failure", exc_info=failure)
    error = f"{type(failure).__name__}: {failure}"[: limits.OUTBOX_ERROR_CHARS_MAX]
    retry_at = world.clock.now() + retry_after(attempts)
    uow.run(_FAILED, (attempts, retry_at, error, uow.scope.bank(), message.id))
