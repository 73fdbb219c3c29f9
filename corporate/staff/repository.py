"""All SQL about staff and their sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kernel.db import UnitOfWork
from kernel.statements import Row

_ALL: Final = """
SELECT id, login, name, role, status, created_at FROM staff WHERE tenant_id = %s ORDER BY login
"""
_ADD: Final = """
INSERT INTO staff (tenant_id, id, login, name, role, status, password, totp_secret, totp_step, code_hash, code_until,
                   code_guesses, created_at)
VALUES (%s, %s, %s, %s, %s, %s, '', '', 0, NULL, NULL, 0, %s)
"""
_CHANGE: Final = (
    "UPDATE staff SET name = %s, role = %s, status = %s WHERE tenant_id = %s AND id = %s"
)
_SET_UP: Final = """
UPDATE staff SET password = %s, totp_secret = %s, totp_step = %s, status = 'active', code_hash = NULL, code_until = NULL
 WHERE tenant_id = %s AND id = %s AND status = 'invited'
"""
_REHASH: Final = "UPDATE staff SET password = %s WHERE tenant_id = %s AND id = %s"
# The condition is what makes a step count once, whoever else comes at the same moment.
_USE_STEP: Final = """
UPDATE staff SET totp_step = %s WHERE tenant_id = %s AND id = %s AND status = 'active' AND totp_step < %s
"""
_GIVE_CODE: Final = """
UPDATE staff SET code_hash = %s, code_until = %s, code_guesses = 0 WHERE tenant_id = %s AND id = %s AND status = 'invited'
"""
_GUESS: Final = """
UPDATE staff SET code_guesses = code_guesses + 1
 WHERE tenant_id = %s AND login = %s AND status = 'invited' AND code_until > %s AND code_guesses < %s
RETURNING id, login, name, code_hash
"""
_OPEN: Final = """
INSERT INTO staff_session (tenant_id, token_hash, staff_id, csrf_secret, device, address, created_at, seen_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_FIND: Final = """
SELECT s.token_hash, s.staff_id, p.login, p.name, p.role, p.status, s.csrf_secret, s.device, s.address, s.created_at,
       s.seen_at, s.expires_at, s.ended_at
  FROM staff_session s JOIN staff p ON p.tenant_id = s.tenant_id AND p.id = s.staff_id
 WHERE s.tenant_id = %s AND s.token_hash = %s
"""
_SEEN: Final = "UPDATE staff_session SET seen_at = %s WHERE tenant_id = %s AND token_hash = %s"
_END: Final = """
UPDATE staff_session SET ended_at = %s WHERE tenant_id = %s AND token_hash = %s AND ended_at IS NULL
"""
_END_ALL: Final = """
UPDATE staff_session SET ended_at = %s WHERE tenant_id = %s AND staff_id = %s AND ended_at IS NULL
"""


def all_of(uow: UnitOfWork) -> list[Row]:
    """Everybody, by name."""
    return uow.rows(_ALL, (_bank(uow),))


def by_login(uow: UnitOfWork, login: str) -> Row | None:
    """Somebody with all they log in with."""
    sql = "SELECT * FROM staff WHERE tenant_id = %s AND login = %s"
    return uow.row(sql, (_bank(uow), login))


def by_id(uow: UnitOfWork, staff_id: UUID) -> Row | None:
    """The same by their id."""
    return uow.row("SELECT * FROM staff WHERE tenant_id = %s AND id = %s", (_bank(uow), staff_id))


def add(uow: UnitOfWork, staff: Row, now: datetime) -> None:
    """Write somebody new, who has nothing to log in with yet."""
    one = (staff["id"], staff["login"], staff["name"], staff["role"], staff["status"])
    uow.run(_ADD, (_bank(uow), *one, now))


def change(uow: UnitOfWork, staff: Row) -> None:
    """Another name, role or status."""
    uow.run(_CHANGE, (staff["name"], staff["role"], staff["status"], _bank(uow), staff["id"]))


def set_up(uow: UnitOfWork, staff_id: UUID, password: str, secret: str, step: int) -> bool:
    """What an invited person logs in with from now on; False for anybody else."""
    return uow.run(_SET_UP, (password, secret, step, _bank(uow), staff_id)) == 1


def rehash(uow: UnitOfWork, staff_id: UUID, password: str) -> None:
    """Keep the password with today's parameters."""
    uow.run(_REHASH, (password, _bank(uow), staff_id))


def use_step(uow: UnitOfWork, staff_id: UUID, step: int) -> bool:
    """Use a step of somebody's codes up; False when it, or a later one, was used."""
    return uow.run(_USE_STEP, (step, _bank(uow), staff_id, step)) == 1


def give_code(uow: UnitOfWork, staff_id: UUID, code_hash: bytes, until: datetime) -> bool:
    """A fresh activation code; the one before is void. False for who is not invited."""
    return uow.run(_GIVE_CODE, (code_hash, until, _bank(uow), staff_id)) == 1


def guess(uow: UnitOfWork, login: str, now: datetime, most: int) -> Row | None:
    """Count a guess at somebody's activation code, before it is looked at."""
    return uow.row(_GUESS, (_bank(uow), login, now, most))


def open_session(uow: UnitOfWork, given: dict[str, Any]) -> None:
    """Write a session."""
    names = ("token_hash", "staff_id", "csrf_secret", "device", "address", "created_at", "created_at", "expires_at")  # fmt: skip
    uow.run(_OPEN, (_bank(uow), *(given[name] for name in names)))


def session(uow: UnitOfWork, token_hash: bytes) -> Row | None:
    """A session with its owner as they stand now."""
    return uow.row(_FIND, (_bank(uow), token_hash))


def see_session(uow: UnitOfWork, token_hash: bytes, now: datetime) -> None:
    """It was used."""
    uow.run(_SEEN, (now, _bank(uow), token_hash))


def end_session(uow: UnitOfWork, token_hash: bytes, now: datetime) -> None:
    """It is over."""
    uow.run(_END, (now, _bank(uow), token_hash))


def end_sessions(uow: UnitOfWork, staff_id: UUID, now: datetime) -> None:
    """All of somebody's are over."""
    uow.run(_END_ALL, (now, _bank(uow), staff_id))


def _bank(uow: UnitOfWork) -> UUID:
    return uow.scope.bank()
