"""One bank, its worker's database, and failpoints that are disarmed afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kernel import failpoints
from kernel.db import (
    Database,
)
from kernel.tenancy import Scope
from tests.world import HouseWorld


@pytest.fixture
def scope(world: HouseWorld) -> Scope:
    return Scope(world.tenant_id)


@pytest.fixture
def house(world: HouseWorld) -> Database:
    return world.db.worker


@pytest.fixture
def disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")
