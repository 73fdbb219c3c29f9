"""What administrators read and write of people, roles and rights; always inside one enterprise.

The scope's row security lets these statements reach the enterprise's own rows only. Whoever calls
them has been agreed with by two administrators, or is reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.identity.certificates import CertificateStatus
from corporate.identity.people import PersonStatus
from kernel.db import UnitOfWork
from kernel.money import Money
from kernel.operation import Verb
from kernel.statements import Row
from kernel.text import Text

_USERS: Final = """
SELECT u.id AS user_id, u.person_id, p.login, p.name, u.title, u.status, p.status AS person_status,
       array_remove(array_agg(m.role ORDER BY m.role), NULL) AS roles,
       EXISTS (SELECT FROM credential c WHERE c.tenant_id = u.tenant_id AND c.person_id = u.person_id
                  AND c.status = 'active' AND c.method = 'password') AS can_log_in,
       EXISTS (SELECT FROM credential c WHERE c.tenant_id = u.tenant_id AND c.person_id = u.person_id
                  AND c.status = 'active' AND c.method IN ('passkey', 'totp')) AS has_methods,
       EXISTS (SELECT FROM credential c WHERE c.tenant_id = u.tenant_id AND c.person_id = u.person_id
                  AND c.status = 'active' AND c.method = 'recovery') AS recovering,
       (SELECT max(s.seen_at) FROM web_session s
         WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id) AS seen_at
  FROM enterprise_user u
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
  LEFT JOIN role_member m ON m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.live
 WHERE u.tenant_id = %(tenant)s AND u.enterprise_id = %(enterprise)s
   AND (%(login)s::text IS NULL OR p.login = %(login)s)
 GROUP BY u.id, u.tenant_id, u.person_id, p.login, p.name, u.title, u.status, p.status
 ORDER BY array_position(ARRAY['active', 'invited', 'suspended', 'left'], u.status), p.name, u.id
"""
_PERSON: Final = """
SELECT p.id, p.name, p.status,
       EXISTS (SELECT FROM credential c WHERE c.tenant_id = p.tenant_id AND c.person_id = p.id
                  AND c.status = 'active' AND c.method = 'password') AS can_log_in
  FROM person p WHERE p.tenant_id = %s AND p.login = %s
"""
_RIGHTS: Final = """
SELECT user_id, operation, account_number, may_see, may_make, may_approve, upto_minor, currency
  FROM user_right
 WHERE tenant_id = %s AND enterprise_id = %s AND (may_see OR may_make OR may_approve)
   AND (%s::uuid IS NULL OR user_id = %s::uuid)
 ORDER BY operation, account_number
"""
_NO_RIGHT: Final = """
UPDATE user_right SET may_see = false, may_make = false, may_approve = false, upto_minor = NULL,
       currency = NULL
 WHERE tenant_id = %s AND enterprise_id = %s AND user_id = %s
"""
_NO_ROLE: Final = """
UPDATE role_member SET live = false WHERE tenant_id = %s AND enterprise_id = %s AND user_id = %s
"""
_ROLES: Final = """
SELECT code, name FROM enterprise_role
 WHERE tenant_id = %s AND enterprise_id = %s AND live
UNION ALL
SELECT DISTINCT m.role, '{}'::jsonb FROM role_member m
 WHERE m.tenant_id = %s AND m.enterprise_id = %s AND m.live AND NOT EXISTS (
       SELECT FROM enterprise_role r WHERE r.tenant_id = m.tenant_id
          AND r.enterprise_id = m.enterprise_id AND r.code = m.role AND r.live)
 ORDER BY 1
"""
_NAME_ROLE: Final = """
INSERT INTO enterprise_role (tenant_id, enterprise_id, code, name, live, created_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id, code) DO UPDATE SET name = excluded.name, live = excluded.live
"""
_END_SESSIONS: Final = """
UPDATE web_session SET ended_at = %s WHERE tenant_id = %s AND user_id = %s AND ended_at IS NULL
"""
_END_CERTIFICATES: Final = """
UPDATE certificate SET status = %s, revoked_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND user_id = %s AND status = 'active'
"""
_ADMINISTRATORS: Final = """
SELECT count(DISTINCT u.person_id) AS n
  FROM enterprise_user u
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id AND p.status = 'active'
  JOIN user_right r ON r.tenant_id = u.tenant_id AND r.user_id = u.id AND r.operation = %s
       AND r.account_number = '*' AND r.may_make AND r.may_approve
 WHERE u.tenant_id = %s AND u.enterprise_id = %s AND u.status = 'active'
"""


@dataclass(frozen=True, slots=True)
class User:
    """A person in the enterprise, as administrators see it."""

    user_id: UUID
    person_id: UUID
    login: str
    name: str
    title: str
    status: PersonStatus
    person_active: bool
    roles: tuple[str, ...]
    can_log_in: bool
    has_methods: bool
    recovering: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the bank, by a log-in name."""

    id: UUID
    name: str
    active: bool
    can_log_in: bool


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the matrix."""

    user_id: UUID
    operation: str
    account: str
    verbs: frozenset[Verb]
    upto: Money | None


@dataclass(frozen=True, slots=True)
class Role:
    """A role and what the enterprise calls it; its code where it was never named."""

    code: str
    name: Text


def users(uow: UnitOfWork, login: str | None = None) -> list[User]:
    """Everybody of the enterprise, those who left too: active first, then by name."""
    given = {"tenant": uow.scope.bank(), "enterprise": uow.scope.enterprise(), "login": login}
    return [_user(row) for row in uow.rows(_USERS, given)]


def user(uow: UnitOfWork, login: str) -> User | None:
    """One of them by the log-in name."""
    found = users(uow, login)
    return found[0] if found else None


def person(uow: UnitOfWork, login: str) -> KnownPerson | None:
    """Whoever has this log-in name at the bank, of whatever enterprise."""
    row = uow.row(_PERSON, (uow.scope.bank(), login))
    if row is None:
        return None
    return KnownPerson(
        row["id"], row["name"], row["status"] == PersonStatus.ACTIVE, row["can_log_in"]
    )


def rights(uow: UnitOfWork, user_id: UUID | None = None) -> list[Right]:
    """The rows of the matrix that allow something: of one user, or of everybody."""
    where = (uow.scope.bank(), uow.scope.enterprise())
    return [_right(row) for row in uow.rows(_RIGHTS, (*where, user_id, user_id))]


def roles(uow: UnitOfWork) -> list[Role]:
    """The roles of the enterprise, by code."""
    where = (uow.scope.bank(), uow.scope.enterprise())
    rows = uow.rows(_ROLES, (*where, *where))
    return [Role(row["code"], _name(row["name"], row["code"])) for row in rows]


def name_role(uow: UnitOfWork, code: str, name: Text, at: datetime, *, live: bool = True) -> None:
    """Call a role so from now on; a role that is not `live` is not offered any more."""
    named = Jsonb({"zh": name.zh, "en": name.en})
    uow.run(_NAME_ROLE, (uow.scope.bank(), uow.scope.enterprise(), code, named, live, at))


def clear_rights(uow: UnitOfWork, user_id: UUID) -> None:
    """Take every right of a user."""
    uow.run(_NO_RIGHT, (uow.scope.bank(), uow.scope.enterprise(), user_id))


def clear_roles(uow: UnitOfWork, user_id: UUID) -> None:
    """Take every role of a user."""
    uow.run(_NO_ROLE, (uow.scope.bank(), uow.scope.enterprise(), user_id))


def set_title(uow: UnitOfWork, user_id: UUID, title: str) -> None:
    """What the user is called at work."""
    uow.run(
        "UPDATE enterprise_user SET title = %s WHERE tenant_id = %s AND id = %s",
        (title, uow.scope.bank(), user_id),
    )


def lock_out(uow: UnitOfWork, user_id: UUID, at: datetime) -> None:
    """End the user's sessions and revoke the certificates that act for the user, here and now."""
    uow.run(_END_SESSIONS, (at, uow.scope.bank(), user_id))
    where = (uow.scope.bank(), uow.scope.enterprise(), user_id)
    uow.run(_END_CERTIFICATES, (CertificateStatus.REVOKED, at, *where))


def administrators(uow: UnitOfWork, right: str) -> int:
    """How many persons may both set and confirm who may do what."""
    row = uow.row(_ADMINISTRATORS, (right, uow.scope.bank(), uow.scope.enterprise()))
    return int(row["n"]) if row else 0


def _verbs(row: Mapping[str, object]) -> frozenset[Verb]:
    """The verbs a row's flags stand for."""
    return frozenset(verb for verb in Verb if row[f"may_{verb.value}"])


def _user(row: Row) -> User:
    return User(
        user_id=row["user_id"],
        person_id=row["person_id"],
        login=row["login"],
        name=row["name"],
        title=row["title"],
        status=PersonStatus(row["status"]),
        person_active=row["person_status"] == PersonStatus.ACTIVE,
        roles=tuple(row["roles"]),
        can_log_in=row["can_log_in"],
        has_methods=row["has_methods"],
        recovering=row["recovering"],
        seen_at=row["seen_at"],
    )


def _right(row: Row) -> Right:
    upto = None if row["upto_minor"] is None else Money(row["upto_minor"], row["currency"])
    return Right(row["user_id"], row["operation"], row["account_number"], _verbs(row), upto)


def _name(name: Mapping[str, str], code: str) -> Text:
    return Text(name["zh"], name["en"]) if name else Text(code, code)
