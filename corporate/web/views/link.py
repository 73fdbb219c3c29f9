"""The direct link (银企直联) as administrators keep it: certificates, addresses, the last messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.routes import Pages, Shown
from corporate.web.views.changes import after_proposing
from kernel.errors import Conflict, Denied, Faulty, Invalid, NotFound, YinqiError
from kernel.parsing import Names
from kernel.text import Text
from workflows.certificates.commands import (
    SERIAL,
    CertificatesView,
    CertificateView,
    ListMessages,
    MessagesView,
)
from workflows.certificates.life import CertificateState
from workflows.mandates.commands import ListMandates, MandatePage

pages = Pages("link")

_WAITING: Final = "pending_approval"
_KINDS: Final = ("certificates", "revocations", "addresses", "sealing", "webhooks")
_LOOKS: Final[Mapping[CertificateState, tuple[p.Tone, str]]] = {
    CertificateState.ACTIVE: ("ok", "circle-check"),
    CertificateState.EXPIRING: ("warn", "alert-triangle"),
    CertificateState.RENEWED: ("", "refresh"),
    CertificateState.EXPIRED: ("", "clock"),
    CertificateState.REVOKED: ("stop", "ban"),
}
_DOCUMENT_BYTES: Final = 16 << 10
_FIELDS: Final = ("operator", "document", "networks", "required", "reason")
_ACCEPTED: Final = "0000"
_BANK: Final = Text("银行柜面登记的公钥", "A key registered at the bank's desk")


@pages.page("/direct-link", "certificates.list", "certificates.messages", "mandates.list")
def overview(desk: Desk) -> Shown:
    """Certificates, addresses, the last messages, and the changes that wait."""
    found: CertificatesView = desk.read("certificates.list")
    last: MessagesView = desk.read("certificates.messages", ListMessages(limit=10))
    may = desk.offers("certificates.request")
    address = f"{desk.portal.settings.public_url}/b/{desk.bank.slug}/link/v1"
    facts = {
        "rows": tuple(_row(one) for one in found.certificates),
        "address": address,
        "enterprise": found.enterprise,
        "reference_url": f"{address}/reference",
        "networks": found.networks.split(),
        "authority": found.authority,
        "authority_fingerprint": found.authority_fingerprint,
        "messages": tuple({"line": one, "good": one.code == _ACCEPTED} for one in last.messages),
        "notes": tuple(waiting(desk)),
        "new_url": url_for("link.new") if may else "",
        "sealed_only": found.sealed_only,
        "sealing_url": url_for("link.sealing") if desk.offers("certificates.sealing") else "",
        "addresses_url": url_for("link.addresses") if desk.offers("certificates.addresses") else "",
        "messages_url": url_for("messages.listed"),
        "sandbox_url": url_for("sandbox.overview")
        if desk.portal.settings.sandbox and desk.offers("sandbox.rules")
        else "",
        "webhooks_url": url_for("webhooks.listed") if desk.offers("webhooks.list") else "",
        "changes_url": url_for("changes.listed", kind="certificates"),
    }
    return Shown("pages/link.html", facts)


@pages.page("/direct-link/certificates/<serial>", "certificates.list")
def certificate(desk: Desk, *, serial: str) -> Shown:
    """One certificate, and the form that asks for its end."""
    return _certificate(desk, serial)


@pages.page(
    "/direct-link/certificates/<serial>",
    "certificates.list",
    "certificates.revoke",
    methods=("POST",),
)
def revoke(desk: Desk, *, serial: str) -> Shown | Response:
    """Ask for it to count no more."""
    given = {"serial": serial, "reason": request.form.get("reason", "")}
    try:
        seen = desk.perform("certificates.revoke", given, names=Names.PYTHON)
    except (Invalid, Conflict) as refused:
        return _certificate(desk, serial, faults=_faults(refused, "reason"))
    return after_proposing(seen)


@pages.page("/direct-link/new", "certificates.list")
def new(desk: Desk) -> Shown:
    """The form that asks for a certificate."""
    return _form(desk, "pages/link_new.html", {})


@pages.page("/direct-link/new", "certificates.list", "certificates.request", methods=("POST",))
def ask(desk: Desk) -> Shown | Response:
    """Ask for a certificate: another administrator confirms it."""
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    file = request.files.get("file")
    given = {
        "operator": form["operator"],
        "document": _document(file) or form["document"].encode(),
        "reason": form["reason"],
    }
    try:
        seen = desk.perform("certificates.request", given, names=Names.PYTHON)
    except (Invalid, Conflict, Denied) as refused:
        return _form(desk, "pages/link_new.html", form, _faults(refused, "document"))
    return after_proposing(seen)


@pages.page("/direct-link/addresses", "certificates.list")
def addresses(desk: Desk) -> Shown:
    """The form of the list of addresses."""
    found: CertificatesView = desk.read("certificates.list")
    networks = "\n".join(found.networks.split())
    return _form(desk, "pages/link_addresses.html", {"networks": networks})


@pages.page(
    "/direct-link/addresses", "certificates.list", "certificates.addresses", methods=("POST",)
)
def limit(desk: Desk) -> Shown | Response:
    """Ask for another list."""
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    given = {"networks": " ".join(form["networks"].split()), "reason": form["reason"]}
    try:
        seen = desk.perform("certificates.addresses", given, names=Names.PYTHON)
    except (Invalid, Conflict) as refused:
        return _form(desk, "pages/link_addresses.html", form, _faults(refused, "networks"))
    return after_proposing(seen)


@pages.page("/direct-link/sealing", "certificates.list")
def sealing(desk: Desk) -> Shown:
    """The form that says whether messages must come sealed."""
    found: CertificatesView = desk.read("certificates.list")
    typed = {"required": "true" if found.sealed_only else "false"}
    return _form(desk, "pages/link_sealing.html", typed)


@pages.page("/direct-link/sealing", "certificates.list", "certificates.sealing", methods=("POST",))
def require(desk: Desk) -> Shown | Response:
    """Ask for the other way."""
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    given = {"required": form["required"], "reason": form["reason"]}
    try:
        seen = desk.perform("certificates.sealing", given, names=Names.PYTHON)
    except (Invalid, Conflict) as refused:
        return _form(desk, "pages/link_sealing.html", form, _faults(refused, "required"))
    return after_proposing(seen)


def _certificate(desk: Desk, serial: str, *, faults: tuple[p.FormFault, ...] = ()) -> Shown:
    found: CertificatesView = desk.read("certificates.list")
    one = next((c for c in found.certificates if c.serial == serial), None)
    if one is None:
        raise NotFound(SERIAL)
    over = one.state in {CertificateState.REVOKED, CertificateState.EXPIRED}
    facts = {
        "row": _row(one),
        "one": one,
        "issuer": one.issuer or _BANK,
        "faults": faults,
        "list_url": url_for("link.overview"),
        "revoke_url": "" if over or not desk.offers("certificates.revoke") else url_for(
            "link.revoke", serial=serial
        ),
    }  # fmt: skip
    return Shown("pages/link_certificate.html", facts, 422 if faults else 200)


def _form(
    desk: Desk, template: str, typed: Mapping[str, str], faults: tuple[p.FormFault, ...] = ()
) -> Shown:
    found: CertificatesView = desk.read("certificates.list")
    wrong: dict[str, Any] = {fault.field: fault.text for fault in faults}
    facts = {
        "form": {name: p.Value(typed.get(name, ""), wrong.get(name, "")) for name in _FIELDS},
        "operators": sorted({one.operator for one in found.certificates}),
        "faults": faults,
        "here": request.remote_addr or "",
        "list_url": url_for("link.overview"),
    }
    return Shown(template, facts, 422 if faults else 200)


def _row(one: CertificateView) -> dict[str, Any]:
    tone, icon = _LOOKS[one.state]
    return {
        "serial": one.serial,
        "href": url_for("link.certificate", serial=one.serial),
        "operator": one.operator,
        "name": one.operator_name,
        "state": p.Tag(one.state.label, tone, icon),
        "since": local(one.not_before).date(),
        "until": local(one.not_after).date(),
        "days": one.days_left,
        "soon": one.state is CertificateState.EXPIRING,
        "is_bare": not one.issuer,
    }


def waiting(desk: Desk, kinds: Sequence[str] = _KINDS) -> list[p.Note]:
    """What waits for another administrator here."""
    found: MandatePage = desk.read("mandates.list", ListMandates(status=_WAITING, limit=200))
    return [
        p.Note(
            Text("待另一位管理员确认", "Waits for another administrator"),
            Text(one.title_zh, one.title_en),
            "warn",
            "hourglass",
            href=url_for("changes.one", number=one.number),
        )
        for one in found.mandates
        if one.kind in kinds
    ]


def _document(file: FileStorage | None) -> bytes:
    """What was uploaded; a file that is too large is refused by its length, one byte over."""
    return file.stream.read(_DOCUMENT_BYTES + 1) if file and file.filename else b""


def _faults(refused: YinqiError, field: str) -> tuple[p.FormFault, ...]:
    """Each thing to correct at its field, whatever else at the field the form is about."""
    if isinstance(refused, Faulty):
        return tuple(
            p.FormFault(one.field if one.field in _FIELDS else field, one.text)
            for one in refused.findings
        )
    named = "operator" if refused.code == "certificate.operator_unknown" else field
    return (p.FormFault(named, refused.message),)
