"""Words of payroll that are stored: what is paid, whether somebody is still there, what a name check said."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.text import Text


class PayKind(StrEnum):
    """What is paid (代发种类); the agreement says which of them an account may pay."""

    SALARY = "salary"
    BONUS = "bonus"
    REIMBURSEMENT = "reimbursement"
    MIGRANT = "migrant"  # 农民工工资专用账户: a special account, a project and its list (名册)

    @property
    def label(self) -> Text:
        """What the page and the statement call it."""
        return _KINDS[self.value]


_KINDS: Final = {
    "salary": Text("工资", "Salary"),
    "bonus": Text("奖金", "Bonus"),
    "reimbursement": Text("报销", "Reimbursement"),
    "migrant": Text("农民工工资", "Migrant workers' wages"),
}


class EmployeeStatus(StrEnum):
    """Whether somebody is to be paid."""

    ACTIVE = "active"
    LEFT = "left"

    @property
    def label(self) -> Text:
        """What the page calls it."""
        return Text("在职", "Employed") if self is EmployeeStatus.ACTIVE else Text("离职", "Left")


class NameCheck(StrEnum):
    """What is known of an account and a name together (户名核验).

    Only this bank's own books are asked: a question to another bank would carry the name out of the house,
    and be kept there. What others hold is told when it is paid.
    """

    MATCH = "match"
    NO_MATCH = "no_match"
    ELSEWHERE = "elsewhere"

    @property
    def label(self) -> Text:
        """What the page calls it."""
        return _CHECKS[self.value]


_CHECKS: Final = {
    "match": Text("户名相符", "Name matches"),
    "no_match": Text("户名不符", "Name does not match"),
    "elsewhere": Text("他行账户", "At another bank"),
}
