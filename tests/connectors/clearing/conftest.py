"""A test bank in this process, a clock that stands still, and a link as patient as the house."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.director import Director
from connectors.clearing.simulator.server import TestBank
from connectors.ports import Submission
from kernel.clock import FixedClock
from kernel.ids import SystemRandomness

BANK = "313331000014"
IDS = [UUID(f"01900000-0000-7000-8000-{n:012}") for n in range(1, 40)]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


@pytest.fixture
def bank(tmp_path: Path, clock: FixedClock) -> Iterator[TestBank]:
    found = TestBank(tmp_path, 0, clock, SystemRandomness(), hang_s=0.1)
    serving = threading.Thread(target=found.serve)
    serving.start()
    yield found
    found.stop()
    serving.join()
    found.close()


@pytest.fixture
def link(bank: TestBank) -> HttpClearing:
    return HttpClearing(bank.address)


@pytest.fixture
def director(bank: TestBank) -> Iterator[Director]:
    found = Director(bank.address)
    yield found
    found.close()


def submission(
    number: int, *, account: str = "6217000010001234", amount: str = "12.00", **more: Any
) -> Submission:
    said = {"payee_account": account, "amount": amount, "currency": "CNY", "payee_name": "甲"}
    return Submission(IDS[number], "BEPS", said | more)
