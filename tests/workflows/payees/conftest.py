"""The house of payees."""

from __future__ import annotations

import pytest

from tests.workflows.payees.house import PayeeHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> PayeeHouse:
    """A house around the world as it was made."""
    return PayeeHouse(world)
