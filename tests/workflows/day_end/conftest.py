"""A bank at night."""

from __future__ import annotations

import pytest

from tests.workflows.day_end.bank import NightBank
from tests.world import HouseWorld


@pytest.fixture
def bank(world: HouseWorld) -> NightBank:
    """A bank that has just begun its first day."""
    made = NightBank(world)
    made.work()
    return made
