"""Bills over the wire, in XML, JSON and SOAP: registered once, answered, listed, shown, and refused by number."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corporate.bootstrap import House
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.writes import WAYS
from tests.workflows.bills.house import BillWorld, bill_world
from tests.world import HouseWorld


@pytest.fixture
def bills(world: HouseWorld, tmp_path: Path) -> Iterator[BillWorld]:
    with bill_world(world, tmp_path / "exchange") as made:
        yield made


@pytest.fixture
def house(bills: BillWorld) -> House:
    return bills.house


def test_registered_once_however_often_and_in_whatever_writing(erp: Erp, bills: BillWorld) -> None:
    acceptor, payee = bills.party("辰海"), bills.party("恒锐")
    asked = {
        "ClientSerial": "ERP-1", "AccountNumber": acceptor["account"], "Amount": "1000000.00", "DueOn": "2027-05-20",
        **{f"Acceptor{k.capitalize()}": v for k, v in acceptor.items()},
        **{f"Payee{k.capitalize()}": v for k, v in payee.items()},
    }  # fmt: skip
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda way: way(erp, "bills.register", asked), WAYS))
    assert {code for code, _ in answers} == {"0000"}
    assert len({facts["Number"] for _, facts in answers}) == 1
    assert bills.world.count("bill_request") == 1
    number = bills.sign("辰海", bills.find("辰海", answers[0][1]["Number"])).number
    bills.work()
    bill = bills.find("辰海", number).bill_number
    for way in WAYS:
        code, found = way(erp, "bills.find", {"ClientSerial": "ERP-1"})
        assert (code, found["BillNumber"], found["Status"]) == ("0000", bill, "succeeded")
    changed = WAYS[1](erp, "bills.register", asked | {"Amount": "2.00"})
    assert changed[0] == "C102"


def test_refusals_have_their_numbers(erp: Erp, hengrui: Erp, bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    account = bills.party("辰海")["account"]
    given = {"AccountNumber": account, "BillNumber": number}
    for serial, (operation, more, code) in enumerate(
        [
            ("bills.present", {}, "C910"),
            ("bills.answer", {"Agrees": "true"}, "C921"),
            ("bills.recall", {"Interval": "1-500"}, "C914"),
            ("bills.recall", {"Interval": "500-1500"}, "C915"),
        ]
    ):
        said = WAYS[0](erp, operation, given | more | {"ClientSerial": f"R-{serial}"})
        assert said[0] == code, operation
    other = {"AccountNumber": bills.party("恒锐")["account"], "BillNumber": number}
    assert WAYS[1](hengrui, "bills.recall", other | {"ClientSerial": "R-9"})[0] == "C915"
    assert WAYS[1](hengrui, "bills.show", {"BillNumber": number})[0] == "D001"
    assert bills.world.count("bill_request", "door = 'direct_link'") == 0


def test_every_question_is_answered_in_every_writing(erp: Erp, bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    for way in WAYS:
        for operation, asked in (
            ("bills.list", {"Act": "recall"}),
            ("bills.lanes", {}),
            ("bills.requests", {"BillNumber": number}),
            ("bills.show", {"BillNumber": number}),
            ("bills.print", {"BillNumber": number}),
        ):
            assert way(erp, operation, asked)[0] == "0000", operation
