"""The whole house, with short words for what administrators do with approval rules."""

from __future__ import annotations

import pytest

from tests.workflows.policies.house import PolicyHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> PolicyHouse:
    return PolicyHouse(world)
