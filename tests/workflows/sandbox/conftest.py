"""A house whose sandbox is on: the test bank in this process over real HTTP, everybody on one clock file."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.director import Director
from connectors.clearing.simulator.server import TestBank
from corporate import bootstrap
from corporate.bootstrap import House
from corporate.settings import Settings
from jobs.house import run_until_idle
from kernel.clock import FileClock
from kernel.ids import SystemRandomness
from tests.connectors.direct_link.conftest import linked, serve
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.json_erp import JsonErp
from tests.connectors.direct_link.rules import allow_direct
from tests.world import HouseWorld


@dataclass
class Sandbox:
    """What an ERP's own test-suite has in its hands, and the worker."""

    erp: JsonErp
    worker: House
    director: Director
    clock: FileClock
    bank_code: str

    def work(self) -> None:
        """The worker's rounds until nothing is due."""
        run_until_idle(self.worker)

    def received(self) -> list[tuple[str, int]]:
        """What the test bank got: id, how often."""
        found = self.director.submissions(self.bank_code)
        return [(row["submission_id"], row["received"]) for row in found]


@pytest.fixture
def clock(world: HouseWorld, tmp_path: Path) -> FileClock:
    found = FileClock(tmp_path / "clock")
    found.set(world.clock.now())
    return found


@pytest.fixture
def bank(tmp_path: Path, clock: FileClock) -> Iterator[TestBank]:
    found = TestBank(tmp_path / "bank", 0, clock, SystemRandomness(), hang_s=0.05)
    serving = threading.Thread(target=found.serve)
    serving.start()
    yield found
    found.stop()
    serving.join()
    found.close()


@pytest.fixture
def sandbox(
    world: HouseWorld, tmp_path: Path, bank: TestBank, clock: FileClock
) -> Iterator[Sandbox]:
    allow_direct(world)
    settings = Settings(data=tmp_path, clock="file", clearing_url=bank.address, sandbox=True)
    shared = dataclasses.replace(world.kernel, clock=clock)
    link = HttpClearing(bank.address)
    door = bootstrap.assemble(settings, shared, world.db.app, link)
    worker = bootstrap.assemble(settings, shared, world.db.worker, link)
    erp = JsonErp(Erp(OnFile(world, clock), serve(linked(door)), world.key_of("辰海")))  # type: ignore[arg-type]
    with world.job() as ctx:
        code = door.banks.of(ctx.uow).bank_code
    director = Director(bank.address)
    yield Sandbox(erp, worker, director, clock, code)
    director.close()


@dataclass
class OnFile:
    """The world, as far as an ERP looks at it, on the shared clock."""

    world: HouseWorld
    clock: FileClock

    @property
    def tenant_id(self) -> UUID:
        return self.world.tenant_id
