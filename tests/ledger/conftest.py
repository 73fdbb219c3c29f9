"""The bench of the books."""

from __future__ import annotations

import pytest

from tests.ledger.bench import Bench
from tests.world import HouseWorld


@pytest.fixture
def bench(world: HouseWorld) -> Bench:
    """Fresh accounts in the tests' bank."""
    return Bench(world)
