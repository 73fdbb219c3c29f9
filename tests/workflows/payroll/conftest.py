"""The house of payroll."""

from __future__ import annotations

import pytest

from tests.workflows.payroll.house import PayrollHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> PayrollHouse:
    """A house around the world as it was made."""
    return PayrollHouse(world)
