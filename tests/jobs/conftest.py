"""A whole house in the worker's role, on the test's own clock and clearing."""

import pytest

from corporate import bootstrap
from corporate.settings import Settings
from tests.workflows.dispatch.house import House as Slices
from tests.workflows.dispatch.house import Script
from tests.world import HouseWorld


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def slices(world: HouseWorld, script: Script) -> Slices:
    """Makes payments and looks at what became of them."""
    return Slices(world, script)


@pytest.fixture
def settings(world: HouseWorld) -> Settings:
    urls = {"worker": world.db.worker.dsn, "app": world.db.app.dsn}
    return Settings(database_urls=urls, data=world.kernel.files._folder)  # type: ignore[attr-defined]


@pytest.fixture
def house(world: HouseWorld, settings: Settings, script: Script) -> bootstrap.House:
    """What the composition root makes for a worker, in the world of the test."""
    return bootstrap.assemble(settings, world.kernel, world.db.worker, script)
