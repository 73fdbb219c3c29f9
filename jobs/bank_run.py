"""Runs a job's transactions in one bank, as the system and in the worker's role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.operation import Door
from kernel.tenancy import Scope
from kernel.world import World

T = TypeVar("T")
SYSTEM: Final = "系统"


@dataclass(frozen=True, slots=True)
class BankRun:
    """One bank in the hands of a job. Calling it runs work in a transaction of its own."""

    database: Database
    world: World
    tenant_id: UUID

    def __call__(self, work: Callable[[Context], T], /) -> T:
        """Begin, work, commit; again when others' locks stood in the way. Raises Contended at last."""

        def inside(uow: UnitOfWork) -> T:
            return work(self.context(uow))

        return self.database.transact(Scope(self.tenant_id), inside)

    def context(self, uow: UnitOfWork) -> Context:
        """The system at work in this bank."""
        actor = Actor(self.tenant_id, Door.SYSTEM, SYSTEM)
        return Context(self.world, uow, actor, self.world.clock.now())
