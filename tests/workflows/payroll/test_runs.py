"""Drafts of payrolls: staged, mended, watched; what a signer sees, and what only those see who may know."""

from __future__ import annotations

import pytest

from corporate.admission import NoRight
from kernel.errors import NotFound
from tests.workflows.payroll.house import OTHER_BANK, OWN, OWN_NAME, PayrollHouse, line
from workflows.batches.commands import EditField, ListFindings
from workflows.batches.rows import RowIn
from workflows.payroll.anomalies import Anomaly
from workflows.payroll.errors import NoAgreement
from workflows.payroll.kinds import PayKind
from workflows.payroll.run_commands import MendRun, NameRun, NewFromLast, RemoveRunRow

GOOD = RowIn(
    2, "颜如玉", "6222021001112229999", "8123.45", OTHER_BANK, "工资", "A0001", {"绩效": "1200.00"}
)
OURS = RowIn(3, OWN_NAME, OWN, "10,000.00", "", "工资", "A0002")
WRONG = RowIn(4, "卫子夫", "6.22202E+18", "5000.00", OTHER_BANK, "工资", "A0003")


def test_without_an_agreement_nobody_is_paid(house: PayrollHouse) -> None:
    with pytest.raises(NoAgreement):
        house.open_run(GOOD)
    house.agree(PayKind.BONUS)
    with pytest.raises(NoAgreement):
        house.open_run(GOOD)
    assert house.world.count("batch") == 0


def test_a_signer_sees_totals_spread_and_rows_by_number_alone(house: PayrollHouse) -> None:
    house.agree()
    seen = house.open_run(GOOD, OURS, WRONG)
    assert (seen.rows, seen.faulty, seen.total_minor) == (3, 1, 2_312_345)
    assert [one.rows for one in seen.histogram] == [0, 1, 0, 2, 0, 0, 0, 0]
    shown = house.show(seen.number, by="赵敏")
    assert [(one.row, one.kind) for one in shown.anomalies] == [
        (2, Anomaly.NEW_ACCOUNT), (3, Anomaly.NEW_ACCOUNT), (4, Anomaly.NEW_ACCOUNT),
        (3, Anomaly.ROUND_SUM),
    ]  # fmt: skip
    for word in ("颜如玉", "8123", "10,000", "9999", "A0001"):
        assert word not in repr(shown)
    with pytest.raises(NoRight):
        house.run_rows(seen.number, by="赵敏")
    with pytest.raises(NoRight):
        house.house.gate.read(
            house.world.actor("赵敏"), "payroll.findings", ListFindings(number=seen.number)
        )


def test_who_may_know_sees_rows_and_mends_them(house: PayrollHouse) -> None:
    house.agree()
    number = house.open_run(GOOD, OURS, WRONG).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    rows = house.run_rows(number).rows
    assert [(one.number, one.name, one.amount) for one in rows] == [
        ("A0001", "颜如玉", "8123.45"), ("A0002", OWN_NAME, "10,000.00"), ("A0003", "卫子夫", "5000.00"),
    ]  # fmt: skip
    (found,) = gate.read(actor, "payroll.findings", ListFindings(number=number)).findings
    assert (found.row, found.field, found.value) == (4, "account", "6.22202E+18")
    mended = gate.perform(
        actor,
        "payroll.mend",
        MendRun(number=number, row=4, field=EditField.ACCOUNT, text="6222021001112220000"),
    )
    assert mended.faulty == 0
    assert gate.read(actor, "payroll.findings", ListFindings(number=number)).findings == ()
    less = gate.perform(actor, "payroll.remove", RemoveRunRow(number=number, row=3))
    assert (less.rows, less.total_minor) == (2, 1_312_345)
    assert Anomaly.ROUND_SUM not in {one.kind for one in less.counts}


def test_the_same_serial_is_the_same_draft(house: PayrollHouse) -> None:
    house.agree()
    first, again = house.open_run(GOOD), house.open_run(GOOD)
    assert (again.number, again.duplicate) == (first.number, True)
    assert house.world.count("payroll_run") == 1


def test_a_special_account_says_who_is_not_on_its_list(house: PayrollHouse) -> None:
    house.agree(PayKind.MIGRANT, project="临港三期")
    house.keep(line(project="临港三期"))
    seen = house.open_run(GOOD, OURS, kind=PayKind.MIGRANT)
    assert [(one.row, one.kind) for one in seen.anomalies if one.kind is Anomaly.NOT_LISTED] == [
        (3, Anomaly.NOT_LISTED)
    ]


def test_nothing_to_compare_with_is_told_and_not_guessed(house: PayrollHouse) -> None:
    house.agree()
    number = house.open_run(GOOD).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    assert gate.read(actor, "payroll.compare", NameRun(number=number)).differences == ()
    with pytest.raises(NotFound):
        gate.read(house.world.actor("何婷"), "payroll.show", NameRun(number=number))
    again = NewFromLast(client_serial="PAY-2", payer_account=house.agreements().agreements[0].account,
                        month="2026-12")  # fmt: skip
    with pytest.raises(Exception, match="no_last_run"):
        gate.perform(actor, "payroll.again", again)
