"""What a member of staff is there for: one role each, as data (岗位).

System, security and audit administrators (三员) are three persons by construction: a person has one
role, and none of the three makes or checks what another of them does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from kernel.text import Text


class StaffStatus(StrEnum):
    """Whether somebody works at the desk."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def label(self) -> Text:
        """Its name."""
        return _STATUSES[self.value]


class Role(StrEnum):
    """The one role of a member of staff."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"

    @property
    def label(self) -> Text:
        """Its name."""
        return _ROLES[self.value]


class Duty(StrEnum):
    """The sorts of things that are changed at the desk."""

    BUSINESS = "business"  # customers, their accounts and their money
    PARAMETERS = "parameters"  # clearing, calendar, switches of functions
    PEOPLE = "people"  # staff and their roles


class Area(StrEnum):
    """The parts of the desk one may look at."""

    CHANGES = "changes"
    WORK = "work"
    CUSTOMERS = "customers"
    PARAMETERS = "parameters"
    PEOPLE = "people"
    TRAIL = "trail"
    QUEUES = "queues"


_STATUSES: Final = {
    "invited": Text("待激活", "Invited"),
    "active": Text("在岗", "Active"),
    "suspended": Text("已停用", "Suspended"),
    "left": Text("已离岗", "Left"),
}
_ROLES: Final = {
    "operator": Text("经办柜员", "Operator"),
    "supervisor": Text("复核主管", "Supervisor"),
    "system": Text("系统管理员", "System administrator"),
    "security": Text("安全管理员", "Security administrator"),
    "audit": Text("审计员", "Auditor"),
}

MAKES: Final[Mapping[Role, frozenset[Duty]]] = {
    Role.OPERATOR: frozenset({Duty.BUSINESS}),
    Role.SUPERVISOR: frozenset({Duty.BUSINESS}),
    Role.SYSTEM: frozenset({Duty.PARAMETERS}),
    Role.SECURITY: frozenset({Duty.PEOPLE}),
    Role.AUDIT: frozenset(),
}
CHECKS: Final[Mapping[Role, frozenset[Duty]]] = {
    Role.OPERATOR: frozenset(),
    Role.SUPERVISOR: frozenset({Duty.BUSINESS, Duty.PARAMETERS}),
    Role.SYSTEM: frozenset({Duty.PARAMETERS}),
    Role.SECURITY: frozenset({Duty.PEOPLE}),
    Role.AUDIT: frozenset(),
}
SEES: Final[Mapping[Role, frozenset[Area]]] = {
    Role.OPERATOR: frozenset({Area.CHANGES, Area.WORK, Area.CUSTOMERS}),
    Role.SUPERVISOR: frozenset({Area.CHANGES, Area.WORK, Area.CUSTOMERS, Area.PARAMETERS}),
    Role.SYSTEM: frozenset({Area.CHANGES, Area.PARAMETERS, Area.QUEUES}),
    Role.SECURITY: frozenset({Area.CHANGES, Area.PEOPLE}),
    Role.AUDIT: frozenset(
        {Area.CHANGES, Area.WORK, Area.PARAMETERS, Area.PEOPLE, Area.TRAIL, Area.QUEUES}
    ),
}
"""Auditors see what was done, and nothing of a customer's that is not in it."""


def sees(role: Role, duty: Duty) -> bool:
    """Whether somebody of that role may read changes of a duty."""
    return role is Role.AUDIT or duty in MAKES[role] | CHECKS[role]
