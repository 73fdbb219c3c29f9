"""One bank for all scenarios, a new one after a test that left it in disorder, and the totals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.bank import Bank, running_bank
from tests.scenarios.journal import Journal, open_journal


class Banks:
    """Starts a bank when one is wanted. A start takes seconds, so a sound one is used again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._current: Bank | None = None
        self._count = 0

    def sound(self) -> Bank:
        """A running bank at rest."""
        if self._current is None:
            self._count += 1
            folder = self._folder / f"bank{self._count}"
            self._current = self._stack.enter_context(running_bank(folder))
        return self._current

    def take_back(self) -> None:
        """Keep the bank if the test left it at rest, else end it."""
        bank = self._current
        if bank is not None and (bank.spoilt or bank.judge.open_work()):
            self.close()
        elif bank is not None:
            bank.faults.disarm()

    def close(self) -> None:
        """End every process."""
        self._current = None
        self._stack.close()


@pytest.fixture(scope="session")
def banks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Banks]:
    """Where banks come from."""
    found = Banks(tmp_path_factory.mktemp("scenarios"))
    yield found
    found.close()


@pytest.fixture
def bank(banks: Banks) -> Iterator[Bank]:
    """A bank at rest, all its processes running."""
    yield banks.sound()
    banks.take_back()


@pytest.fixture(scope="session")
def journal() -> Journal:
    """Where trials are written down."""
    return open_journal()
