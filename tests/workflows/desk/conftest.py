"""The bank's desk."""

from __future__ import annotations

import pytest

from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


@pytest.fixture
def desk(world: HouseWorld) -> DeskBank:
    """Staff of every role."""
    return DeskBank(world)


@pytest.fixture
def pay(world: HouseWorld) -> PaymentHouse:
    """A customer's house."""
    return PaymentHouse(world)
