"""The bank's own authority at work: certificates for operators' keys, and its revocation list."""

from __future__ import annotations

from datetime import timedelta

from kernel import limits
from kernel.certificates import Certificate, Issuer, RevocationList, Terms, certify, revocation_list
from kernel.certificates.issuing import name_of
from kernel.context import Context
from kernel.crypto import MessageVerifier, read_verifier
from kernel.statements import Row
from workflows.certificates import queries


def issue(ctx: Context, issuer: Issuer, key: MessageVerifier, operator: str) -> Certificate:
    """A certificate for an operator's key: named by us, whatever name the request asked for."""
    number, holder = queries.enterprise(ctx)
    name = name_of(operator, holder, number)
    life = timedelta(days=limits.CERTIFICATE_DAYS)
    life = min(life, issuer.certificate.until - ctx.now)
    return certify(issuer, name, key, Terms(ctx.now, life), ctx.world)


def next_list(ctx: Context, issuer: Issuer) -> RevocationList | None:
    """The next revocation list, if there is something new to say or the last one runs out."""
    last = queries.last_list(ctx)
    revoked = queries.revoked(ctx)
    early = timedelta(days=limits.REVOCATION_LIST_EARLY_DAYS)
    if last is not None and last["next_at"] - ctx.now > early:
        said = RevocationList.read(bytes(last["der"])).serials
        if said == {one.serial for one in revoked}:
            return None
    number = last["number"] + 1 if last else 1
    terms = Terms(ctx.now, timedelta(days=limits.REVOCATION_LIST_DAYS))
    return revocation_list(issuer, number, revoked, terms, ctx.world.crypto)


def keyed(ctx: Context) -> list[Row]:
    """The enterprise's certificates, each with its key's fingerprint."""
    crypto = ctx.world.crypto
    return [
        row | {"key": read_verifier(row["public_key"].encode("ascii"), crypto).fingerprint()}
        for row in queries.listed(ctx)
    ]
