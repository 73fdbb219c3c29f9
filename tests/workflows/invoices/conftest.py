"""The house of invoices."""

from __future__ import annotations

import pytest

from tests.workflows.invoices.house import InvoiceHouse
from tests.world import HouseWorld


@pytest.fixture
def bank(world: HouseWorld) -> InvoiceHouse:
    """A house around the world as it was made."""
    return InvoiceHouse(world)
