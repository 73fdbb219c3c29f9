"""Browsers a person has logged in from before (常用设备).

The browser keeps a token, we keep its hash. A known device has its own count of wrong guesses, so
whoever guesses elsewhere cannot lock the owner out. It proves nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.crypto import sm3
from kernel.db import UnitOfWork
from kernel.world import World

_KNOWN: Final = """
SELECT token_hash FROM known_device
 WHERE tenant_id = %s AND token_hash = %s AND person_id = %s AND ended_at IS NULL AND seen_at > %s
"""
_ADD: Final = """
INSERT INTO known_device (tenant_id, token_hash, person_id, label, created_at, seen_at)
VALUES (%s, %s, %s, %s, %s, %s)
"""
_SEEN: Final = """
UPDATE known_device SET seen_at = %s, label = %s WHERE tenant_id = %s AND token_hash = %s
"""
_LIST: Final = """
SELECT token_hash, label, created_at, seen_at FROM known_device
 WHERE tenant_id = %s AND person_id = %s AND ended_at IS NULL ORDER BY seen_at DESC LIMIT %s
"""
_END: Final = """
UPDATE known_device SET ended_at = %s
 WHERE tenant_id = %s AND person_id = %s AND token_hash = %s AND ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Device:
    """A device as its owner sees it."""

    token_hash: bytes
    label: str
    created_at: datetime
    seen_at: datetime


def known(uow: UnitOfWork, person_id: UUID | None, token: str, now: datetime) -> bytes | None:
    """The device's hash if this person is known on it; the same question is asked for nobody."""
    since = now - timedelta(seconds=limits.DEVICE_LIFE_S)
    row = uow.row(_KNOWN, (uow.scope.bank(), hash_of(token), person_id, since))
    return bytes(row["token_hash"]) if row else None


def remember(
    uow: UnitOfWork, world: World, person_id: UUID, label: str, known_as: bytes | None
) -> str | None:
    """Mark a known device as seen, or mint a token for a new one; the token the browser must keep."""
    now = world.clock.now()
    if known_as is not None:
        uow.run(_SEEN, (now, label, uow.scope.bank(), known_as))
        return None
    token = world.ids.token()
    uow.run(_ADD, (uow.scope.bank(), hash_of(token), person_id, label, now, now))
    return token


def known_to(uow: UnitOfWork, person_id: UUID) -> list[Device]:
    """A person's devices, the last used first."""
    rows = uow.rows(_LIST, (uow.scope.bank(), person_id, limits.PAGE_ROWS_MAX))
    return [Device(**(row | {"token_hash": bytes(row["token_hash"])})) for row in rows]


def forget(uow: UnitOfWork, person_id: UUID, token_hash: bytes, now: datetime) -> bool:
    """Know a device no longer; whether it was one of this person's."""
    return uow.run(_END, (now, uow.scope.bank(), person_id, token_hash)) == 1


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return sm3(token.encode("utf-8", "replace"))
