"""Rights (权限): user × account × operation, read from the database at every request, never cached.

A right taken away counts on the next request at every door. `*` in the matrix means every account
of the enterprise, those signed up later too. A row with a ceiling (金额上限) covers amounts of its own
currency up to it; an amount of another currency lies above it, for nothing is converted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.db import UnitOfWork
from kernel.money import Money
from kernel.operation import Door, Verb

EVERY_ACCOUNT: Final = "*"
_ANY_AMOUNT: Final[Mapping[str, object]] = {"minor": None, "currency": None}

# Who may make or approve may see: nobody signs blind.
_FLAGS: Final[Mapping[Verb, str]] = {
    Verb.SEE: "(r.may_see OR r.may_make OR r.may_approve)",
    Verb.MAKE: "r.may_make",
    Verb.APPROVE: "r.may_approve",
}
_COVERS: Final = "(%(account)s::text IS NULL OR r.account_number IN (%(account)s, '*'))"
_WITHIN: Final = (
    "(%(minor)s::bigint IS NULL OR r.upto_minor IS NULL"
    " OR (r.currency = %(currency)s AND %(minor)s::bigint <= r.upto_minor))"
)
STAGED: Final = (
    """o.share <= (get_byte(h.d, 0) * 65536 + get_byte(h.d, 1) * 256 + get_byte(h.d, 2)) %% 100"""
)
"""Whether a switch reaches an enterprise: of a function opened to a share (灰度开放), all but that share of them.

By function and enterprise alone: whoever has it keeps it while the share grows.
"""
_OFF: Final = f"""(SELECT o.sentence FROM service_switch o,
               LATERAL (SELECT sha256(convert_to(o.operation || '/' || u.enterprise_id, 'UTF8')) AS d) h
         WHERE o.tenant_id = u.tenant_id AND o.live AND o.holder IN ('*', u.enterprise_id::text)
           AND o.operation IN ('*', %(operation)s) AND o.door IN ('*', %(door)s) AND {STAGED}
         ORDER BY o.holder DESC, o.operation DESC LIMIT 1)"""  # noqa: S608 - our own text
_STANDING: Final = {
    verb: f"""
SELECT u.status = 'active' AND p.status = 'active' AND e.status = 'active' AS active,
       EXISTS (SELECT FROM signed_service s
                WHERE s.tenant_id = u.tenant_id AND s.enterprise_id = u.enterprise_id
                  AND s.operation = %(operation)s AND s.door = %(door)s) AS signed_up,
       EXISTS (SELECT FROM user_right r
                WHERE r.tenant_id = u.tenant_id AND r.user_id = u.id AND r.operation = %(right)s
                  AND {_COVERS} AND {flag}) AS entitled,
       %(minor)s::bigint IS NULL OR EXISTS (
           SELECT FROM user_right r
            WHERE r.tenant_id = u.tenant_id AND r.user_id = u.id AND r.operation = %(right)s
              AND {_COVERS} AND {flag} AND {_WITHIN}) AS within_ceiling,
       %(account)s::text IS NULL OR EXISTS (
           SELECT FROM user_right r
            WHERE r.tenant_id = u.tenant_id AND r.user_id = u.id AND {_COVERS}
              AND {_FLAGS[Verb.SEE]}) AS in_sight,
       a.account_number IS NOT NULL AS own_account, coalesce(a.may_pay, false) AS may_pay,
       {_OFF} AS switched_off,
       EXISTS (SELECT FROM agreement g
                WHERE g.tenant_id = u.tenant_id AND g.enterprise_id = u.enterprise_id
                  AND g.status = 'offered') AS agreement_waits
  FROM enterprise_user u
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
  JOIN enterprise e ON e.tenant_id = u.tenant_id AND e.id = u.enterprise_id
  LEFT JOIN signed_account a ON a.tenant_id = u.tenant_id AND a.enterprise_id = u.enterprise_id
        AND a.account_number = %(account)s
 WHERE u.tenant_id = %(tenant)s AND u.enterprise_id = %(enterprise)s AND u.id = %(user)s
   AND u.person_id = %(person)s
"""  # noqa: S608 - the flags above
    for verb, flag in _FLAGS.items()
}
_ALLOWED: Final = {
    verb: f"""
SELECT true AS allowed FROM user_right r
  JOIN enterprise_user u ON u.tenant_id = r.tenant_id AND u.id = r.user_id AND u.status = 'active'
 WHERE r.tenant_id = %(tenant)s AND r.user_id = %(user)s AND r.operation = %(right)s AND {_COVERS}
   AND {flag} AND {_WITHIN} LIMIT 1
"""  # noqa: S608
    for verb, flag in _FLAGS.items()
}
_ACCOUNTS: Final = {
    verb: f"""
SELECT a.account_number FROM signed_account a
 WHERE a.tenant_id = %(tenant)s AND a.enterprise_id = %(enterprise)s AND EXISTS (
       SELECT FROM user_right r
        WHERE r.tenant_id = a.tenant_id AND r.user_id = %(user)s AND r.operation = %(right)s
          AND r.account_number IN (a.account_number, '*') AND {flag})
 ORDER BY a.position, a.account_number
"""  # noqa: S608
    for verb, flag in _FLAGS.items()
}
_VERBS: Final = f"""
SELECT r.operation, bool_or({_FLAGS[Verb.SEE]}) AS see, bool_or(r.may_make) AS make,
       bool_or(r.may_approve) AS approve
  FROM user_right r
  JOIN enterprise_user u ON u.tenant_id = r.tenant_id AND u.id = r.user_id AND u.status = 'active'
 WHERE r.tenant_id = %(tenant)s AND r.enterprise_id = %(enterprise)s AND r.user_id = %(user)s
 GROUP BY r.operation
"""  # noqa: S608
_OFFERED: Final = f"""
SELECT ARRAY(SELECT s.operation FROM signed_service s
              WHERE s.tenant_id = %(tenant)s AND s.enterprise_id = %(enterprise)s
                AND s.door = %(door)s AND NOT EXISTS (
                    SELECT FROM service_switch o,
                           LATERAL (SELECT sha256(convert_to(o.operation || '/' || s.enterprise_id, 'UTF8')) AS d) h
                     WHERE o.tenant_id = s.tenant_id AND o.live AND o.holder IN ('*', s.enterprise_id::text)
                       AND o.operation IN ('*', s.operation) AND o.door IN ('*', s.door) AND {STAGED})
                AND (s.operation IN ('agreements.show', 'agreements.sign') OR NOT EXISTS (
                    SELECT FROM agreement g
                     WHERE g.tenant_id = s.tenant_id AND g.enterprise_id = s.enterprise_id
                       AND g.status = 'offered'))) AS services,
       coalesce((SELECT jsonb_agg(v) FROM ({_VERBS}) v), '[]') AS verbs
"""  # noqa: S608
_APPROVERS: Final = f"""
SELECT u.id AS user_id, u.person_id, p.name,
       array_remove(array_agg(DISTINCT m.role), NULL) AS roles
  FROM enterprise_user u
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id AND p.status = 'active'
  LEFT JOIN role_member m ON m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.live
 WHERE u.tenant_id = %(tenant)s AND u.enterprise_id = %(enterprise)s AND u.status = 'active'
   AND EXISTS (SELECT FROM user_right r
                WHERE r.tenant_id = u.tenant_id AND r.user_id = u.id AND r.operation = %(right)s
                  AND r.account_number IN (%(account)s, '*') AND r.may_approve AND {_WITHIN})
 GROUP BY u.id, u.person_id, p.name
 ORDER BY p.name, u.id
"""  # noqa: S608

_COLLEAGUES: Final = """
SELECT u.id AS user_id, u.person_id, p.name, ARRAY[]::text[] AS roles
  FROM enterprise_user u
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id AND p.status = 'active'
 WHERE u.tenant_id = %(tenant)s AND u.enterprise_id = %(enterprise)s AND u.status = 'active'
   AND EXISTS (SELECT FROM user_right r
                WHERE r.tenant_id = u.tenant_id AND r.user_id = u.id AND r.may_approve)
 ORDER BY p.name, u.id
"""


@dataclass(frozen=True, slots=True)
class Question:
    """What one asks before an operation: by its code for the service, by its right for the matrix."""

    user_id: UUID
    person_id: UUID
    operation: str
    right: str
    verb: Verb
    door: Door
    account: str | None = None
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the gate must know of a user and an operation, from one statement."""

    active: bool
    signed_up: bool
    entitled: bool
    within_ceiling: bool
    in_sight: bool
    own_account: bool
    may_pay: bool
    switched_off: Mapping[str, str] | None = None
    """What customers are told of a function the bank has switched off (功能停用)."""
    agreement_waits: bool = False
    """Whether the agreement with the bank is still to be signed."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a user may do at a door: services signed up, and verbs by right, on any account."""

    services: frozenset[str]
    verbs: Mapping[str, frozenset[Verb]]


@dataclass(frozen=True, slots=True)
class Approver:
    """An active user who may approve, and the roles (角色) that user holds now."""

    user_id: UUID
    person_id: UUID
    name: str
    roles: frozenset[str]


def standing(uow: UnitOfWork, question: Question) -> Standing | None:
    """Where a user stands, in one statement; None if the enterprise has no such user."""
    row = uow.row(
        _STANDING[question.verb],
        {
            "tenant": uow.scope.bank(),
            "enterprise": uow.scope.enterprise(),
            "user": question.user_id,
            "person": question.person_id,
            "operation": question.operation,
            "right": question.right,
            "door": question.door.value,
            "account": question.account,
            **_worth(question.money),
        },
    )
    return Standing(**row) if row else None


def allowed(  # noqa: PLR0917 - a question: who, what, on which account, how, how much
    uow: UnitOfWork,
    user_id: UUID,
    right: str,
    account: str | None,
    verb: Verb,
    money: Money | None = None,
) -> bool:
    """Whether an active user has a right on an account; None asks for any account, any amount."""
    params = {
        "tenant": uow.scope.bank(), "user": user_id, "right": right, "account": account,
        **_worth(money),
    }  # fmt: skip
    return uow.row(_ALLOWED[verb], params) is not None


def accounts_of(uow: UnitOfWork, user_id: UUID, right: str, verb: Verb) -> list[str]:
    """The accounts a user has a right on, in the enterprise's order: what a list may show."""
    params = {
        "tenant": uow.scope.bank(),
        "enterprise": uow.scope.enterprise(),
        "user": user_id,
        "right": right,
    }
    return [row["account_number"] for row in uow.rows(_ACCOUNTS[verb], params)]


def offered(uow: UnitOfWork, user_id: UUID | None, door: Door) -> Offered:
    """Everything a user may do at a door, on any account: for menus, never for a decision."""
    params = {
        "tenant": uow.scope.bank(),
        "enterprise": uow.scope.enterprise(),
        "user": user_id,
        "door": door.value,
    }
    (found,) = uow.rows(_OFFERED, params)
    verbs = {row["operation"]: frozenset(v for v in Verb if row[v.value]) for row in found["verbs"]}
    return Offered(frozenset(found["services"]), verbs)


def approvers(
    uow: UnitOfWork, right: str, account: str, money: Money | None = None
) -> list[Approver]:
    """Who may approve an operation on an account, up to an amount, now; in a stable order."""
    params = {
        "tenant": uow.scope.bank(),
        "enterprise": uow.scope.enterprise(),
        "right": right,
        "account": account,
        **_worth(money),
    }
    rows = uow.rows(_APPROVERS, params)
    return [Approver(**(row | {"roles": frozenset(row["roles"])})) for row in rows]


def _worth(money: Money | None) -> Mapping[str, object]:
    """An amount as the statements ask about it."""
    return {"minor": money.minor, "currency": money.currency} if money else _ANY_AMOUNT


def colleagues(uow: UnitOfWork) -> list[Approver]:
    """Active users who may approve anything, in a stable order; their roles are not told."""
    params = {"tenant": uow.scope.bank(), "enterprise": uow.scope.enterprise()}
    rows = uow.rows(_COLLEAGUES, params)
    return [Approver(**(row | {"roles": frozenset(row["roles"])})) for row in rows]
