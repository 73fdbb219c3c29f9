"""Sessions (会话), kept on the server by the hash of their token; the token itself is never stored.

A token is 256 random bits and is minted anew whenever the session gains something: at log-in, at
the choice of an enterprise, after a signature. Whoever had the old one has nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from corporate.identity.devices import hash_of
from corporate.identity.errors import SessionEnded, SessionIdle
from kernel import limits
from kernel.context import Actor
from kernel.db import UnitOfWork
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.statements import Row
from kernel.text import Text
from kernel.world import World

_IDLE: Final = timedelta(seconds=limits.SESSION_IDLE_S)
_LIFE: Final = timedelta(seconds=limits.SESSION_LIFE_S)
_TOUCH: Final = timedelta(seconds=limits.SESSION_TOUCH_S)

# A membership counts while its user and enterprise are active; the session outlives it without one.
_FIND: Final = """
SELECT s.token_hash, s.person_id, p.name AS person_name, p.status AS person_status, s.csrf_secret,
       s.method, s.device, s.address, s.created_at, s.seen_at, s.expires_at, s.ended_at,
       CASE WHEN e.id IS NOT NULL THEN s.user_id END AS user_id, e.id AS enterprise_id,
       coalesce(e.name, '') AS enterprise_name, coalesce(u.title, '') AS title,
       (SELECT count(*) FROM enterprise_user m
         WHERE m.tenant_id = s.tenant_id AND m.person_id = s.person_id AND m.status = 'active') AS memberships
  FROM web_session s
  JOIN person p ON p.tenant_id = s.tenant_id AND p.id = s.person_id
  LEFT JOIN enterprise_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
        AND u.person_id = s.person_id AND u.status = 'active'
  LEFT JOIN enterprise e ON e.tenant_id = u.tenant_id AND e.id = u.enterprise_id AND e.status = 'active'
 WHERE s.tenant_id = %s AND s.token_hash = %s
"""
_OPEN: Final = """
INSERT INTO web_session (tenant_id, token_hash, person_id, user_id, enterprise_id, csrf_secret, method, device,
                         address, created_at, seen_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_SEEN: Final = "UPDATE web_session SET seen_at = %s WHERE tenant_id = %s AND token_hash = %s"
_END: Final = """
UPDATE web_session SET ended_at = %s WHERE tenant_id = %s AND token_hash = %s AND ended_at IS NULL
"""
_END_OTHERS: Final = """
UPDATE web_session SET ended_at = %s
 WHERE tenant_id = %s AND person_id = %s AND token_hash <> %s AND ended_at IS NULL
"""
_END_ONE: Final = """
UPDATE web_session SET ended_at = %s
 WHERE tenant_id = %s AND person_id = %s AND token_hash = %s AND ended_at IS NULL
"""
_LIST: Final = """
SELECT token_hash, device, address, created_at, seen_at FROM web_session
 WHERE tenant_id = %s AND person_id = %s AND ended_at IS NULL AND expires_at > %s AND seen_at > %s
 ORDER BY seen_at DESC LIMIT %s
"""
_USER: Final = """
SELECT u.enterprise_id FROM enterprise_user u
  JOIN enterprise e ON e.tenant_id = u.tenant_id AND e.id = u.enterprise_id
 WHERE u.tenant_id = %s AND u.id = %s AND u.person_id = %s AND u.status = 'active' AND e.status = 'active'
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A live session; without a user it may only choose an enterprise or leave."""

    token_hash: bytes
    person_id: UUID
    person_name: str
    user_id: UUID | None
    enterprise_id: UUID | None
    enterprise_name: str
    title: str
    memberships: int
    csrf_secret: str
    method: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime

    def actor(self, tenant_id: UUID, door: Door) -> Actor:
        """Who acts in it, for the gate."""
        return Actor(
            tenant_id=tenant_id,
            door=door,
            name=self.person_name,
            enterprise_id=self.enterprise_id,
            person_id=self.person_id,
            user_id=self.user_id,
            method=self.method,
            credential=self.token_hash.hex()[:16],
            device=self.device,
            address=self.address,
        )


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it in a list."""

    token_hash: bytes
    device: str
    address: str
    created_at: datetime
    seen_at: datetime


def start(
    uow: UnitOfWork,
    world: World,
    person_id: UUID,
    device: str,
    address: str,
    *,
    method: str = "password",
) -> str:
    """Open a session after a log-in by that method; its token, which is shown once."""
    now = world.clock.now()
    given = {
        "person_id": person_id,
        "method": method,
        "device": device,
        "address": address,
        "created_at": now,
        "expires_at": now + _LIFE,
    }
    return _insert(uow, world, given)


def find(uow: UnitOfWork, token: str, now: datetime) -> Session:
    """The live session of a token; raises SessionEnded for any other, SessionIdle for one left alone.

    Reads person, membership and enterprise as they are now, so what was revoked is gone at once.
    """
    row = uow.row(_FIND, (uow.scope.bank(), hash_of(token)))
    if row is None or not _may_live(row, now):
        raise SessionEnded
    if now - row["seen_at"] >= _IDLE:
        raise SessionIdle(minutes=_IDLE // timedelta(minutes=1))
    if now - row["seen_at"] >= _TOUCH:
        uow.run(_SEEN, (now, uow.scope.bank(), row["token_hash"]))
    del row["person_status"], row["ended_at"]
    return Session(**(row | {"token_hash": bytes(row["token_hash"])}))


def rotate(uow: UnitOfWork, world: World, session: Session) -> str:
    """Give the session a new token, after a signature; the old one is dead. Raises SessionEnded."""
    return _renew(uow, world, session, session.user_id, session.enterprise_id)


def choose(uow: UnitOfWork, world: World, session: Session, user_id: UUID) -> str:
    """Act for an enterprise from now on; a new token. Raises NotFound for another's membership."""
    row = uow.row(_USER, (uow.scope.bank(), user_id, session.person_id))
    if row is None:
        raise NotFound(Text("该企业", "The enterprise"))
    return _renew(uow, world, session, user_id, row["enterprise_id"])


def end(uow: UnitOfWork, token: str, now: datetime) -> None:
    """Log out: the token is dead on the server, whatever the browser keeps."""
    uow.run(_END, (now, uow.scope.bank(), hash_of(token)))


def open_sessions(uow: UnitOfWork, person_id: UUID, now: datetime) -> list[OpenSession]:
    """A person's live sessions, the last used first."""
    params = (uow.scope.bank(), person_id, now, now - _IDLE, limits.PAGE_ROWS_MAX)
    rows = uow.rows(_LIST, params)
    return [OpenSession(**(row | {"token_hash": bytes(row["token_hash"])})) for row in rows]


def end_one(uow: UnitOfWork, person_id: UUID, token_hash: bytes, now: datetime) -> bool:
    """End one session of this person from another; whether there was one."""
    return uow.run(_END_ONE, (now, uow.scope.bank(), person_id, token_hash)) == 1


def end_others(uow: UnitOfWork, person_id: UUID, keep: bytes, now: datetime) -> int:
    """End all sessions of this person but one: after a new password, or on request."""
    return uow.run(_END_OTHERS, (now, uow.scope.bank(), person_id, keep))


def _may_live(row: Row, now: datetime) -> bool:
    return row["ended_at"] is None and row["person_status"] == "active" and now < row["expires_at"]


def _renew(
    uow: UnitOfWork,
    world: World,
    session: Session,
    user_id: UUID | None,
    enterprise_id: UUID | None,
) -> str:
    """End the row and open its successor, which inherits everything but the secrets."""
    now = world.clock.now()
    if uow.run(_END, (now, uow.scope.bank(), session.token_hash)) != 1:
        raise SessionEnded  # another request renewed it first
    inherited = {
        "person_id": session.person_id,
        "method": session.method,
        "device": session.device,
        "address": session.address,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "user_id": user_id,
        "enterprise_id": enterprise_id,
    }
    return _insert(uow, world, inherited)


def _insert(uow: UnitOfWork, world: World, given: Row) -> str:
    token = world.ids.token()
    uow.run(
        _OPEN,
        (
            uow.scope.bank(), hash_of(token), given["person_id"], given.get("user_id"),
            given.get("enterprise_id"), world.ids.token(), given["method"], given["device"], given["address"],
            given["created_at"], world.clock.now(), given["expires_at"],
        ),
    )  # fmt: skip
    return token
