"""People whom the demo's enterprises pay: accounts at the bank, an agreement, and a file to drop on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from connectors.core_banking.embedded import CustomerAccount, open_customer
from corporate.demo.people import Company
from kernel.calendar import bank_today
from kernel.context import Context
from workflows.payroll import repository
from workflows.payroll.kinds import PayKind


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody invented, and the account wages go to."""

    number: str
    name: str
    account: str


EMPLOYEES: Final = (
    Employee("A0001", "顾清扬", "6222023600010000018"),
    Employee("A0002", "苏念真", "6222023600010000026"),
    Employee("A0003", "裴承宇", "6222023600010000034"),
    Employee("A0004", "叶知秋", "6222023600010000042"),
    Employee("A0005", "程砚北", "6222023600010000059"),
)
"""They are paid by the first enterprise of the first bank; docs/test-bank.md names them."""
_PAID: Final = (PayKind.SALARY, PayKind.BONUS, PayKind.REIMBURSEMENT)


def place(ctx: Context, enterprise_id: UUID, company: Company) -> None:
    """Open the accounts of everybody, and let the enterprise's basic account pay them."""
    for one in EMPLOYEES:
        account = CustomerAccount(None, one.account, one.name, "CNY")
        open_customer(ctx, account, bank_today(ctx.world.clock))
    inside = ctx.inside(enterprise_id)
    repository.agree(inside, company.accounts[0].number, [kind.value for kind in _PAID], "")
