"""One function per command about certificates and addresses. Nothing here commits."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Final

from corporate import enterprises
from kernel import cursors, limits
from kernel.certificates import Certificate, Request
from kernel.context import Context
from kernel.ids import CursorUnknown
from kernel.records import outbox
from kernel.statements import Row
from workflows.certificates import commands as c
from workflows.certificates import issuing, queries, repository, rules
from workflows.certificates.errors import KeyInUse, NotOurs, RenewedAlready
from workflows.certificates.kinds import AddressKind, IssueKind, RevokeKind
from workflows.certificates.life import ends_at, state_of
from workflows.certificates.ports import Authorities
from workflows.certificates.sealing import SealingKind
from workflows.mandates.commands import MandateView
from workflows.mandates.service import MandateService, Wish

_GRACE: Final = timedelta(days=limits.CERTIFICATE_GRACE_DAYS)


class CertificateService:
    """Lists, asks for, renews and revokes certificates, and says from where messages may come."""

    def __init__(self, mandates: MandateService, authorities: Authorities) -> None:
        self._mandates = mandates
        self._authorities = authorities

    def listed(self, ctx: Context, _command: c.ListCertificates) -> c.CertificatesView:
        """Everything of this enterprise."""
        authority = self._authorities.of(ctx).certificate
        return c.CertificatesView(
            enterprise=enterprises.current(ctx.uow).number,
            certificates=tuple(_view(ctx, row) for row in issuing.keyed(ctx)),
            networks=" ".join(queries.networks(ctx)),
            sealed_only=queries.sealed_only(ctx),
            authority=authority.subject,
            authority_fingerprint=authority.fingerprint(ctx.world.crypto),
        )

    @staticmethod
    def messages(ctx: Context, command: c.ListMessages) -> c.MessagesView:
        """The newest messages that fit, and how the pace stands. Raises CursorUnknown, CursorOfAnother."""
        limit = max(1, min(command.limit, limits.LINK_MESSAGES_SHOWN_MAX))
        question = (
            "certificates.messages", command.trace, command.operation, command.code, command.client_serial,
        )  # fmt: skip
        sought = queries.Sought(*question[1:], *_place(question, command.cursor))
        found = queries.messages(ctx, sought, limit + 1)
        shown = found[:limit]
        more = len(found) > limit
        last = {"at": shown[-1]["at"].isoformat(), "trace": shown[-1]["trace"]} if more else {}
        terms = queries.terms(ctx)
        return c.MessagesView(
            messages=tuple(c.MessageLine(**row) for row in shown),
            cursor=cursors.mark(question, last) if more else "",
            per_minute=terms.get("per_minute") or limits.LINK_PER_MINUTE,
            at_once=terms.get("at_once") or limits.LINK_AT_ONCE,
            **queries.lately(ctx),
        )

    def request(self, ctx: Context, command: c.RequestCertificate) -> MandateView:
        """Ask for a certificate; raises what its document or its operator is refused for."""
        key = _key_of(ctx, command.document)
        document = base64.b64encode(command.document).decode("ascii")
        after = {"operator": command.operator, "document": document}
        return self._mandates.propose(ctx, Wish(IssueKind.code, key, after, command.reason))

    def revoke(self, ctx: Context, command: c.RevokeCertificate) -> MandateView:
        """Ask for a certificate to count no more; raises NotFound, RevokedAlready."""
        wish = Wish(RevokeKind.code, command.serial, {"status": "revoked"}, command.reason)
        return self._mandates.propose(ctx, wish)

    def addresses(self, ctx: Context, command: c.ChangeAddresses) -> MandateView:
        """Ask for another list of networks; raises AddressMalformed, AddressesTooMany."""
        after = {"networks": rules.networks_of(command.networks)}
        wish = Wish(AddressKind.code, AddressKind.target, after, command.reason)
        return self._mandates.propose(ctx, wish)

    def sealing(self, ctx: Context, command: c.RequireSealing) -> MandateView:
        """Ask that messages must come sealed, or need not."""
        after = {"sealed": command.required}
        wish = Wish(SealingKind.code, SealingKind.target, after, command.reason)
        return self._mandates.propose(ctx, wish)

    def renew(self, ctx: Context, command: c.RenewCertificate) -> c.RenewedCertificate:
        """A certificate for a new key, for whoever came with the old one.

        Raises DocumentMalformed, SignatureWrong, NotOurs, KeyInUse, RenewedAlready.
        """
        old = repository.lock(ctx, ctx.actor.credential)
        if old["authority"]:
            raise NotOurs
        request = Request.read(_decoded(command.request), ctx.world.crypto)
        known = queries.of_key(ctx, request.key.spki_pem().decode("ascii"))
        if known is not None:
            if known["renewed_from"] != old["serial"] or known["status"] != "active":
                raise KeyInUse
            return _renewed(old, known, duplicate=True)
        if old["retires_at"] is not None:
            raise RenewedAlready
        return self._renewed(ctx, old, request)

    def publish(self, ctx: Context) -> int:
        """Publish a new revocation list if it is time; how many that were. Runs as worker."""
        made = issuing.next_list(ctx, self._authorities.of(ctx))
        if made is None:
            return 0
        repository.publish(ctx, made)
        return 1

    @staticmethod
    def tell_ending(ctx: Context) -> int:
        """Tell once at 30, 7 and 1 days before the end of a certificate. Runs as worker."""
        told = 0
        for row in queries.ending(ctx, ctx.now + timedelta(days=limits.CERTIFICATE_TOLD_DAYS[0])):
            left = row["not_after"] - ctx.now
            days = min(d for d in limits.CERTIFICATE_TOLD_DAYS if left <= timedelta(days=d))
            if row["told_days"] is not None and row["told_days"] <= days:
                continue
            repository.told(ctx, row["serial"], days)
            _emit(ctx, "certificate.expiring", row, days=days)
            told += 1
        return told

    def _renewed(self, ctx: Context, old: Row, request: Request) -> c.RenewedCertificate:
        login = queries.listed(ctx, old["serial"])[0]["login"]
        made = issuing.issue(ctx, self._authorities.of(ctx), request.key, login)
        repository.insert(ctx, made, old["user_id"], renewed_from=old["serial"])
        until = min(old["not_after"], ctx.now + _GRACE)
        repository.retire(ctx, old["serial"], until)
        _emit(ctx, "certificate.renewed", old | {"serial": made.serial}, days=0)
        new = queries.listed(ctx, made.serial)[0]
        return _renewed(old | {"retires_at": until}, new, duplicate=False)


def _place(question: object, cursor: str) -> tuple[datetime | None, str]:
    """Behind which message a page begins; the first one behind none."""
    if not cursor:
        return None, ""
    place = cursors.place_of(question, cursor)
    try:
        at = datetime.fromisoformat(str(place["at"]))
    except (KeyError, ValueError):
        raise CursorUnknown from None
    if at.tzinfo is None:
        raise CursorUnknown
    return at, str(place.get("trace", ""))


def _renewed(old: Row, new: Row, *, duplicate: bool) -> c.RenewedCertificate:
    return c.RenewedCertificate(
        serial=new["serial"],
        certificate=base64.b64encode(bytes(new["der"])).decode("ascii"),
        not_before=new["not_before"],
        not_after=new["not_after"],
        old_serial=old["serial"],
        old_until=ends_at(old),
        duplicate=duplicate,
    )


def _emit(ctx: Context, topic: str, row: Row, *, days: int) -> None:
    told = {
        "serial": row["serial"],
        "enterprise_id": str(row["enterprise_id"]),
        "days": days,
    }
    outbox.emit(ctx.uow, ctx.world, topic, f"certificate {row['serial']}", told)


def _key_of(ctx: Context, document: bytes) -> str:
    """The fingerprint of the key a request or certificate is about."""
    crypto = ctx.world.crypto
    if b"BEGIN CERTIFICATE-----" in document:
        return Certificate.read(document, crypto).key.fingerprint()
    return Request.read(document, crypto).key.fingerprint()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""  # which no reader takes


def _view(ctx: Context, row: Row) -> c.CertificateView:
    until = ends_at(row)
    pem = Certificate.read(bytes(row["der"]), ctx.world.crypto).pem() if row["der"] else b""
    return c.CertificateView(
        serial=row["serial"],
        operator=row["login"],
        operator_name=row["name"],
        subject=row["subject"],
        issuer=row["issuer"],
        key=row["key"],
        state=state_of(row, ctx.now),
        not_before=row["not_before"],
        not_after=until,
        days_left=max((until - ctx.now).days, 0),
        renewed_from=row["renewed_from"],
        pem=pem.decode("ascii"),
    )
