"""The sandbox (沙箱) of a test deployment, put together; without the setting nothing of it is in anybody's way.

Part of the composition root, apart from it for its length. The test bank's control side is imported here and
nowhere else in the house.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from connectors.clearing.simulator.sandbox import DirectedBank
from connectors.ports import Clearing, CoreBanking
from corporate.banks import Banks, Directory
from corporate.settings import Settings
from kernel.clock import FileClock
from kernel.context import Actor, Context
from kernel.db import Database
from kernel.operation import Bindings, Door
from kernel.tenancy import Scope
from kernel.world import World
from workflows.dispatch.ports import Runner
from workflows.sandbox.clearing import ToldClearing
from workflows.sandbox.orders import SandboxOrders
from workflows.sandbox.ports import MovableClock
from workflows.sandbox.service import SandboxService

T = TypeVar("T")
_SYSTEM: Final = "沙箱"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a house needs of it. Without a sandbox, `clearing` is what was given and `orders` is None."""

    clearing: Clearing
    service: SandboxService
    orders: SandboxOrders | None

    def bindings(self) -> Bindings:
        """What its operations do."""
        return {
            "sandbox.tell": self.service.tell,
            "sandbox.rules": self.service.rules,
            "sandbox.forget": self.service.forget,
            "sandbox.credit": self.service.credit,
            "sandbox.clock": self.service.clock,
        }


def parts(  # noqa: PLR0917 - what the composition root has in its hands
    settings: Settings,
    world: World,
    database: Database,
    banks: Banks,
    core: CoreBanking,
    clearing: Clearing,
) -> Parts:
    """The sandbox if the settings ask for one, around the link to clearing; else that link as it is."""
    is_on = settings.sandbox and not settings.production
    moves: MovableClock | None = world.clock if isinstance(world.clock, FileClock) else None
    service = SandboxService(core, is_on=is_on, clock=moves if is_on else None)
    if not is_on:
        return Parts(clearing, service, None)
    peer = DirectedBank(settings.clearing_url)
    told = ToldClearing(clearing, peer, _Runners(world, database, banks))
    orders = SandboxOrders(peer, moves, lambda ctx: banks.of(ctx.uow).bank_code)
    return Parts(told, service, orders)


class _Runners:
    """Runs transactions for the bank of a bank code, as the system."""

    def __init__(self, world: World, database: Database, banks: Banks) -> None:
        self._world = world
        self._database = database
        self._banks = banks
        self._directory = Directory(database, world.clock)
        self._tenants: dict[str, UUID] = {}

    def __call__(self, bank_code: str) -> Runner:
        tenant_id = self._tenants.get(bank_code) or self._find(bank_code)

        def run(work: Callable[[Context], T], /) -> T:
            actor = Actor(tenant_id, Door.SYSTEM, _SYSTEM)
            return self._database.transact(
                Scope(tenant_id),
                lambda uow: work(Context(self._world, uow, actor, self._world.clock.now())),
            )

        return run

    def _find(self, bank_code: str) -> UUID:
        for tenant_id in {entry.tenant_id for entry in self._directory.entries()}:
            with self._database.begin(Scope(tenant_id)) as uow:
                self._tenants[self._banks.of(uow).bank_code] = tenant_id
        return self._tenants[bank_code]
