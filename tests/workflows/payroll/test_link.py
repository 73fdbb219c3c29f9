"""Payrolls from programs: taken whole or not at all, answered by row number, read by right alone."""

from __future__ import annotations

from typing import Any

import pytest

from corporate.admission import NoRight
from kernel import limits
from kernel.errors import Faulty
from kernel.records.serials import SerialConflict
from tests.workflows.payments.house import PAYER
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.workflows.payroll.searching import tables_holding
from workflows.batches.errors import PartsMissing
from workflows.payroll.run_commands import RunRows, RunView
from workflows.payroll.slips.commands import ListSlips, NameSlip, SendSlips
from workflows.payroll.slips.kinds import SlipPart

ERP = "辰海 ERP"
DETAILS = {"right": "payroll.details", "account": "*", "see": True, "make": False, "approve": False}


def rows(**first: str) -> list[dict[str, str]]:
    found = [
        {"Number": one.number, "Name": one.name, "Account": one.account, "Amount": one.amount}
        for one in STAFF
    ]
    found[0] |= {"PaySlip": "基本工资|9000.00,#养老|682.71", **first}
    return found


def send(house: PayrollHouse, given: list[dict[str, str]], **more: Any) -> RunView:
    total = f"{sum(one.minor for one in STAFF) / 100:.2f}"
    message = {
        "ClientSerial": "ERP-1", "PayerAccount": PAYER, "Month": "2026-11", "Payments": str(len(STAFF)),
        "Total": total, "Rows": given, **more,
    }  # fmt: skip
    seen = house.house.gate.perform(house.world.actor(ERP), "payroll.send", message)
    assert isinstance(seen, RunView)
    return seen


def part(
    house: PayrollHouse, given: list[dict[str, str]], number: int, stage: str, **more: Any
) -> RunView:
    message = {
        "ClientSerial": "ERP-1", "PayerAccount": PAYER, "Month": "2026-11", "Payments": str(len(STAFF)),
        "Total": f"{sum(one.minor for one in STAFF) / 100:.2f}", "Stage": stage, "Part": str(number), "Rows": given,
        **more,
    }  # fmt: skip
    seen = house.house.gate.perform(house.world.actor(ERP), "payroll.send_part", message)
    assert isinstance(seen, RunView)
    return seen


def read(house: PayrollHouse, number: str) -> RunRows:
    found = house.house.gate.read(house.world.actor(ERP), "payroll.rows", {"Number": number})
    assert isinstance(found, RunRows)
    return found


def test_a_program_sends_a_payroll_and_hears_what_became_of_it(house: PayrollHouse) -> None:
    house.hire()
    seen = send(house, rows())
    assert (seen.status.value, seen.rows) == ("pending_approval", 4)
    assert send(house, rows()).duplicate
    assert house.decide("赵敏") == ["granted"]
    house.work()
    gate, erp = house.house.gate, house.world.actor(ERP)
    shown = gate.read(erp, "payroll.show", {"ClientSerial": "ERP-1"})
    assert shown.status.value == "succeeded"
    with pytest.raises(NoRight):
        read(house, seen.number)
    house.set_rights("chenhai-erp", DETAILS)
    assert [one.state.value for one in read(house, seen.number).rows] == ["booked"] * 4
    clerk = house.world.actor("李娜")
    gate.perform(clerk, "payslips.send", SendSlips(batch=seen.number))
    first = gate.read(clerk, "payslips.list", ListSlips(batch=seen.number)).slips[0]
    slip = gate.read(clerk, "payslips.show", NameSlip(slip_id=first.slip_id))
    assert [(one.label, one.part, one.text) for one in slip.items] == [
        ("基本工资", SlipPart.INCOME, "9000.00"), ("养老", SlipPart.DEDUCTION, "682.71"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "where"),
    [({"Account": "12"}, "rows[1].account"), ({"Amount": "0"}, "rows[1].amount")],
)
def test_one_faulty_row_and_none_is_taken(
    house: PayrollHouse, wrong: dict[str, str], where: str
) -> None:
    house.hire()
    with pytest.raises(Faulty) as faulty:
        send(house, rows(**wrong))
    found = [one.field for one in faulty.value.findings]
    assert where in found
    for one in faulty.value.findings:
        assert not {STAFF[0].name, STAFF[0].amount} & set(one.text.zh.split())
    assert house.world.count("batch") == house.world.count("payroll_run") == 0


def test_other_content_under_the_same_serial_is_refused(house: PayrollHouse) -> None:
    house.hire()
    send(house, rows())
    with pytest.raises(SerialConflict):
        send(house, rows(Remark="补发"))
    assert house.world.count("batch") == 1


def test_totals_that_do_not_fit_are_refused(house: PayrollHouse) -> None:
    house.hire()
    with pytest.raises(Faulty) as faulty:
        send(house, rows(), Payments="5")
    assert [one.code for one in faulty.value.findings] == ["batch.count_differs"]


@pytest.fixture
def _two_rows_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH_ROWS_MAX", 2)


@pytest.mark.usefixtures("_two_rows_a_part")
def test_a_payroll_in_parts_is_one_run_and_tells_how_far_it_is(house: PayrollHouse) -> None:
    house.hire()
    first = part(house, rows()[:2], 1, "begin")
    assert (first.status.value, first.rows, first.parts) == ("draft", 2, 1)
    assert part(house, rows()[:2], 1, "begin").duplicate
    with pytest.raises(SerialConflict):
        part(house, rows()[1:3], 1, "begin")
    with pytest.raises(PartsMissing):
        part(house, rows()[2:], 3, "end")
    wrong = rows()
    wrong[2]["Account"] = "12"
    with pytest.raises(Faulty) as faulty:
        part(house, wrong[2:], 2, "end")
    assert [one.field for one in faulty.value.findings] == ["rows[3].account"]
    shown = house.house.gate.read(house.world.actor(ERP), "payroll.show", {"ClientSerial": "ERP-1"})
    assert (shown.rows, shown.parts) == (2, 1)
    ended = part(house, rows()[2:], 2, "end")
    total = sum(one.minor for one in STAFF)
    assert (ended.status.value, ended.rows, ended.total_minor, ended.parts) == (
        "pending_approval", 4, total, 2,
    )  # fmt: skip
    assert part(house, rows()[2:], 2, "end").duplicate
    words = [word for one in STAFF for word in (one.name, one.account, one.amount)]
    assert tables_holding(house.world, words) == {}
    assert house.decide("赵敏") == ["granted"]
    house.work()
    assert house.show(ended.number).status.value == "succeeded"
    assert [house.balance(one.account)[0] for one in STAFF] == [one.minor for one in STAFF]
    assert house.breaches() == []


@pytest.mark.usefixtures("_two_rows_a_part")
def test_parts_that_do_not_come_to_the_whole_are_not_submitted(house: PayrollHouse) -> None:
    house.hire()
    part(house, rows()[:2], 1, "begin", Payments="3")
    with pytest.raises(Faulty) as faulty:
        part(house, rows()[2:], 2, "end", Payments="3")
    assert [one.code for one in faulty.value.findings] == ["batch.count_differs"]
    assert house.world.count("approval") == 1  # the agreement alone
