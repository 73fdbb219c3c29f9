"""The bench of limits."""

from __future__ import annotations

import pytest

from tests.risk.bench import LimitBench
from tests.world import HouseWorld


@pytest.fixture
def bench(world: HouseWorld) -> LimitBench:
    """Limits around the world as it was made: there are none."""
    return LimitBench(world)
