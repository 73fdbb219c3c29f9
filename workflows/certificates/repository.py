"""All SQL of the write side: certificates, allowed addresses, revocation lists."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import psycopg
from psycopg.types.json import Json

from kernel.certificates import Certificate, RevocationList
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.certificates.errors import SerialInUse

WHAT: Final = Text("该证书", "The certificate")
_INSERT: Final = """
INSERT INTO certificate (tenant_id, enterprise_id, serial, user_id, public_key, status, not_before, not_after,
                         der, subject, issuer, authority, renewed_from, created_at)
VALUES (%s, %s, %s, %s, %s, 'active', %s, %s, %s, %s, %s, %s, %s, %s)
"""
_LOCK: Final = """
SELECT * FROM certificate WHERE tenant_id = %s AND enterprise_id = %s AND serial = %s FOR NO KEY UPDATE
"""
_LINE: Final = """
WITH RECURSIVE line AS (
  SELECT serial, tenant_id, enterprise_id FROM certificate
   WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND serial = %(serial)s
  UNION
  SELECT c.serial, c.tenant_id, c.enterprise_id FROM certificate c JOIN line
      ON c.tenant_id = line.tenant_id AND c.enterprise_id = line.enterprise_id
     AND c.renewed_from = line.serial
)
"""
_REVOKE: Final = f"""{_LINE}
UPDATE certificate SET status = 'revoked', revoked_at = %(at)s
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND status = 'active'
   AND serial IN (SELECT serial FROM line)
"""  # noqa: S608 - the query above
SUCCESSORS: Final = f"""{_LINE}
SELECT c.serial FROM certificate c JOIN line ON c.tenant_id = line.tenant_id AND c.serial = line.serial
 WHERE c.tenant_id = %(tenant)s AND c.enterprise_id = %(enterprise)s AND c.status = 'active'
   AND c.serial <> %(serial)s ORDER BY c.serial
"""  # noqa: S608 - the query above
_RETIRE: Final = """
UPDATE certificate SET retires_at = %s WHERE tenant_id = %s AND enterprise_id = %s AND serial = %s
"""
_ALLOW: Final = """
INSERT INTO link_address (tenant_id, enterprise_id, networks, changed_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id)
DO UPDATE SET networks = excluded.networks, changed_at = excluded.changed_at
"""
_SEAL: Final = """
INSERT INTO link_address (tenant_id, enterprise_id, networks, sealed, changed_at) VALUES (%s, %s, '[]', %s, %s)
ON CONFLICT (tenant_id, enterprise_id)
DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at
"""
_PUBLISH: Final = """
INSERT INTO revocation_list (tenant_id, number, der, made_at, next_at) VALUES (%s, %s, %s, %s, %s)
"""
_TOLD: Final = "UPDATE certificate SET told_days = %s WHERE tenant_id = %s AND serial = %s"


def insert(
    ctx: Context,
    found: Certificate,
    user_id: object,
    *,
    authority: str = "",
    renewed_from: str = "",
) -> None:
    """Register a certificate for a user; raises SerialInUse."""
    row = (
        ctx.tenant_id, ctx.enterprise_id, found.serial, user_id, found.key.spki_pem().decode("ascii"),
        found.since, found.until, found.der, found.subject, found.issuer, authority, renewed_from, ctx.now,
    )  # fmt: skip
    try:
        with savepoint(ctx.uow):
            ctx.uow.run(_INSERT, row)
    except psycopg.errors.UniqueViolation:
        raise SerialInUse(serial=found.serial) from None


def lock(ctx: Context, serial: str) -> Row:
    """Lock a certificate of this enterprise; raises NotFound."""
    row = ctx.uow.row(_LOCK, (ctx.tenant_id, ctx.enterprise_id, serial))
    if row is None:
        raise NotFound(WHAT)
    return row


def revoke(ctx: Context, serial: str) -> int:
    """Revoke a certificate and all that were renewed from it; how many that were."""
    return ctx.uow.run(_REVOKE, line_of(ctx, serial) | {"at": ctx.now})


def line_of(ctx: Context, serial: str) -> dict[str, object]:
    """What the queries along a line of renewals ask with."""
    return {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "serial": serial}


def retire(ctx: Context, serial: str, at: datetime) -> None:
    """Let a renewed certificate count until then."""
    ctx.uow.run(_RETIRE, (at, ctx.tenant_id, ctx.enterprise_id, serial))


def allow(ctx: Context, networks: list[str]) -> None:
    """From now on messages may come from these networks."""
    ctx.uow.run(_ALLOW, (ctx.tenant_id, ctx.enterprise_id, Json(networks), ctx.now))


def require_sealing(ctx: Context, *, required: bool) -> None:
    """From now on messages must come sealed, or need not."""
    ctx.uow.run(_SEAL, (ctx.tenant_id, ctx.enterprise_id, required, ctx.now))


def publish(ctx: Context, made: RevocationList) -> None:
    """Keep a revocation list for whoever asks for it. Runs as worker."""
    ctx.uow.run(_PUBLISH, (ctx.tenant_id, made.number, made.der, ctx.now, made.until))


def told(ctx: Context, serial: str, days: int) -> None:
    """Remember how many days before its end somebody was told. Runs as worker."""
    ctx.uow.run(_TOLD, (days, ctx.tenant_id, serial))
