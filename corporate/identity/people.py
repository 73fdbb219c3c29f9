"""Persons and their memberships: one log-in, several enterprises (一人多企)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from kernel.db import UnitOfWork
from kernel.text import Text


class PersonStatus(StrEnum):
    """Whether a person, or a person's membership, counts."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "invited": Text("待激活", "Invited"),
    "active": Text("正常", "Active"),
    "suspended": Text("已停用", "Suspended"),
    "left": Text("已离职", "Left"),
}


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in an enterprise: the user (企业用户), the title there, the roles held now."""

    user_id: UUID
    enterprise_id: UUID
    enterprise_name: str
    title: str
    roles: frozenset[str]


_MEMBERSHIPS: Final = """
SELECT u.id AS user_id, u.enterprise_id, e.name AS enterprise_name, u.title,
       array_remove(array_agg(m.role ORDER BY m.role), NULL) AS roles
  FROM enterprise_user u
  JOIN enterprise e ON e.tenant_id = u.tenant_id AND e.id = u.enterprise_id AND e.status = 'active'
  LEFT JOIN role_member m ON m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.live
 WHERE u.tenant_id = %s AND u.person_id = %s AND u.status = 'active'
 GROUP BY u.id, u.enterprise_id, e.name, u.title
 ORDER BY e.name, u.id
"""


def memberships(uow: UnitOfWork, person_id: UUID) -> list[Membership]:
    """Where a person may act, before the transaction is narrowed to one enterprise."""
    rows = uow.rows(_MEMBERSHIPS, (uow.scope.bank(), person_id))
    return [Membership(**(row | {"roles": frozenset(row["roles"])})) for row in rows]
