"""The whole house, and short words for what people do with payroll."""

from __future__ import annotations

from typing import Any, Final

from corporate.bootstrap import House
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.workflows.payments.house import PAYER, PaymentHouse
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


def line(number: str = "A0001", **more: str) -> StaffLine:
    """Somebody with an account at another bank."""
    given = {"name": "颜如玉", "account": "6222021001112229999", "bank_code": OTHER_BANK, **more}
    return StaffLine(number=number, **given)


class PayrollHouse(PaymentHouse):
    """李娜 may know; 赵敏 and 王磊 sign; 周涛 and 马倩 are the administrators."""

    house: House

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
