"""Administrators at work on the tests' world."""

from __future__ import annotations

import pytest

from tests.workflows.access.house import AccessHouse
from tests.world import HouseWorld


@pytest.fixture
def access(world: HouseWorld) -> AccessHouse:
    """The house, in the hands of administrators."""
    return AccessHouse(world)
