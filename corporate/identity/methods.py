"""Ways to prove to be somebody (验证方式): which there are, which a person has, how they are kept.

A method is a row of `credential`; whatever adds one (a USB key behind a signer, say) adds a member
here and a checker in `step_up`. Only active rows count, read anew at every proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from corporate.identity import challenges, sessions
from corporate.identity.credentials import CredentialStatus
from kernel import limits
from kernel.db import UnitOfWork
from kernel.text import Text
from kernel.world import World

_HELD: Final = """
SELECT DISTINCT method FROM credential WHERE tenant_id = %s AND person_id = %s AND status = 'active'
"""
_LIST: Final = """
SELECT c.id, c.method, c.label, c.created_at, c.used_at, coalesce(k.is_synced, false) AS is_synced
  FROM credential c LEFT JOIN passkey k ON k.tenant_id = c.tenant_id AND k.credential_id = c.id
 WHERE c.tenant_id = %s AND c.person_id = %s AND c.status = 'active' AND c.method IN ('passkey', 'totp')
 ORDER BY c.created_at, c.id LIMIT %s
"""
_ADD: Final = """
INSERT INTO credential (tenant_id, id, person_id, method, secret, status, created_at, label, counter)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_RENAME: Final = """
UPDATE credential SET label = %s
 WHERE tenant_id = %s AND person_id = %s AND id = %s AND status = 'active' AND method IN ('passkey', 'totp')
"""
_END: Final = """
UPDATE credential SET status = %s, ended_at = %s
 WHERE tenant_id = %s AND person_id = %s AND id = %s AND status = 'active' AND method IN ('passkey', 'totp')
"""
_END_ALL: Final = """
UPDATE credential SET status = %s, ended_at = %s
 WHERE tenant_id = %s AND person_id = %s AND status <> 'revoked' AND method <> 'password'
"""
_BLOCK: Final = """
UPDATE credential SET status = %s, ended_at = %s WHERE tenant_id = %s AND id = %s AND status = 'active'
"""


class Method(StrEnum):
    """What a proof is made with; a rule combines them."""

    PASSWORD = "password"  # noqa: S105 - the name of a method
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"  # handed over after a reset; no rule can name it

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "password": Text("登录密码", "the password"),
    "totp": Text("动态口令", "a one-time code"),
    "passkey": Text("通行密钥", "a passkey"),
    "recovery": Text("恢复码", "a recovery code"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A passkey or code as its owner sees it."""

    id: UUID
    method: Method
    label: str
    created_at: datetime
    used_at: datetime | None
    is_synced: bool


@dataclass(frozen=True, slots=True)
class NewMethod:
    """A method to be kept; `secret` is hashed or sealed already, or empty."""

    id: UUID
    person_id: UUID
    method: Method
    secret: str
    status: CredentialStatus
    label: str
    counter: int = 0


def held(uow: UnitOfWork, person_id: UUID) -> frozenset[Method]:
    """The methods a person could use now."""
    rows = uow.rows(_HELD, (uow.scope.bank(), person_id))
    return frozenset(Method(row["method"]) for row in rows)


def listed(uow: UnitOfWork, person_id: UUID) -> list[Held]:
    """What a person has beside the password, the oldest first."""
    rows = uow.rows(_LIST, (uow.scope.bank(), person_id, limits.METHODS_MAX))
    return [Held(**(row | {"method": Method(row["method"])})) for row in rows]


def add(uow: UnitOfWork, world: World, new: NewMethod) -> None:
    """Keep a new method."""
    uow.run(
        _ADD,
        (
            uow.scope.bank(), new.id, new.person_id, new.method, new.secret, new.status,
            world.clock.now(), tidy(new.label), new.counter,
        ),
    )  # fmt: skip


def rename(uow: UnitOfWork, person_id: UUID, method_id: UUID, label: str) -> bool:
    """Call it something its owner knows again; whether it is one of theirs."""
    return uow.run(_RENAME, (tidy(label), uow.scope.bank(), person_id, method_id)) == 1


def revoke(uow: UnitOfWork, person_id: UUID, method_id: UUID, now: datetime) -> bool:
    """It counts no more from the next request on; whether it was one of this person's."""
    ended = (CredentialStatus.REVOKED, now, uow.scope.bank(), person_id, method_id)
    return uow.run(_END, ended) == 1


def reset(uow: UnitOfWork, person_id: UUID, now: datetime) -> int:
    """Revoke all but the password of somebody who lost them, and end every session; how many they were.

    A question that a lost method has opened, such as to add another one, is void with it.

    For whoever was agreed to decide that: the bank's desk, or a change of rule of two administrators.
    """
    ended = (CredentialStatus.REVOKED, now, uow.scope.bank(), person_id)
    sessions.end_others(uow, person_id, b"", now)
    challenges.void(uow, person_id, now)
    return uow.run(_END_ALL, ended)


def block(uow: UnitOfWork, method_id: UUID, now: datetime) -> None:
    """Stop a method that behaves like a copy; its owner adds it anew."""
    uow.run(_BLOCK, (CredentialStatus.BLOCKED, now, uow.scope.bank(), method_id))


def named(methods: Iterable[Method]) -> Text:
    """`登录密码＋动态口令`, in the order of the enum."""
    chosen = sorted(methods, key=list(Method).index)
    zh = "＋".join(method.label.zh for method in chosen)
    return Text(zh, " and ".join(method.label.en for method in chosen))


def tidy(label: str) -> str:
    """A label as it is kept: one printable line of few characters."""
    printable = "".join(c if c.isprintable() else " " for c in label)
    return " ".join(printable.split())[: limits.METHOD_LABEL_CHARS_MAX]
