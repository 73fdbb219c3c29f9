"""The whole house, and short words for what people do with payroll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from psycopg.types.json import Jsonb

from corporate.bootstrap import House
from jobs.bank_run import BankRun
from kernel import invariants
from kernel.charset import name_key
from kernel.operation import Door
from kernel.tenancy import Scope
from ledger import books
from tests.cast import PASSWORD
from tests.workflows.payments.house import PAYER, PaymentHouse
from workflows.batches import check
from workflows.batches.commands import Intake
from workflows.batches.rows import RowIn
from workflows.mandates.commands import MandateView
from workflows.payroll.commands import (
    AgreementList,
    BrowseStaff,
    ChangeAgreement,
    EmployeeView,
    KeepStaff,
    StaffKept,
    StaffLine,
    StaffPage,
)
from workflows.payroll.kinds import PayKind
from workflows.payroll.run_commands import ListRunRows, NameRun, OpenRun, RunRows, RunView

OWN: Final = "3250612000181470"
OWN_NAME: Final = "苏州恒锐特钢有限公司"
"""An account of the bank's own books, whoever it belongs to: the name is checked against it."""
OTHER_BANK: Final = "102100099996"
OPENED_ON: Final = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented whose account this bank keeps: names and amounts that occur nowhere else."""

    number: str
    name: str
    account: str
    amount: str

    def row(self, place: int, **more: str) -> RowIn:
        """Their row in a file."""
        extra = {"基本工资": self.amount, "扣社保": "417.39", **more}
        return RowIn(place, self.name, self.account, self.amount, "", "工资", self.number, extra)

    @property
    def minor(self) -> int:
        return int(self.amount.replace(".", ""))


STAFF: Final = (
    Person("E7001", "欧阳靖雯", "6222023611223344551", "8317.29"),
    Person("E7002", "司徒远航", "6222023611223344569", "12641.83"),
    Person("E7003", "慕容清歌", "6222023611223344577", "23958.47"),
    Person("E7004", "诸葛牧云", "6222023611223344585", "6702.91"),
)


def line(number: str = "A0001", **more: str) -> StaffLine:
    """Somebody with an account at another bank."""
    given = {"name": "颜如玉", "account": "6222021001112229999", "bank_code": OTHER_BANK, **more}
    return StaffLine(number=number, **given)


RULE: Final = {
    "valid_days": 30,
    "bands": {
        "CNY": [{"upper_minor": None, "steps": [[{"group": "checker", "needed": 1}]]}],
    },
}
"""赵敏, the checker, signs payrolls."""


class PayrollHouse(PaymentHouse):
    """李娜 may know; 赵敏 and 王磊 sign; 周涛 and 马倩 are the administrators."""

    house: House

    def hire(self, *people: Person) -> None:
        """Open accounts at this bank for people, put them into the book, and let the checker sign payrolls."""
        world = self.world
        with world.owner() as uow:
            for one in people or STAFF:
                new = books.NewAccount(
                    world.kernel.ids.uuid7(), None, one.account, one.name, name_key(one.name), "CNY", "customer",
                    "2111", OPENED_ON,
                )  # fmt: skip
                books.open_account(uow, new)
            uow.run(
                "INSERT INTO approval_policy (tenant_id, enterprise_id, id, operation, account_number, door, version,"
                " rules, live, created_at) VALUES (%s, %s, %s, 'payroll.submit', '*', '*', 1, %s, true, %s)",
                (world.tenant_id, world.enterprise("辰海").id, world.kernel.ids.uuid7(), Jsonb(RULE),
                 world.clock.now()),
            )  # fmt: skip
        self.keep(
            *(line(p.number, name=p.name, account=p.account, bank_code="", mail=f"{p.number}@staff.example")
              for p in people or STAFF)
        )  # fmt: skip
        self.agree(PayKind.SALARY)

    def freeze(self, person: Person, status: str = "frozen") -> None:
        """Their account takes no money any more, or does again."""
        self.world.db.tamper(
            f"UPDATE yinqi.ledger_account SET status = '{status}' WHERE number = '{person.account}'"  # noqa: S608 - ours
        )

    def submit_run(self, number: str, *, by: str = "李娜") -> RunView:
        seen = self.house.gate.perform(
            self.world.actor(by), "payroll.submit", NameRun(number=number)
        )
        assert isinstance(seen, RunView)
        return seen

    def work(self) -> int:
        """The worker's rounds over batches and what they tell."""
        return int(self.worker.batches.work(self.as_worker()))

    def breaches(self) -> list[str]:
        """Broken rules of the books and of batches."""
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            found = invariants.breaches(uow, check.RULES)
        return [*super().breaches(), *(one.rule.code for one in found)]

    def as_worker(self) -> BankRun:
        return BankRun(self.world.db.worker, self.world.kernel, self.world.tenant_id)

    def pay(self, *people: Person, serial: str = "PAY-1", **more: Any) -> RunView:
        """A run from file to booked, signed by the checker."""
        rows = [one.row(place) for place, one in enumerate(people or STAFF, 2)]
        number = self.open_run(*rows, serial=serial, **more).number
        self.submit_run(number)
        assert self.decide("赵敏") == ["granted"]
        self.work()
        return self.show(number)

    def keep(self, *lines: StaffLine, by: str = "李娜") -> StaffKept:
        kept = self.house.gate.perform(
            self.world.actor(by), "payroll.keep", KeepStaff(rows=lines or (line(),))
        )
        assert isinstance(kept, StaffKept)
        return kept

    def book(self, *, by: str = "李娜", **asked: Any) -> StaffPage:
        found = self.house.gate.read(self.world.actor(by), "payroll.details", BrowseStaff(**asked))
        assert isinstance(found, StaffPage)
        return found

    def employee(self, number: str = "A0001") -> EmployeeView:
        (found,) = self.book(find=number).employees
        return found

    def ask_agreement(
        self, *kinds: PayKind, account: str = PAYER, by: str = "周涛", **more: str
    ) -> MandateView:
        given = ChangeAgreement(account=account, kinds=kinds, **more)
        seen = self.house.gate.perform(self.world.actor(by), "payroll.agree", given)
        assert isinstance(seen, MandateView)
        return seen

    def confirm(self, seen: MandateView, *, by: str = "马倩") -> str:
        given = {
            "ApprovalId": seen.approval_id,
            "Action": "approve",
            "ShownDigest": seen.fingerprint,
        }
        answer = self.house.gate.perform(
            self.world.actor(by, door=Door.PHONE),
            "approvals.decide",
            given,
            proof={"password": PASSWORD},
        )
        return str(answer.outcome.value)

    def agree(self, *kinds: PayKind, **more: str) -> None:
        """Two administrators let an account pay people."""
        assert self.confirm(self.ask_agreement(*(kinds or (PayKind.SALARY,)), **more)) == "granted"

    def agreements(self, by: str = "李娜") -> AgreementList:
        found = self.house.gate.read(self.world.actor(by), "payroll.agreements")
        assert isinstance(found, AgreementList)
        return found

    def set_rights(self, login: str, *rows: dict[str, Any]) -> None:
        """Two administrators give somebody further rights, or with all verbs false take them."""
        world, gate = self.world, self.house.gate
        shown = gate.read(world.actor("周涛"), "users.show", {"Login": login})
        changed = {(row["right"], row["account"]): row for row in rows}
        kept = [
            {name: getattr(one, name) for name in ("right", "account", "see", "make", "approve")}
            for one in shown.rights
        ]
        wanted = {(row["right"], row["account"]): row for row in kept} | changed
        given = [
            {name.capitalize(): value for name, value in row.items()} for row in wanted.values()
        ]
        seen = gate.perform(world.actor("周涛"), "rights.change", {"Login": login, "Rows": given})
        assert self.confirm(seen) == "granted"

    def open_run(
        self, *rows: RowIn, serial: str = "PAY-1", by: str = "李娜", **more: Any
    ) -> RunView:
        """A draft with these rows."""
        given: dict[str, Any] = {"payer_account": PAYER, "month": "2026-11", **more}
        command = OpenRun(client_serial=serial, rows=Intake(rows=lambda: iter(rows)), **given)
        seen = self.house.gate.perform(self.world.actor(by), "payroll.open", command)
        assert isinstance(seen, RunView)
        return seen

    def show(self, number: str, *, by: str = "李娜") -> RunView:
        found = self.house.gate.read(self.world.actor(by), "payroll.show", NameRun(number=number))
        assert isinstance(found, RunView)
        return found

    def run_rows(self, number: str, *, by: str = "李娜", **more: Any) -> RunRows:
        asked = ListRunRows(number=number, **more)
        found = self.house.gate.read(self.world.actor(by), "payroll.rows", asked)
        assert isinstance(found, RunRows)
        return found
