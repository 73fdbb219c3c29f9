"""What is read of certificates, addresses, messages and authorities without locking."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from kernel import limits
from kernel.certificates import Certificate, RevocationList, Revoked, Trust
from kernel.context import Context
from kernel.statements import Row
from workflows.certificates import repository

_MINUTE: Final = timedelta(minutes=1)
_ALL: Final = """
SELECT c.*, p.login, p.name, u.person_id FROM certificate c
  JOIN enterprise_user u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE c.tenant_id = %(tenant)s AND c.enterprise_id = %(enterprise)s
   AND (%(serial)s::text IS NULL OR c.serial = %(serial)s)
 ORDER BY c.not_after DESC, c.serial
"""
_OF_KEY: Final = """
SELECT * FROM certificate WHERE tenant_id = %s AND enterprise_id = %s AND public_key = %s LIMIT 1
"""
_OPERATOR: Final = """
SELECT u.id AS user_id, u.person_id, p.login, p.name FROM enterprise_user u
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id AND p.status = 'active'
 WHERE u.tenant_id = %s AND u.enterprise_id = %s AND p.login = %s AND u.status = 'active'
"""
_ENTERPRISE: Final = "SELECT number, name FROM enterprise WHERE tenant_id = %s AND id = %s"
_NETWORKS: Final = "SELECT networks FROM link_address WHERE tenant_id = %s AND enterprise_id = %s"
_SEALED: Final = "SELECT sealed FROM link_address WHERE tenant_id = %s AND enterprise_id = %s"
_MESSAGES: Final = """
SELECT trace, operation, code, certificate, client_serial, address, seen_at AS at FROM direct_link_nonce
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND operation <> ''
   AND (%(trace)s = '' OR trace = %(trace)s)
   AND (%(operation)s = '' OR operation = %(operation)s OR operation LIKE %(within)s)
   AND (%(code)s = '' OR code = %(code)s)
   AND (%(client_serial)s = '' OR client_serial = %(client_serial)s)
   AND (%(before)s::timestamptz IS NULL OR (seen_at, trace) < (%(before)s::timestamptz, %(below)s))
 ORDER BY seen_at DESC, trace DESC LIMIT %(limit)s
"""
_TERMS: Final = """
SELECT per_minute, at_once FROM link_address WHERE tenant_id = %s AND enterprise_id = %s
"""
_LATELY: Final = """
SELECT (SELECT count(*) FROM (SELECT FROM direct_link_nonce
                               WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND seen_at > %(minute)s
                               LIMIT %(most)s) x) AS last_minute,
       (SELECT count(*) FROM (SELECT FROM direct_link_nonce
                               WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND seen_at > %(hour)s
                                 AND code NOT IN ('', '0000') LIMIT %(most)s) x) AS refused_last_hour
"""
_TRUSTED: Final = """
SELECT fingerprint, der, crl FROM trusted_authority WHERE tenant_id = %s AND status = 'trusted'
 ORDER BY created_at, fingerprint
"""
_LAST_LIST: Final = """
SELECT number, der, made_at, next_at FROM revocation_list WHERE tenant_id = %s ORDER BY number DESC LIMIT 1
"""
_REVOKED: Final = """
SELECT serial, coalesce(revoked_at, created_at, not_before) AS revoked_at FROM certificate
 WHERE tenant_id = %s AND status = 'revoked' AND der IS NOT NULL AND authority = ''
 ORDER BY revoked_at, serial
"""
_ENDING: Final = """
SELECT c.*, p.login FROM certificate c
  JOIN enterprise_user u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE c.tenant_id = %s AND c.status = 'active' AND c.retires_at IS NULL
   AND c.not_after > %s AND c.not_after <= %s
 ORDER BY c.not_after, c.serial
"""


def listed(ctx: Context, serial: str | None = None) -> list[Row]:
    """The enterprise's certificates with their operators, the longest lived first."""
    params = {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "serial": serial}
    return ctx.uow.rows(_ALL, params)


def of_key(ctx: Context, pem: str) -> Row | None:
    """The certificate of a key in this enterprise."""
    return ctx.uow.row(_OF_KEY, (ctx.tenant_id, ctx.enterprise_id, pem))


def operator(ctx: Context, login: str) -> Row | None:
    """An active user of this enterprise by log-in."""
    return ctx.uow.row(_OPERATOR, (ctx.tenant_id, ctx.enterprise_id, login.lower()))


def enterprise(ctx: Context) -> tuple[str, str]:
    """The enterprise's customer number and name."""
    (row,) = ctx.uow.rows(_ENTERPRISE, (ctx.tenant_id, ctx.enterprise_id))
    return row["number"], row["name"]


def networks(ctx: Context) -> list[str]:
    """From where messages may come; none means from anywhere."""
    row = ctx.uow.row(_NETWORKS, (ctx.tenant_id, ctx.enterprise_id))
    return list(row["networks"]) if row else []


def sealed_only(ctx: Context) -> bool:
    """Whether messages must come sealed."""
    row = ctx.uow.row(_SEALED, (ctx.tenant_id, ctx.enterprise_id))
    return bool(row and row["sealed"])


@dataclass(frozen=True, slots=True)
class Sought:
    """Which messages are wanted; what is empty is no condition. `before` and `below` are the place of the last one."""

    trace: str
    operation: str
    code: str
    client_serial: str
    before: datetime | None = None
    below: str = ""


def messages(ctx: Context, sought: Sought, limit: int) -> list[Row]:
    """The newest messages whose signature was right, as far as they are wanted."""
    asked = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "limit": limit,
        "within": f"{sought.operation.rstrip('.')}.%", **asdict(sought),
    }  # fmt: skip
    return ctx.uow.rows(_MESSAGES, asked)


def terms(ctx: Context) -> Row:
    """The pace the bank agreed with the enterprise; empty where it did not."""
    return ctx.uow.row(_TERMS, (ctx.tenant_id, ctx.enterprise_id)) or {}


def lately(ctx: Context) -> Row:
    """How many messages came in the last minute, and were refused in the last hour."""
    asked = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "minute": ctx.now - _MINUTE,
        "hour": ctx.now - 60 * _MINUTE, "most": limits.LINK_COUNTED_MAX,
    }  # fmt: skip
    (row,) = ctx.uow.rows(_LATELY, asked)
    return row


def successors(ctx: Context, serial: str) -> list[str]:
    """The serials that were renewed from a certificate and still count."""
    rows = ctx.uow.rows(repository.SUCCESSORS, repository.line_of(ctx, serial))
    return [row["serial"] for row in rows]


def trusted(ctx: Context) -> list[Trust]:
    """The outside authorities the bank trusts."""
    crypto: Any = ctx.world.crypto
    return [
        Trust(
            Certificate.read(bytes(row["der"]), crypto),
            RevocationList.read(bytes(row["crl"])) if row["crl"] else None,
        )
        for row in ctx.uow.rows(_TRUSTED, (ctx.tenant_id,))
    ]


def last_list(ctx: Context) -> Row | None:
    """The revocation list published last."""
    return ctx.uow.row(_LAST_LIST, (ctx.tenant_id,))


def revoked(ctx: Context) -> list[Revoked]:
    """Every revoked certificate of the bank's own authority. Runs as worker."""
    rows = ctx.uow.rows(_REVOKED, (ctx.tenant_id,))
    return [Revoked(row["serial"], row["revoked_at"]) for row in rows]


def ending(ctx: Context, until: datetime) -> list[Row]:
    """Certificates of the bank that end before then and were not renewed. Runs as worker."""
    return ctx.uow.rows(_ENDING, (ctx.tenant_id, ctx.now, until))
