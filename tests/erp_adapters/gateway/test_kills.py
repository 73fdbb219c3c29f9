"""Killed at every named place, and at any other moment: nothing lost, nothing doubled (`make gateway-campaign`)."""

from __future__ import annotations

import ast
import http.client
import json
import multiprocessing
import os
import random
import shutil
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from connectors.core_banking.embedded import EmbeddedCore
from corporate.bootstrap import House
from erp_adapters.client import LinkConfig
from kernel.assets import ROOT
from kernel.clock import FileClock
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway import victim
from tests.erp_adapters.gateway.conftest import ACCOUNT, said
from tests.world import HouseWorld

ROUNDS = int(os.environ.get("GATEWAY_ROUNDS", "1"))
WITHIN_S = 60.0
BY_HTTP = "gateway.order_stored"
DAY = date(2026, 11, 23)
OPENED = date(2026, 11, 20)
"""When the account's first money was booked; its receipt is the one that is fetched."""


def named_places() -> set[str]:
    """Every `fp("gateway.…")` of the source."""
    found = set()
    for path in sorted((ROOT / "erp_adapters").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fp":
                assert isinstance(node.args[0], ast.Constant)
                found.add(str(node.args[0].value))
    return found


FETCHING = (
    "gateway.fetched", "gateway.statement_written", "gateway.receipts_noted",
    "gateway.receipt_fetched", "gateway.receipt_written",
)  # fmt: skip
"""Come by once, in this order, and by any round that ends: so they are the first."""
POINTS = (*FETCHING, *sorted(named_places() - set(FETCHING)))


class Mortal:
    """A gateway that is started again whenever it has died."""

    def __init__(self, folder: Path, port: int) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([victim.__name__])
        self.folder, self.port = folder, port
        self._process: Any = None
        self.deaths = 0

    def start(self, armed: str = "") -> None:
        self.end()
        marks = self.folder.parent / f"marks-{self.deaths}-{time.monotonic_ns()}"
        marks.mkdir()
        config = str(self.folder / "yinqi-gateway.toml")
        self._process = self._context.Process(target=victim.live, args=(config, armed, str(marks)))
        self._process.start()

    def await_death(self) -> None:
        """By the armed fault: exactly what kill -9 does."""
        self._process.join(WITHIN_S)
        assert self._process.exitcode == -9, self._process.exitcode
        self.deaths += 1

    def end(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            self._process.join()

    def drop(self, serial: str) -> None:
        """As an ERP does: written aside, then renamed."""
        path = self.folder / "in" / f"{serial}.json"
        draft = path.with_suffix(".tmp")
        draft.write_text(json.dumps(said(serial=serial)), encoding="utf-8")
        draft.rename(path)

    def post(self, serial: str) -> int:
        """As an ERP does: again until it is told 202."""
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                line.request("POST", "/orders", json.dumps(said(serial=serial)))
                return line.getresponse().status
            if self._process is None or not self._process.is_alive():
                return 0
            time.sleep(0.02)
        return 0

    def forget_fetched(self) -> None:
        """As if nothing had been fetched yet."""
        self.end()
        with closing(sqlite3.connect(self.folder / "gateway.db")) as db, db:
            db.execute("DELETE FROM mark")
            db.execute("DELETE FROM receipt")
        shutil.rmtree(self.folder / "out" / "receipts", ignore_errors=True)

    def answered(self, serial: str) -> bool:
        """Whether the ERP has been told that the bank has the payment."""
        path = self.folder / "out" / "answers" / f"{serial}.json"
        return path.exists() and json.loads(path.read_bytes())["state"] in {"open", "done"}


@pytest.fixture
def mortal(
    config: LinkConfig, wire: Wire, world: HouseWorld, house: House, tmp_path: Path
) -> Iterator[Mortal]:
    with world.job() as ctx:
        EmbeddedCore().close_day(ctx, DAY)
        asked = "SELECT id FROM ledger_transaction WHERE posting_key = %s"
        opening = ctx.uow.rows(asked, (f"opening:{ACCOUNT}",))[0]["id"]
        house.documents.issue(ctx, opening, opening)
    world.clock.advance(timedelta(days=1))
    server = make_server("127.0.0.1", 0, wire.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    folder = tmp_path / "machine"
    folder.mkdir()
    FileClock(folder / "clock").set(world.clock.now())
    (folder / "passphrase").touch(mode=0o600)
    (folder / "passphrase").write_text("open sesame")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "yinqi-gateway.toml").write_text(
        f"""
[bank]
url = "http://127.0.0.1:{server.server_port}/b/yungang/link/v1"
enterprise = "10001"
operator = "chenhai-erp"
certificate = "CERT-10001"
key_file = "{config.key_file}"
bank_key_file = "{config.bank_key_file}"
clock_file = "clock"
read_timeout_s = 10
[gateway]
listen = "127.0.0.1:{port}"
passphrase_file = "passphrase"
poll_s = 0.02
[fetch]
accounts = ["{ACCOUNT}"]
first_day = {OPENED}
""",
        encoding="utf-8",
    )
    (folder / "in").mkdir()
    made = Mortal(folder, port)
    yield made
    made.end()
    server.shutdown()
    serving.join()
    server.server_close()


def until(reached: Callable[[], bool], what: object = "") -> None:
    end = time.monotonic() + WITHIN_S
    while not reached():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def assert_paid_once_each(world: HouseWorld, serials: list[str]) -> None:
    assert world.count("payment") == len(serials)
    for serial in serials:
        assert world.count("payment", f"client_serial = '{serial}'") == 1, serial


def test_killed_at_each_named_place_nothing_is_lost_and_nothing_doubled(
    mortal: Mortal, world: HouseWorld
) -> None:
    serials: list[str] = []
    for number in range(ROUNDS):
        if number:
            mortal.forget_fetched()
        for point in POINTS:
            serial = f"K{number}-{point.partition('.')[2]}"
            serials.append(serial)
            if point != BY_HTTP:
                mortal.drop(serial)
            mortal.start(f"{point}=kill")
            if point == BY_HTTP:
                assert mortal.post(serial) == 0  # taken, and dead before it could say so
            mortal.await_death()
    mortal.start()
    assert mortal.post(serials[-1]) == 202
    until(lambda: all(mortal.answered(serial) for serial in serials))
    assert_paid_once_each(world, serials)
    assert mortal.deaths == ROUNDS * len(POINTS)
    assert not list((mortal.folder / "in").iterdir())
    assert not list((mortal.folder / "faulty").iterdir())
    statement = mortal.folder / "out" / "statements" / ACCOUNT / f"{DAY}.camt053.xml"
    until(statement.exists)
    assert b"BkToCstmrStmt" in statement.read_bytes()
    receipts = mortal.folder / "out" / "receipts" / ACCOUNT
    until(lambda: sorted(path.suffix for path in receipts.rglob("*.*")) == [".pdf", ".xml"])


def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(
    mortal: Mortal, world: HouseWorld
) -> None:
    chance = random.Random("gateway")  # noqa: S311 - a test that can be repeated
    serials = []
    for number in range(4 * ROUNDS):
        mortal.start()
        for several in range(3):
            serial = f"R{number}-{several}"
            serials.append(serial)
            mortal.drop(serial)
        time.sleep(chance.uniform(0.0, 0.4))
        mortal.end()
    mortal.start()
    until(lambda: all(mortal.answered(serial) for serial in serials))
    assert_paid_once_each(world, serials)


def test_a_second_gateway_does_not_start_in_the_folder(mortal: Mortal) -> None:
    mortal.start()
    mortal.drop("ERP-0001")
    until(lambda: mortal.answered("ERP-0001"))
    first = mortal._process
    mortal._process = None
    mortal.start()
    mortal._process.join(WITHIN_S)
    assert mortal._process.exitcode == 1
    assert first.is_alive()
    first.kill()
    first.join()
