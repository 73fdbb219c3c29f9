"""The house of payments, with its standing orders."""

from __future__ import annotations

import pytest

from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


@pytest.fixture
def pay(world: HouseWorld) -> PaymentHouse:
    """A house around the world as it was made."""
    return PaymentHouse(world)
