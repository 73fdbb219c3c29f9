"""Drills take minutes and whole banks, so `make test` leaves them out; `make drill` runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.bank import Bank, running_bank
from tests.scenarios.journal import Journal, open_journal


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    """A bank of its own for each drill: what was drilled on is not used again."""
    with running_bank(tmp_path / "bank") as found:
        yield found


@pytest.fixture(scope="session")
def journal() -> Journal:
    """Where trials are written down."""
    return open_journal()
