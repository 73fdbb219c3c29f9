"""The employee book: who may know, what is kept of it, and how somebody is found without being readable."""

from __future__ import annotations

from datetime import date

import pytest

from corporate.admission import NoRight
from kernel.crypto.errors import CiphertextRefused
from kernel.errors import Faulty, NotFound
from kernel.operation import Door
from tests.workflows.payments.house import PAYER
from tests.workflows.payroll.house import OWN, OWN_NAME, PayrollHouse, line
from workflows.payroll.commands import EndEmployee
from workflows.payroll.errors import AccountUnknown, AgreementWrong, EmployeeRepeated
from workflows.payroll.kinds import EmployeeStatus, NameCheck, PayKind

DETAILS = {"right": "payroll.details", "account": "*", "see": True, "make": False, "approve": False}


def test_a_book_is_kept_and_each_name_is_held_against_our_own_books(house: PayrollHouse) -> None:
    kept = house.keep(line(), line("A0002", name=OWN_NAME, account=OWN, bank_code=""))
    assert (kept.kept, kept.added, kept.unmatched) == (2, 2, 0)
    assert [(one.number, one.name_check) for one in house.book().employees] == [
        ("A0001", NameCheck.ELSEWHERE),
        ("A0002", NameCheck.MATCH),
    ]
    again = house.keep(line("A0002", name="苏州恒锐", account=OWN, bank_code=""))
    assert (again.kept, again.added, again.unmatched) == (1, 0, 1)


def test_somebody_is_found_by_number_whole_name_or_whole_account(house: PayrollHouse) -> None:
    house.keep(line(), line("A0002", name="卫子夫", account="6222021001112220000"))
    for find in ("A0002", "卫子夫", "6222 0210 0111 2220 000"):
        assert [one.number for one in house.book(find=find).employees] == ["A0002"], find
    assert house.book(find="卫").employees == ()


def test_pages_follow_one_another_by_number(house: PayrollHouse) -> None:
    house.keep(*(line(f"A{n:04}", account=f"62220210011122{n:05}") for n in range(5)))
    first = house.book(limit=3)
    second = house.book(limit=3, cursor=first.cursor)
    numbers = [one.number for page in (first, second) for one in page.employees]
    assert numbers == [f"A{n:04}" for n in range(5)]
    assert (first.active, second.cursor) == (5, "")


def test_a_changed_account_is_dated_and_a_changed_telephone_is_not(house: PayrollHouse) -> None:
    house.keep()
    began = house.employee().account_since
    house.world.advance(days=1)
    house.keep(line(mobile="13800000000"))
    assert house.employee().account_since == began
    house.keep(line(account="6222021001112220000"))
    assert house.employee().account_since == house.world.clock.now()


def test_somebody_leaves_and_comes_back(house: PayrollHouse) -> None:
    house.keep()
    actor, gate = house.world.actor("李娜"), house.house.gate
    gone = gate.perform(
        actor, "payroll.leave", EndEmployee(number="A0001", left_on=date(2026, 11, 30))
    )
    assert (gone.status, gone.left_on) == (EmployeeStatus.LEFT, date(2026, 11, 30))
    assert house.book(status=EmployeeStatus.ACTIVE).employees == ()
    back = gate.perform(actor, "payroll.leave", EndEmployee(number="A0001"))
    assert (back.status, back.left_on) == (EmployeeStatus.ACTIVE, None)
    with pytest.raises(NotFound):
        gate.perform(actor, "payroll.leave", EndEmployee(number="A9999"))


def test_every_fault_of_a_list_is_told_by_its_line_and_nothing_is_kept(house: PayrollHouse) -> None:
    with pytest.raises(Faulty) as faulty:
        house.keep(line(), line("A0002", account="6.22202E+18"), line("A0003", account="12"))
    assert [one.field for one in faulty.value.findings] == ["rows[2]", "rows[3]"]
    assert not any("颜如玉" in one.text.zh for one in faulty.value.findings)
    with pytest.raises(EmployeeRepeated):
        house.keep(line(), line())
    assert house.world.count("payroll_employee") == 0


def test_a_cell_moved_to_another_person_does_not_open(house: PayrollHouse) -> None:
    house.keep(line(), line("A0002", name="卫子夫"))
    with house.world.owner() as uow:
        uow.run(
            "UPDATE payroll_employee SET sealed ="
            " (SELECT sealed FROM payroll_employee WHERE number = 'A0002') WHERE number = 'A0001'",
            (),
        )
    with pytest.raises(CiphertextRefused):
        house.book()


def test_the_right_is_given_by_two_and_ends_with_the_next_request_at_every_door(
    house: PayrollHouse,
) -> None:
    house.keep()
    world, gate = house.world, house.house.gate
    with pytest.raises(NoRight):
        house.book(by="赵敏")
    house.set_rights("zhaomin", DETAILS)
    for door in (Door.WEB, Door.PHONE):
        page = gate.read(world.actor("赵敏", door=door), "payroll.details")
        assert page.employees[0].name == "颜如玉"
    house.set_rights("zhaomin", DETAILS | {"see": False})
    for door in (Door.WEB, Door.PHONE):
        with pytest.raises(NoRight):
            gate.read(world.actor("赵敏", door=door), "payroll.details")


def test_no_role_brings_the_right_with_it(house: PayrollHouse) -> None:
    for name in ("赵敏", "王磊", "陈静", "孙悦", "周涛"):
        with pytest.raises(NoRight):
            house.book(by=name)


def test_an_agreement_is_signed_by_two_administrators(house: PayrollHouse) -> None:
    seen = house.ask_agreement(PayKind.BONUS, PayKind.SALARY)
    assert [one.becomes_zh for one in seen.lines] == ["基本户 尾号 5678", "工资、奖金"]
    assert house.agreements().agreements == ()
    assert house.confirm(seen) == "granted"
    (found,) = house.agreements().agreements
    assert (found.account, found.kinds) == (PAYER, (PayKind.SALARY, PayKind.BONUS))
    assert house.confirm(house.ask_agreement()) == "granted"
    assert house.agreements().agreements == ()


def test_a_special_account_names_its_project_and_pays_nothing_else(house: PayrollHouse) -> None:
    for kinds, project in (
        ((PayKind.MIGRANT,), ""),
        ((PayKind.MIGRANT, PayKind.SALARY), "一期"),
        ((PayKind.SALARY,), "一期"),
    ):
        with pytest.raises(AgreementWrong):
            house.ask_agreement(*kinds, project=project)
    house.agree(PayKind.MIGRANT, project="临港三期")
    house.keep(line(project="临港三期"), line("A0002", project="二期"))
    (found,) = house.agreements().agreements
    assert (found.project, found.workers) == ("临港三期", 1)


@pytest.mark.parametrize(
    "account", ["1001234509019780001", "1001234509012345694", "3250612000181470"]
)
def test_only_an_own_account_that_may_pay_in_yuan_pays_people(
    house: PayrollHouse, account: str
) -> None:
    with pytest.raises(AccountUnknown):
        house.ask_agreement(PayKind.SALARY, account=account)
