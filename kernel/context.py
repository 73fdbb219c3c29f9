"""Who asks, through which door, in which transaction: handed to every service, built only at the edge."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kernel.operation import Door

if TYPE_CHECKING:
    from kernel.db import UnitOfWork
    from kernel.world import World


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `person_id` is the natural person: distinct people means distinct persons."""

    tenant_id: UUID
    door: Door
    name: str
    enterprise_id: UUID | None = None
    person_id: UUID | None = None
    user_id: UUID | None = None
    method: str = "password"  # proved by; the weakest unless something stronger was shown
    credential: str = ""  # session id or certificate serial, for the audit line
    device: str = ""
    address: str = ""  # network address, for evidence
    trace: str = ""  # of the message, where the door numbers them


@dataclass(frozen=True, slots=True)
class Context:
    """One request or job: the world, its one transaction, the actor and the instant it began."""

    world: World
    uow: UnitOfWork
    actor: Actor
    now: datetime

    @property
    def tenant_id(self) -> UUID:
        """The bank."""
        return self.actor.tenant_id

    @property
    def enterprise_id(self) -> UUID:
        """The enterprise; asking for it where there is none is a fault of ours."""
        if self.actor.enterprise_id is None:
            message = "this context has no enterprise"
            raise LookupError(message)
        return self.actor.enterprise_id

    def inside(self, enterprise_id: UUID) -> Context:
        """The same work, now for one enterprise: how a worker steps from the bank into one of its customers."""
        actor = dataclasses.replace(self.actor, enterprise_id=enterprise_id)
        return dataclasses.replace(self, actor=actor)
