"""Each act on a bill, sent many times at once in every encoding under one serial, is done once; other content is refused.

Bills live through a whole story here, and programs act in it. `make one-effect` tells it twenty times, with 64 requests
an act.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from corporate.bootstrap import CATALOGUE, House
from kernel.operation import Door, Idempotency
from kernel.public_status import PublicStatus
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.test_every_write import REQUESTS, SERIALS, sent
from tests.connectors.direct_link.writes import WAYS
from tests.racing import at_once
from tests.workflows.bills.house import DUE, BillWorld, bill_world
from tests.world import HouseWorld

ISSUER: Final = "辰海"
HOLDER: Final = "恒锐"
OTHER: Final = "越洋"
TENOR: Final = 119
"""Days to the due date."""
AT_LEAST: Final = REQUESTS if SERIALS > 1 else len(WAYS)
"""Every encoding at once; as many as everywhere in the long run."""
LIFE: Final = {
    "register", "ask_acceptance", "answer", "ask_delivery", "guarantee", "endorse", "withdraw", "pledge", "release",
    "discount",
}  # fmt: skip
AFTER: Final = {"recall", "recourse", "discharge"}
DUE_ROUNDS: Final = min(SERIALS, 2)
"""Each takes months, and the programs' certificates are good for a year."""
DUE_ACTS: Final = {"present": TENOR, "present_late": TENOR + 21}
"""How many days after issue each is tried."""


@pytest.fixture
def bills(world: HouseWorld, tmp_path: Path) -> Iterator[BillWorld]:
    with bill_world(world, tmp_path / "exchange") as made:
        yield made


@pytest.fixture
def house(bills: BillWorld) -> House:
    return bills.house


@dataclass
class Stage:
    """Companies whose programs act, and how often each act was asked for."""

    bills: BillWorld
    programs: dict[str, Erp]
    acts: int = 0
    tried: set[str] = field(default_factory=set)
    earlier: str = ""
    """Another request of whoever acted before."""

    def act(self, name: str, act: str, **given: str) -> str:
        """Ask at once, often, everywhere; sign and let it work. The request's number."""
        self.acts += 1
        self.tried.add(act)
        asked = {
            "ClientSerial": f"ACT-{self.acts}",
            "AccountNumber": self.bills.party(name)["account"],
            **given,
        }
        operation = f"bills.{act}"
        answers = at_once(
            lambda nth: sent(self.programs[name], operation, WAYS[nth % len(WAYS)], asked),
            range(AT_LEAST),
        )
        assert {code for code, _ in answers} == {"0000"}, (act, answers)
        assert [facts["Duplicate"] for _, facts in answers].count("false") == 1, act
        numbers = {facts["Number"] for _, facts in answers}
        assert len(numbers) == 1, act
        self.another_is_refused(name, operation, asked)
        return self.go_on(name, numbers.pop())

    def another_is_refused(self, name: str, operation: str, asked: dict[str, str]) -> None:
        """The same serial over other content: nothing changes."""
        other = {**asked, **self.changed(operation)}
        with nothing_left(self.bills.world.db, nonces=len(WAYS)):
            codes = {sent(self.programs[name], operation, way, other)[0] for way in WAYS}
        assert codes == {"C102"}, (operation, codes)

    def changed(self, operation: str) -> dict[str, str]:
        """What makes it another request: a field every act of its kind has."""
        if operation == "bills.answer":
            return {"Note": "另一回事"}
        return {"Number": self.earlier} if operation == "bills.withdraw" else {"Remark": "另一回事"}

    def go_on(self, name: str, number: str) -> str:
        """The company's checker signs where somebody must; both banks work."""
        seen = self.bills.find(name, number)
        if seen.status is PublicStatus.PENDING_APPROVAL:
            self.bills.sign(name, seen)
        self.bills.work()
        return number

    def named(self, name: str) -> dict[str, str]:
        return {f"To{key.capitalize()}": said for key, said in self.bills.party(name).items()}

    def delivered(self) -> str:
        """A bill of 辰海 that 恒锐 holds, brought about by programs."""
        parties = {
            f"{role}{key.capitalize()}": said
            for role, name in (("Acceptor", ISSUER), ("Payee", HOLDER))
            for key, said in self.bills.party(name).items()
        }
        asked = self.act(ISSUER, "register", Amount="1000.00", DueOn=DUE.isoformat(), **parties)
        number = self.bills.find(ISSUER, asked).bill_number
        self.act(ISSUER, "ask_acceptance", BillNumber=number)
        self.act(ISSUER, "answer", BillNumber=number, Agrees="true")
        self.act(ISSUER, "ask_delivery", BillNumber=number)
        self.bills.answer(HOLDER, number)
        return number


@pytest.fixture
def stage(bills: BillWorld, erp: Erp, hengrui: Erp) -> Stage:
    return Stage(bills, {ISSUER: erp, HOLDER: hengrui})


def test_every_act_of_a_bills_life_is_done_once(stage: Stage) -> None:
    bills = stage.bills
    for _ in range(SERIALS):
        number = stage.delivered()
        stage.earlier = stage.act(HOLDER, "guarantee", BillNumber=number, **stage.named(OTHER))
        bills.answer(OTHER, number)
        passed = stage.act(HOLDER, "endorse", BillNumber=number, Interval="1-30000", **stage.named(OTHER))  # fmt: skip
        stage.act(HOLDER, "withdraw", Number=passed)
        stage.act(HOLDER, "pledge", BillNumber=number, Interval="1-20000", **stage.named(ISSUER))
        bills.answer(ISSUER, number, interval="1-20000")
        stage.act(ISSUER, "release", BillNumber=number, Interval="1-20000")
        bills.answer(HOLDER, number, interval="1-20000")
        rate = bills.house.gate.read(bills.actor(HOLDER), "bills.quote", {"BillNumber": number, "Interval": "60001-100000"}).rate  # fmt: skip
        stage.act(HOLDER, "discount", BillNumber=number, Interval="60001-100000", Rate=rate)
    assert stage.tried == LIFE
    assert bills.breaches() == []


@pytest.mark.parametrize(("act", "days"), DUE_ACTS.items())
def test_what_is_done_about_a_bill_that_is_due_is_done_once(
    stage: Stage, act: str, days: int
) -> None:
    bills = stage.bills
    for _ in range(DUE_ROUNDS):
        due = bills.world.clock.now().date() + timedelta(days=TENOR)
        number = bills.delivered(minor=1000, due_on=due.isoformat())
        fresh = bills.register(minor=100, due_on=due.isoformat())
        stage.act(ISSUER, "recall", BillNumber=fresh)
        bills.world.advance(days=days)
        stage.act(HOLDER, act, BillNumber=number)
        bills.answer(ISSUER, number, agrees=False, reason="DC08")
        stage.act(HOLDER, "recourse", BillNumber=number, DebtorCode=bills.party(ISSUER)["code"])
        stage.act(ISSUER, "discharge", BillNumber=number)
    assert stage.tried == AFTER | {act}
    assert bills.breaches() == []


def test_no_act_is_left_out() -> None:
    offered = {
        one.code.removeprefix("bills.")
        for one in CATALOGUE.at(Door.DIRECT_LINK)
        if one.code.startswith("bills.") and one.idempotency is Idempotency.SERIAL
    }
    assert offered == LIFE | AFTER | DUE_ACTS.keys()
