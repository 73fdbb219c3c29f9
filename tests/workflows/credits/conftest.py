"""A house whose clearing says what the test wrote down."""

import pytest

from tests.workflows.dispatch.house import House, Script
from tests.world import HouseWorld


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def house(world: HouseWorld, script: Script) -> House:
    return House(world, script)
