"""Log-in and security (登录与安全): one's passkeys and codes, known devices and open sessions.

Nothing here belongs to an enterprise. Each change of a method is proven first, and the proof's
count is committed before anything else happens.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity import devices, methods, recovery, sessions
from corporate.identity.errors import MethodTaken, ProofMissing, ProofRefused, TooManyAttempts
from corporate.identity.key_ring import Owner
from corporate.identity.methods import Held, Method
from corporate.identity.sessions import OpenSession
from corporate.web.desk import Desk
from corporate.web.proofs import Ways, asked, refused, typed_proof, ways_of
from corporate.web.relying import site_here
from corporate.web.routes import Pages, Shown
from corporate.web.views.handoff import qr
from corporate.web.visit import device_token
from kernel.errors import NotFound, YinqiError
from kernel.text import Text

pages = Pages("methods")

ADD_PASSKEY: Final = "add-passkey"
ADD_CODE: Final = "add-code"
REVOKE: Final = "revoke"
_UNKNOWN: Final = Text("未知设备", "Unknown device")
_WRONG_CODE: Final = Text(
    "动态口令不正确，请核对手机时间后重试。", "The code is not right; check the phone's clock."
)
_PROOF_FAULTS: Final = (ProofMissing, ProofRefused, TooManyAttempts)


@pages.member("/sessions", methods=("GET", "POST"))
def overview(desk: Desk) -> Shown | Response:
    """Everything one logs in and signs with; sessions and devices can be ended from here."""
    if request.method == "POST":
        _end(desk)
        return redirect(url_for("methods.overview", ended=1), code=303)
    person_id, here = desk.session.person_id, devices.hash_of(device_token())
    with desk.own() as ctx:
        held = methods.listed(ctx.uow, person_id)
        known = devices.known_to(ctx.uow, person_id)
        found = sessions.open_sessions(ctx.uow, person_id, ctx.now)
        recovering = recovery.awaited(ctx.uow, person_id)
    facts = {
        "methods": [_method(one) for one in held],
        "has_passkey": any(one.method is Method.PASSKEY for one in held),
        "devices": [
            {
                "id": one.token_hash.hex(),
                "label": one.label or _UNKNOWN,
                "since": one.created_at,
                "seen": one.seen_at,
                "here": one.token_hash == here,
            }
            for one in known
        ],
        "rows": [_session(one, desk.session.token_hash) for one in found],
        "ended": "ended" in request.args,
        "saved": "saved" in request.args,
        "recovering": recovering,
        "code_url": url_for("methods.new_code"),
        "passkey_url": url_for("methods.new_passkey") if site_here() else "",
    }
    return Shown("pages/sessions.html", facts)


@pages.member("/methods/passkey")
def new_passkey(desk: Desk) -> Shown:
    """Add a passkey or a security key (添加通行密钥)."""
    return _passkey_form(desk)


@pages.member("/methods/ask", methods=("POST",))
def ask(desk: Desk) -> Response:
    """What a passkey is to sign for a change of methods."""
    site = site_here()
    if site is None:
        raise NotFound
    what, target = request.form.get("what", ""), request.form.get("target", "")
    with desk.own() as ctx:
        return asked(desk.portal.methods.ask_change(ctx, _owner(desk), site, what, target))


@pages.member("/methods/passkey/ask", methods=("POST",))
def ask_passkey(desk: Desk) -> Response:
    """After the proof: what the browser is to create."""
    site = site_here()
    if site is None:
        raise NotFound
    try:
        _prove(desk, ADD_PASSKEY)
    except _PROOF_FAULTS as fault:
        return refused(fault)
    with desk.own() as ctx:
        return jsonify(options=desk.portal.methods.ask_passkey(ctx, _owner(desk), site))


@pages.member("/methods/passkey", methods=("POST",))
def add_passkey(desk: Desk) -> Shown | Response:
    """Keep what the browser created."""
    site, form = site_here(), request.form
    if site is None:
        raise NotFound
    try:
        with desk.own() as ctx:
            desk.portal.methods.add_passkey(
                ctx, _owner(desk), site, form.get("created", ""), form.get("label", "")
            )
    except (ProofRefused, MethodTaken) as fault:
        return _passkey_form(desk, fault)
    return redirect(url_for("methods.overview", saved=1), code=303)


@pages.member("/methods/code", methods=("GET", "POST"))
def new_code(desk: Desk) -> Shown | Response:
    """Add a one-time code (添加动态口令): prove who one is, then scan."""
    if request.method != "POST":
        return _code_form(desk)
    try:
        _prove(desk, ADD_CODE)
    except _PROOF_FAULTS as fault:
        return _code_form(desk, fault)
    with desk.own() as ctx:
        desk.portal.methods.offer_code(ctx, _owner(desk))
    return redirect(url_for("methods.scan"), code=303)


@pages.member("/methods/code/scan", methods=("GET", "POST"))
def scan(desk: Desk) -> Shown | Response:
    """The secret to scan, and the first code of it."""
    owner, form = _owner(desk), request.form
    if request.method == "POST":
        with desk.own() as ctx:
            if desk.portal.methods.confirm_code(
                ctx, owner, form.get("code", ""), form.get("label", "")
            ):
                return redirect(url_for("methods.overview", saved=1), code=303)
    try:
        with desk.own() as ctx:
            address, spelled = desk.portal.methods.offered_code(ctx, owner, desk.bank.name.zh)
    except NotFound:  # confirmed elsewhere, or never asked for
        return redirect(url_for("methods.new_code"), code=303)
    wrong = _WRONG_CODE if request.method == "POST" else None
    facts = {
        "code": qr(address),
        "secret": spelled,
        "fault": wrong,
        "label": form.get("label", ""),
        "back_url": url_for("methods.overview"),
    }
    return Shown("pages/method_scan.html", facts, 422 if wrong else 200)


@pages.member("/methods/<uuid:method_id>")
def one(desk: Desk, *, method_id: Any) -> Shown:
    """One method: its name, and the way to revoke it."""
    return _one(desk, method_id)


@pages.member("/methods/<uuid:method_id>/name", methods=("POST",))
def rename(desk: Desk, *, method_id: Any) -> Response:
    """Call it something one knows again."""
    with desk.own() as ctx:
        desk.portal.methods.rename(ctx, _owner(desk), method_id, request.form.get("label", ""))
    return redirect(url_for("methods.overview", saved=1), code=303)


@pages.member("/methods/<uuid:method_id>/revoke", methods=("POST",))
def revoke(desk: Desk, *, method_id: Any) -> Shown | Response:
    """Revoke it: it counts no more from the next request on, and other sessions end."""
    try:
        _prove(desk, REVOKE, str(method_id))
    except _PROOF_FAULTS as fault:
        return _one(desk, method_id, fault=fault)
    with desk.own() as ctx:
        desk.portal.methods.revoke(ctx, _owner(desk), method_id, desk.session.token_hash)
    return redirect(url_for("methods.overview", saved=1), code=303)


def _passkey_form(desk: Desk, fault: YinqiError | None = None) -> Shown:
    facts = {
        "ways": _ways(desk),
        "fault": fault.message if fault else None,
        "create_url": url_for("methods.ask_passkey") if site_here() else "",
        "back_url": url_for("methods.overview"),
    }
    return Shown("pages/method_passkey.html", facts, _status(fault) if fault else 200)


def _code_form(desk: Desk, fault: YinqiError | None = None) -> Shown:
    facts = {
        "ways": _ways(desk),
        "fault": fault.message if fault else None,
        "back_url": url_for("methods.overview"),
    }
    return Shown("pages/method_code.html", facts, _status(fault) if fault else 200)


def _one(desk: Desk, method_id: UUID, fault: YinqiError | None = None) -> Shown:
    with desk.own() as ctx:
        held = methods.listed(ctx.uow, desk.session.person_id)
    found = next((one for one in held if one.id == method_id), None)
    if found is None:
        raise NotFound
    facts = {
        "method": _method(found),
        "what": REVOKE,
        "ways": _ways(desk),
        "fault": fault.message if fault else None,
        "name_url": url_for("methods.rename", method_id=method_id),
        "revoke_url": url_for("methods.revoke", method_id=method_id),
        "back_url": url_for("methods.overview"),
    }
    return Shown("pages/method.html", facts, _status(fault) if fault else 200)


def _prove(desk: Desk, what: str, target: str = "") -> None:
    """Check the proof in a transaction of its own; raises ProofMissing, ProofRefused, TooManyAttempts."""
    with desk.own() as ctx:
        wrong = desk.portal.methods.prove(
            ctx, _owner(desk), typed_proof(request.form) or {}, what, target
        )
    if wrong is not None:
        raise wrong


def _ways(desk: Desk) -> Ways:
    with desk.own() as ctx:
        try:
            allowed = desk.portal.methods.ways(ctx, desk.session.person_id)
        except ProofMissing as absent:
            return Ways(password=False, fault=absent.message)
    return ways_of(allowed, url_for("methods.ask"))


def _owner(desk: Desk) -> Owner:
    session = desk.session
    return Owner(session.person_id, session.person_name, session.person_name)


def _end(desk: Desk) -> None:
    """End a session, all others, or the memory of a device; NotFound for what is not one's own."""
    form, person_id = request.form, desk.session.person_id
    with desk.own() as ctx:
        if form.get("session") == "others":
            sessions.end_others(ctx.uow, person_id, desk.session.token_hash, ctx.now)
            return
        which = _hash(form.get("session") or form.get("device", ""))
        end = sessions.end_one if form.get("session") else devices.forget
        if not end(ctx.uow, person_id, which, ctx.now):
            raise NotFound


def _method(one: Held) -> dict[str, object]:
    return {
        "id": str(one.id),
        "icon": "fingerprint" if one.method is Method.PASSKEY else "clock",
        "kind": one.method.value,
        "label": one.label,
        "synced": one.is_synced,
        "since": one.created_at,
        "used": one.used_at,
        "href": url_for("methods.one", method_id=one.id),
    }


def _session(one: OpenSession, mine: bytes) -> dict[str, object]:
    return {
        "id": one.token_hash.hex(),
        "device": one.device or _UNKNOWN,
        "address": one.address,
        "since": one.created_at,
        "seen": one.seen_at,
        "here": one.token_hash == mine,
    }


def _hash(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise NotFound from None


def _status(fault: YinqiError) -> int:
    return 429 if isinstance(fault, TooManyAttempts) else 422
