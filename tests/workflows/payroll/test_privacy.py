"""Names, accounts and salaries planted in a payroll occur nowhere but in the books, sealed cells and the letters."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from corporate.bootstrap import CATALOGUE
from jobs.house import subscriptions
from jobs.outbox_relay import Relay
from kernel.context import Actor
from kernel.errors import YinqiError
from kernel.operation import Idempotency, Operation, fields_of
from kernel.tenancy import Scope
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.workflows.payroll.searching import files_holding, tables_holding
from tests.workflows.payroll.test_slips import letters
from workflows.batches.commands import Edit, EditField, MendRows, ReissueBatch
from workflows.batches.rows import RowIn
from workflows.payroll.slips.commands import SendSlips

WORDS = [
    word
    for one in STAFF
    for word in (one.name, one.account, one.amount, str(one.minor), f"{one.minor / 100:,.2f}")
]
OTHERS = ("赵敏", "王磊", "陈静", "孙悦", "周涛")


def whole_life(house: PayrollHouse) -> str:
    """A payroll with a mended row, a failed row and its second try, and payslips on their way."""
    house.hire()
    rows = [one.row(place) for place, one in enumerate(STAFF, 2)]
    wrong = RowIn(5, STAFF[3].name, "12", STAFF[3].amount, "", "工资", "E7004")
    number = house.open_run(*rows[:3], wrong).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    edit = Edit(row=5, field=EditField.ACCOUNT, text=STAFF[3].account)
    mended = MendRows(number=number, edits=(edit,))
    gate.perform(actor, "payroll.mend", mended)
    house.submit_run(number)
    for one in STAFF[1:3]:
        house.freeze(one)
    house.decide("赵敏")
    house.work()
    for one in STAFF[1:3]:
        house.freeze(one, "open")
    again = gate.perform(actor, "payroll.reissue", ReissueBatch(number=number, client_serial="R-1"))
    house.submit_run(again.number)
    house.decide("赵敏")
    house.work()
    Relay(subscriptions(house.worker))(house.as_worker())
    gate.perform(actor, "payslips.send", SendSlips(batch=number))
    return number


def test_what_was_planted_stands_in_no_table_no_log_and_no_file(
    house: PayrollHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = whole_life(house)
    sent = letters(house)
    assert len(sent) == 2  # of the two that were paid at first
    assert house.show(number).status.value == "partly_succeeded"
    assert tables_holding(house.world, WORDS) == {}
    assert files_holding(house.world.folder.parent, WORDS) == []
    assert not [word for word in WORDS if word in caplog.text]
    assert not [
        word for word in WORDS for one in sent if word in one.text.zh + one.text.en + one.link
    ]


def test_the_search_finds_what_somebody_writes_in_clear(house: PayrollHouse) -> None:
    """The control: one careless column, and it is told."""
    house.hire()
    assert tables_holding(house.world, WORDS) == {}
    house.open_run(STAFF[0].row(2), name=f"{STAFF[0].name} 11 月")
    assert "batch" in tables_holding(house.world, WORDS)
    with house.world.db.owner.begin(Scope(house.world.tenant_id)) as uow:
        uow.run("UPDATE payroll_employee SET sealed = %s", (STAFF[1].amount.encode(),))
    assert "payroll_employee" in tables_holding(house.world, [STAFF[1].amount])


def test_the_books_alone_hold_them_and_only_their_own_enterprise_reads_those(
    house: PayrollHouse,
) -> None:
    house.hire()
    house.pay()
    with house.world.db.owner.begin(Scope(house.world.tenant_id)) as uow:
        rows = uow.rows(
            "SELECT count(*) AS n FROM yinqi.ledger_entry t WHERE t::text LIKE %s",
            (f"%{STAFF[0].minor}%",),
        )
    assert rows[0]["n"] > 0
    lines = house.house.gate.read(
        house.world.actor("孙悦"), "accounts.lines", {"AccountNumber": "1001234509012345678"}
    )
    assert not [word for word in WORDS if word in repr(lines)]
    assert str(sum(one.minor for one in STAFF)) in repr(lines)


def test_nobody_without_the_right_reads_any_of_it_at_any_door(house: PayrollHouse) -> None:
    """Every question of the catalogue, asked by everybody who may not know, with what there is to ask about."""
    number = whole_life(house)
    ids: dict[str, Any] = {"Number": number, "Batch": number, "ClientSerial": "PAY-1"}
    asked = 0
    for name in OTHERS:
        for operation in CATALOGUE:
            if operation.idempotency is Idempotency.READ:
                for door in operation.doors:
                    said = _answer(house, house.world.actor(name, door=door), operation, ids)
                    asked += not said.startswith("refused")
                    found = [word for word in WORDS if word in said]
                    assert not found, (name, operation.code, door)
    assert asked > 100


def _answer(house: PayrollHouse, actor: Actor, operation: Operation, ids: dict[str, Any]) -> str:
    """What somebody is told, be it a refusal."""
    named = {info.wire_name for info in fields_of(operation.command)}
    given = {name: value for name, value in ids.items() if name in named}
    try:
        return repr(house.house.gate.read(actor, operation.code, given))
    except YinqiError as refused:
        return f"refused {refused}"
