"""Every question a replica may answer only reads, and is answered there like here."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from corporate.bootstrap import CATALOGUE, assemble
from corporate.house import House
from corporate.reports import REPORTS
from corporate.settings import Settings
from kernel.context import Actor
from kernel.db import Database, UnitOfWork
from kernel.errors import NotFound
from kernel.operation import Door, Idempotency, StepUp
from kernel.replica import Replica
from kernel.tenancy import Scope
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import MONDAY, HouseWorld

pytestmark = pytest.mark.database

DAY = MONDAY.date()
DAYS = {"FromOn": str(DAY), "ToOn": str(DAY)}
ACCOUNT = {"AccountNumber": PAYER}
ASKED: dict[str, dict[str, Any]] = {
    "accounts.balance_history": ACCOUNT | DAYS,
    "accounts.details": ACCOUNT | DAYS,
    "accounts.export": ACCOUNT | DAYS | {"Format": "CSV"},
    "accounts.lines": ACCOUNT,
    "accounts.month_ends": {},
    "accounts.position": {"Days": "7"},
    "accounts.report_file": ACCOUNT,
    "accounts.search": ACCOUNT | DAYS | {"Text": "期初"},
    "accounts.statement": ACCOUNT | {"On": str(DAY)},
    "accounts.statement_file": ACCOUNT | {"On": str(DAY)},
    "accounts.summary": ACCOUNT | DAYS,
    "audit.list": {},
    "batches.rows": {"Number": "PC2611230000001"},
    "documents.receipts": {},
    "payments.browse": {},
}
NOT_THERE = {"batches.rows"}  # a bank without batches says so there like here


class ReadOnly(Database):
    """The database as a follower serves it: whatever writes is refused."""

    asked = 0

    @contextlib.contextmanager
    def begin(self, scope: Scope) -> Iterator[UnitOfWork]:
        with super().begin(scope) as uow:
            uow.run("SET TRANSACTION READ ONLY", ())
            self.asked += 1
            yield uow


@pytest.fixture
def follower(world: HouseWorld) -> Iterator[ReadOnly]:
    found = ReadOnly(world.db.app.dsn, pool_size=2)
    yield found
    found.dispose()


@pytest.fixture
def house(world: HouseWorld, follower: ReadOnly) -> House:
    """A payment was booked, and its day is over."""
    pay = PaymentHouse(world)
    pay.submit("F-1")
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, DAY))
    world.clock.advance(timedelta(days=1))
    settings = Settings(data=world.folder.parent / "data")
    return assemble(settings, world.kernel, world.db.app, pay.clearing, replica=Replica(follower))


def test_reports_read_and_ask_for_no_proof() -> None:
    declared = [CATALOGUE.find(code) for code in REPORTS]
    assert {one.idempotency for one in declared} == {Idempotency.READ}
    assert {one.step_up for one in declared} == {StepUp.NONE}
    assert ASKED.keys() == REPORTS


def test_each_is_answered_by_the_follower_as_by_the_server_that_writes(
    world: HouseWorld, house: House, follower: ReadOnly
) -> None:
    here = PaymentHouse(world).house
    for place, code in enumerate(sorted(REPORTS), start=1):
        actor = who(world, code)
        if code in NOT_THERE:
            with pytest.raises(NotFound):
                house.gate.read(actor, code, ASKED[code])
        else:
            there, again = (it.gate.read(actor, code, ASKED[code]) for it in (house, here))
            assert said(there) == said(again), code
        assert follower.asked == place, f"{code} was not asked of the follower alone"


def test_what_is_no_report_never_goes_there(
    world: HouseWorld, house: House, follower: ReadOnly
) -> None:
    house.gate.read(world.actor("李娜"), "accounts.list")
    assert follower.asked == 0


def said(answer: object) -> str:
    """What an answer says, but for the number each file is given when it is made."""
    return re.sub(r"S\d{6}-\w{8}", "S", repr(answer))


def who(world: HouseWorld, code: str) -> Actor:
    """Somebody who may ask: the administrator, else a clerk, else the ERP."""
    if code.startswith("audit."):
        return world.actor("周涛")
    return world.actor("李娜" if Door.WEB in CATALOGUE.find(code).doors else "辰海 ERP")
