"""What administrators change under agreement here: certificates issued, certificates revoked, addresses."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from kernel import limits
from kernel.certificates import Certificate, Request, check
from kernel.context import Context
from kernel.errors import NotFound
from kernel.text import NO_TEXT, Text
from workflows.certificates import issuing, queries, repository, rules
from workflows.certificates.errors import KeyInUse, OperatorUnknown, RevokedAlready
from workflows.certificates.ports import Authorities
from workflows.mandates.kinds import Change, Content, Line

RIGHT: Final = "certificates.request"
_PEM_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_REVOKED: Final = Text("吊销", "revoked")
_VALID: Final = Text("有效", "valid")
_GROUP: Final = 4


def plain(text: str) -> Text:
    """A text that is the same in both languages."""
    return Text(text, text)


def grouped(fingerprint: str) -> str:
    """A fingerprint as people compare it, in groups of four."""
    parts = (fingerprint[at : at + _GROUP] for at in range(0, len(fingerprint), _GROUP))
    return " ".join(parts)


class IssueKind:
    """A certificate for an operator; the target is the fingerprint of its key."""

    code: str = "certificates"
    operation: str = RIGHT

    def __init__(self, authorities: Authorities) -> None:
        self._authorities = authorities

    def present(self, ctx: Context, target: str) -> Content:
        """What is there for that key: nothing, or a certificate of this enterprise."""
        known = {row["key"]: row["serial"] for row in issuing.keyed(ctx)}
        return {"serial": known[target]} if target in known else {}

    def checked(self, ctx: Context, change: Change) -> Content:
        """Read the document and everything it says; raises what reading and the chain raise."""
        if change.before:
            raise KeyInUse
        asked = dict(change.after)
        person = queries.operator(ctx, asked["operator"])
        if person is None:
            raise OperatorUnknown(login=asked["operator"])
        document = base64.b64decode(asked["document"])
        return {
            "operator": person["login"],
            "name": person["name"],
            "user_id": str(person["user_id"]),
            "person_id": str(person["person_id"]),
            **self._told(ctx, document),
        }

    def title(self, _ctx: Context, change: Change) -> Text:
        """For whom."""
        return Text("申请直联证书：{who}", "Certificate for {who}").fill(
            who=change.after["operator"]
        )

    def lines(self, _ctx: Context, change: Change) -> tuple[Line, ...]:
        """Whose, which key, who vouches, how long."""
        after = change.after
        if change.before:
            return ()
        said = (
            (Text("操作员", "Operator"), plain(f"{after['name']}（{after['operator']}）")),
            (Text("公钥指纹（SM3）", "Key fingerprint (SM3)"), plain(grouped(after["key"]))),
            (Text("证书主体", "Subject"), plain(after["subject"])),
            (Text("颁发机构", "Issuer"), plain(after["issuer"])),
            (Text("有效期", "Validity"), Text(after["validity_zh"], after["validity_en"])),
        )
        return tuple(Line(label, NO_TEXT, value) for label, value in said)

    def concerned(self, _ctx: Context, change: Change) -> frozenset[UUID]:
        """Nobody gives themselves a key."""
        return frozenset({UUID(change.after["person_id"])})

    def apply(self, ctx: Context, change: Change) -> None:
        """Issue it, or register what the outside authority issued, checked once more."""
        after = change.after
        person = queries.operator(ctx, after["operator"])
        if person is None or str(person["user_id"]) != after["user_id"]:
            raise OperatorUnknown(login=after["operator"])
        document = base64.b64decode(after["document"])
        if after["source"] == "certificate":
            found = Certificate.read(document, ctx.world.crypto)
            trust = check(found, queries.trusted(ctx), ctx.now)
            by = trust.certificate.fingerprint(ctx.world.crypto)
            repository.insert(ctx, found, person["user_id"], authority=by)
        else:
            request = Request.read(document, ctx.world.crypto)
            made = issuing.issue(ctx, self._authorities.of(ctx), request.key, after["operator"])
            repository.insert(ctx, made, person["user_id"])

    def _told(self, ctx: Context, document: bytes) -> Mapping[str, Any]:
        """What is signed about the document: everything that makes the certificate what it will be."""
        crypto = ctx.world.crypto
        if document.lstrip().startswith(_PEM_CERTIFICATE):
            found = Certificate.read(document, crypto)
            check(found, queries.trusted(ctx), ctx.now)
            span = f"{found.since:%Y-%m-%d} – {found.until:%Y-%m-%d}"
            return _facts("certificate", found.der, found.key.fingerprint(), found.subject) | {
                "issuer": found.issuer, "validity_zh": span, "validity_en": span,
            }  # fmt: skip
        request = Request.read(document, crypto)
        days = limits.CERTIFICATE_DAYS
        return _facts("request", request.der, request.key.fingerprint(), request.subject) | {
            "issuer": self._authorities.of(ctx).certificate.subject,
            "validity_zh": f"自颁发起 {days} 天", "validity_en": f"{days} days from its issue",
        }  # fmt: skip


def _facts(source: str, der: bytes, key: str, subject: str) -> dict[str, Any]:
    document = base64.b64encode(der).decode("ascii")
    return {"source": source, "document": document, "key": key, "subject": subject}


class RevokeKind:
    """A certificate that shall count no more, with all that were renewed from it."""

    code: str = "revocations"
    operation: str = RIGHT

    def present(self, ctx: Context, target: str) -> Content:
        """The certificate, and which others fall with it; raises NotFound."""
        rows = queries.listed(ctx, target)
        if not rows:
            raise NotFound(repository.WHAT)
        row = rows[0]
        return {
            "status": row["status"],
            "operator": row["login"],
            "name": row["name"],
            "person_id": str(row["person_id"]),
            "also": queries.successors(ctx, target),
        }

    def checked(self, _ctx: Context, change: Change) -> Content:
        """Raise RevokedAlready where there is nothing left to revoke."""
        if change.before["status"] != "active" and not change.before["also"]:
            raise RevokedAlready
        return {**change.before, "status": "revoked"}

    def title(self, _ctx: Context, change: Change) -> Text:
        """Which, whose."""
        return Text("吊销直联证书 {serial}（{who}）", "Revoke certificate {serial} ({who})").fill(
            serial=change.target, who=change.before["operator"]
        )

    def lines(self, _ctx: Context, change: Change) -> tuple[Line, ...]:
        """One line for each certificate that falls."""
        serials = [change.target] if change.before["status"] == "active" else []
        return tuple(
            Line(
                Text("证书 {serial}", "Certificate {serial}").fill(serial=serial), _VALID, _REVOKED
            )
            for serial in (*serials, *change.before["also"])
        )

    def concerned(self, _ctx: Context, _change: Change) -> frozenset[UUID]:
        """Taking a key away may not wait for anybody: its holder may ask for that too."""
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """From the next message on it counts no more."""
        repository.revoke(ctx, change.target)


class AddressKind:
    """From which networks messages of the direct link may come; the one target is `all`."""

    code: str = "addresses"
    operation: str = "certificates.addresses"
    target: str = "all"

    def present(self, ctx: Context, target: str) -> Content:
        """The networks now; raises NotFound for another target."""
        if target != self.target:
            raise NotFound(Text("该地址表", "The list of addresses"))
        return {"networks": queries.networks(ctx)}

    def checked(self, _ctx: Context, change: Change) -> Content:
        """Each network in its one spelling; raises AddressMalformed, AddressesTooMany."""
        return {"networks": rules.networks_of(" ".join(change.after["networks"]))}

    def title(self, _ctx: Context, change: Change) -> Text:
        """How many there shall be."""
        count = len(change.after["networks"])
        if not count:
            return Text("直联来源地址：不再限制", "Direct link: messages from any address")
        return Text("直联来源地址：{n} 个", "Direct link: {n} allowed address(es)").fill(n=count)

    def lines(self, _ctx: Context, change: Change) -> tuple[Line, ...]:
        """Every address that comes or goes, and whether there is a limit at all."""
        was, becomes = change.before["networks"], change.after["networks"]
        label = Text("允许的来源地址", "Allowed address")
        gone = [Line(label, plain(one), NO_TEXT) for one in was if one not in becomes]
        come = [Line(label, NO_TEXT, plain(one)) for one in becomes if one not in was]
        limit: tuple[Line, ...] = ()
        if bool(was) != bool(becomes):
            limit = (Line(Text("来源限制", "Limit"), _limited(was), _limited(becomes)),)
        return (*limit, *gone, *come)

    def concerned(self, _ctx: Context, _change: Change) -> frozenset[UUID]:
        """It is about machines."""
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """From the next message on."""
        repository.allow(ctx, change.after["networks"])


def _limited(networks: list[str]) -> Text:
    if networks:
        return Text("仅限名单内地址", "Listed addresses only")
    return Text("不限", "Any address")
