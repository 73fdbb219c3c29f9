"""The agreement between bank and enterprise (服务协议): kept to the letter, signed by two administrators.

Until it is signed the enterprise may do nothing else at any door.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from kernel.crypto import sm3
from kernel.db import Retry, UnitOfWork
from kernel.statements import Row
from kernel.world import World

SIGNATURES_NEEDED: Final = 2

_OFFER: Final = """
INSERT INTO agreement (tenant_id, enterprise_id, id, number, text, digest, status, offered_at)
VALUES (%s, %s, %s, %s, %s, %s, 'offered', %s)
"""
_NEWEST: Final = """
SELECT g.*, coalesce((SELECT jsonb_agg(jsonb_build_object('person_id', s.person_id, 'name', s.name, 'at', s.signed_at)
                                       ORDER BY s.signed_at)
                        FROM agreement_signature s
                       WHERE s.tenant_id = g.tenant_id AND s.agreement_id = g.id), '[]') AS signatures
  FROM agreement g WHERE g.tenant_id = %s AND g.enterprise_id = %s ORDER BY g.offered_at DESC, g.id DESC LIMIT 1
"""
_LOCK: Final = """
SELECT id FROM agreement WHERE tenant_id = %s AND id = %s AND status = 'offered' FOR NO KEY UPDATE
"""
_SIGN: Final = """
INSERT INTO agreement_signature (tenant_id, enterprise_id, agreement_id, person_id, name, evidence, signed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_COUNT: Final = """
SELECT count(*) AS n FROM agreement_signature WHERE tenant_id = %s AND agreement_id = %s
"""
_IN_FORCE: Final = """
UPDATE agreement SET status = 'in_force', in_force_at = %s WHERE tenant_id = %s AND id = %s AND status = 'offered'
"""


def offer(uow: UnitOfWork, world: World, enterprise_id: UUID, text: str) -> str:
    """Put an agreement before an enterprise; its number."""
    number = world.ids.number("A")
    row = (world.ids.uuid7(), number, text, sm3(text.encode()), world.clock.now())
    uow.run(_OFFER, (uow.scope.bank(), enterprise_id, *row))
    return number


def newest(uow: UnitOfWork) -> Row | None:
    """The last agreement with the enterprise in scope, and who has signed it."""
    return uow.row(_NEWEST, (uow.scope.bank(), uow.scope.enterprise()))


def sign(  # noqa: PLR0917 - who signs what, with which proof, when
    uow: UnitOfWork,
    agreement_id: UUID,
    person_id: UUID,
    name: str,
    evidence: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Keep a signature; whether the agreement is in force with it. Raises Retry for a second by one person."""
    key = (uow.scope.bank(), agreement_id)
    if uow.row(_LOCK, key) is None:
        raise Retry
    given = (uow.scope.bank(), uow.scope.enterprise(), agreement_id, person_id, name)
    try:
        uow.run(_SIGN, (*given, Jsonb(dict(evidence)), now))
    except psycopg.errors.UniqueViolation as twice:
        raise Retry from twice
    if uow.rows(_COUNT, key)[0]["n"] < SIGNATURES_NEEDED:
        return False
    return uow.run(_IN_FORCE, (now, *key)) == 1
