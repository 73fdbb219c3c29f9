"""The house of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.certificates.house import CertificateHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld, tmp_path: Path) -> CertificateHouse:
    return CertificateHouse.of(world, tmp_path)
