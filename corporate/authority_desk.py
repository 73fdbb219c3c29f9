"""Outside authorities of the direct link: trusted or no more, their revocation lists, and the pace that was agreed on.

Two of the bank's desk say whom to trust, and the worker writes it; lists and paces are the owner's, at the command line.
No door can put an authority on the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kernel.certificates import Certificate, RevocationList, Trust
from kernel.certificates.chain import check_authority
from kernel.certificates.errors import IssuerUnknown, ListStale
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text

_TRUST: Final = """
INSERT INTO trusted_authority (tenant_id, fingerprint, der, subject, status, crl, crl_number, created_at)
VALUES (%s, %s, %s, %s, 'trusted', NULL, 0, %s)
ON CONFLICT (tenant_id, fingerprint) DO UPDATE SET status = 'trusted'
"""
_WITHDRAW: Final = """
UPDATE trusted_authority SET status = 'withdrawn' WHERE tenant_id = %s AND fingerprint = %s
"""
_ALL: Final = """
SELECT fingerprint, der, subject, status, crl, crl_number FROM trusted_authority WHERE tenant_id = %s
 ORDER BY created_at, fingerprint
"""
_KEEP_LIST: Final = """
UPDATE trusted_authority SET crl = %s, crl_number = %s WHERE tenant_id = %s AND fingerprint = %s
"""
_REVOKE: Final = """
UPDATE certificate SET status = 'revoked', revoked_at = %s
 WHERE tenant_id = %s AND authority = %s AND serial = ANY(%s) AND status = 'active'
"""

_AGREE: Final = """
INSERT INTO link_address (tenant_id, enterprise_id, networks, changed_at, per_minute, at_once)
SELECT tenant_id, id, '[]', %(at)s, %(per_minute)s, %(at_once)s FROM enterprise
 WHERE tenant_id = %(tenant)s AND number = %(number)s
ON CONFLICT (tenant_id, enterprise_id)
DO UPDATE SET per_minute = excluded.per_minute, at_once = excluded.at_once, changed_at = excluded.changed_at
"""
_ENTERPRISE: Final = Text("该企业", "The enterprise")


@dataclass(frozen=True, slots=True)
class Taken:
    """A revocation list that was taken: whose, which number, how many certificates fell."""

    authority: str
    number: int
    revoked: int


def listed(ctx: Context) -> list[Row]:
    """Every outside authority of the bank."""
    return ctx.uow.rows(_ALL, (ctx.tenant_id,))


def read(ctx: Context, document: bytes) -> Certificate:
    """The certificate of a root, or of one below a root on the list. Raises what its chain raises."""
    found = Certificate.read(document, ctx.world.crypto)
    check_authority(found, [t for _, t in _trusted(ctx)], ctx.now)
    return found


def trust(ctx: Context, document: bytes) -> Certificate:
    """Put an authority on the list. Raises what its chain raises."""
    found = read(ctx, document)
    row = (ctx.tenant_id, found.fingerprint(ctx.world.crypto), found.der, found.subject, ctx.now)
    ctx.uow.run(_TRUST, row)
    return found


def withdraw(ctx: Context, fingerprint: str) -> None:
    """Trust it no more: what it issued counts no more from the next message on."""
    if not ctx.uow.run(_WITHDRAW, (ctx.tenant_id, fingerprint.lower())):
        raise IssuerUnknown


def take_list(ctx: Context, document: bytes) -> Taken:
    """Take an authority's revocation list: signed by it, still due, newer than the one on file.

    Raises IssuerUnknown, ListStale, DocumentMalformed.
    """
    found = RevocationList.read(document)
    row, trusted = _issuer_of(ctx, found)
    on_file = trusted.revoked
    older = on_file is not None and (found.number, found.since) < (on_file.number, on_file.since)
    if older or found.until < ctx.now:
        raise ListStale
    key = row["fingerprint"]
    ctx.uow.run(_KEEP_LIST, (found.der, found.number, ctx.tenant_id, key))
    fallen = ctx.uow.run(_REVOKE, (ctx.now, ctx.tenant_id, key, sorted(found.serials)))
    return Taken(row["subject"], found.number, fallen)


def agree(ctx: Context, number: str, per_minute: int | None, at_once: int | None) -> None:
    """How many messages an enterprise may send; None is what every enterprise has. Raises NotFound."""
    given = {"tenant": ctx.tenant_id, "number": number, "at": ctx.now}
    if not ctx.uow.run(_AGREE, given | {"per_minute": per_minute, "at_once": at_once}):
        raise NotFound(_ENTERPRISE)


class DeskAuthorities:
    """The port of the desk."""

    def read(self, ctx: Context, document: str) -> Mapping[str, str]:
        """What a certificate says."""
        found = read(ctx, document.encode("ascii", "replace"))
        return {
            "subject": found.subject,
            "fingerprint": found.fingerprint(ctx.world.crypto),
            "until": found.until.date().isoformat(),
        }

    def trust(self, ctx: Context, document: str) -> None:
        """Put it on the list."""
        trust(ctx, document.encode("ascii", "replace"))

    def withdraw(self, ctx: Context, fingerprint: str) -> None:
        """Take it off."""
        withdraw(ctx, fingerprint)


def _issuer_of(ctx: Context, found: RevocationList) -> tuple[Row, Trust]:
    """The trusted authority that signed a list."""
    named = [
        (row, trusted)
        for row, trusted in _trusted(ctx)
        if trusted.certificate.x509.subject == found.x509.issuer
        and found.signed_by(trusted.certificate)
    ]
    if not named:
        raise IssuerUnknown
    return named[0]


def _trusted(ctx: Context) -> list[tuple[Row, Trust]]:
    crypto: Any = ctx.world.crypto
    rows = [row for row in listed(ctx) if row["status"] == "trusted"]
    return [
        (
            row,
            Trust(
                Certificate.read(bytes(row["der"]), crypto),
                RevocationList.read(bytes(row["crl"])) if row["crl"] else None,
            ),
        )
        for row in rows
    ]
