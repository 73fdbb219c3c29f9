"""Sessions at the desk (柜台会话): short, kept by their hash, dead as soon as their owner is not active.

They live in a table of their own: a customer's token finds nothing here, and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from corporate.identity.devices import hash_of
from corporate.staff import repository
from corporate.staff.errors import StaffSessionEnded
from corporate.staff.roles import Role, StaffStatus
from kernel import limits
from kernel.context import Actor
from kernel.db import UnitOfWork
from kernel.operation import Door
from kernel.world import World

_IDLE: Final = timedelta(seconds=limits.SESSION_IDLE_S)
_LIFE: Final = timedelta(seconds=limits.STAFF_SESSION_LIFE_S)
_TOUCH: Final = timedelta(seconds=limits.SESSION_TOUCH_S)


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A live session of a member of staff."""

    token_hash: bytes
    staff_id: UUID
    login: str
    name: str
    role: Role
    csrf_secret: str
    device: str
    address: str
    created_at: datetime

    def actor(self, tenant_id: UUID) -> Actor:
        """Who acts: of no enterprise, so that nothing of a customer's can be done as them."""
        return Actor(
            tenant_id=tenant_id,
            door=Door.DESK,
            name=self.name,
            person_id=self.staff_id,
            credential=self.token_hash.hex()[:16],
            device=self.device,
            address=self.address,
        )


def start(uow: UnitOfWork, world: World, staff_id: UUID, device: str, address: str) -> str:
    """Open a session; its token, which is shown once. Every other session of theirs ends."""
    now, token = world.clock.now(), world.ids.token()
    repository.end_sessions(uow, staff_id, now)
    repository.open_session(
        uow,
        {
            "token_hash": hash_of(token), "staff_id": staff_id, "csrf_secret": world.ids.token(),
            "device": device, "address": address, "created_at": now, "expires_at": now + _LIFE,
        },
    )  # fmt: skip
    return token


def find(uow: UnitOfWork, token: str, now: datetime) -> StaffSession:
    """The live session of a token, its owner's role as it is now; raises StaffSessionEnded."""
    row = repository.session(uow, hash_of(token))
    if row is None or row["ended_at"] is not None or row["status"] != StaffStatus.ACTIVE:
        raise StaffSessionEnded
    if now >= row["expires_at"] or now - row["seen_at"] >= _IDLE:
        raise StaffSessionEnded
    if now - row["seen_at"] >= _TOUCH:
        repository.see_session(uow, row["token_hash"], now)
    kept = {name: row[name] for name in StaffSession.__dataclass_fields__}
    return StaffSession(
        **(kept | {"token_hash": bytes(row["token_hash"]), "role": Role(row["role"])})
    )


def end(uow: UnitOfWork, token: str, now: datetime) -> None:
    """Log out: dead on the server, whatever the browser keeps."""
    repository.end_session(uow, hash_of(token), now)
