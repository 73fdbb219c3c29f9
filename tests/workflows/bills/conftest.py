"""Both banks and the exchange between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.bills.house import BillWorld, bill_world
from tests.world import HouseWorld


@pytest.fixture
def bills(world: HouseWorld, tmp_path: Path) -> Iterator[BillWorld]:
    with bill_world(world, tmp_path / "exchange") as made:
        yield made
