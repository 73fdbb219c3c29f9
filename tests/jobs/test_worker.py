"""The worker as `yinqi worker` runs it: against the test bank over HTTP, once or until told to end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.clearing.simulator.director import Director
from connectors.clearing.simulator.server import TestBank
from corporate.settings import Settings, environment_of
from jobs.worker import Worker, run_worker
from kernel.assets import ROOT
from kernel.clock import FileClock
from kernel.ids import SystemRandomness
from tests.workflows.dispatch.house import BANK_CODE, FEE, OPENING
from tests.workflows.dispatch.house import House as Slices
from tests.world import HouseWorld

PATIENCE_S = 60
RUN = "from corporate import settings; from jobs.worker import run_worker; run_worker(settings.read())"


@pytest.fixture
def clock(world: HouseWorld, settings: Settings) -> FileClock:
    settings.data.mkdir(parents=True, exist_ok=True)
    found = FileClock(settings.data / "clock")
    found.set(world.clock.now())
    return found


@pytest.fixture
def bank(tmp_path: Path, clock: FileClock) -> Iterator[TestBank]:
    found = TestBank(tmp_path / "bank", 0, clock, SystemRandomness())
    serving = threading.Thread(target=found.serve)
    serving.start()
    yield found
    found.stop()
    serving.join()
    found.close()


@pytest.fixture
def configured(settings: Settings, bank: TestBank) -> Settings:
    return replace(settings, clock="file", clearing_url=bank.address)


def test_once_works_until_nothing_is_due(
    world: HouseWorld, configured: Settings, bank: TestBank, slices: Slices
) -> None:
    paid, refused = slices.pay(10_000), slices.pay(888_804)
    director = Director(bank.address)
    payload = {"payee_account": "1001234509012345678", "payee_name": "上海辰海物流股份有限公司",
               "amount": "7.00", "currency": "CNY"}  # fmt: skip
    director.credit(BANK_CODE, "HVPS", "R1", payload, copies=2)
    run_worker(configured, once=True)
    assert slices.payment(paid)["status"] == "succeeded"
    assert slices.payment(refused)["reason"] == {
        "zh": "收款账号与户名不符", "en": "The payee's name is not the account's"
    }  # fmt: skip
    assert slices.money() == (OPENING - 10_000 - FEE + 700, 0)
    assert [row["received"] for row in director.submissions(BANK_CODE)] == [1, 1]
    assert world.count("notice", "kind = 'payment_failed'") == 1
    director.close()
    slices.check_books()


def test_it_works_until_it_is_told_to_end(
    configured: Settings, bank: TestBank, slices: Slices
) -> None:
    payment_id = slices.pay(10_000)
    environment = {**os.environ, **environment_of(configured)}
    process = subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, env=environment)
    try:
        pause = threading.Event()
        for _ in range(PATIENCE_S * 10):
            if slices.payment(payment_id)["status"] == "succeeded":
                break
            pause.wait(0.1)
        assert slices.payment(payment_id)["status"] == "succeeded"
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    finally:
        process.kill()
        process.wait()
    assert [row["received"] for row in bank.peer.report(BANK_CODE)] == [1]


def test_a_fault_of_ours_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.limits.JOBS_REST_S", 0)
    monkeypatch.setattr("kernel.limits.JOBS_POLL_S", 0)
    looked = threading.Semaphore(0)

    class Broken:
        def banks(self) -> list[object]:
            looked.release()
            message = "no such luck"
            raise LookupError(message)

    worker = Worker(Broken())  # type: ignore[arg-type]
    thread = threading.Thread(target=worker.serve)
    thread.start()
    for _ in range(6):
        assert looked.acquire(timeout=PATIENCE_S)
    worker.end()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
