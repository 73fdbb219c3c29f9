"""Log-in and security (登录与安全): one's passkeys and codes, known devices and open sessions.

Nothing here belongs to an enterprise. What is done about passkeys is shared with the bank's desk
(corporate/web/own_methods.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity import devices, methods, recovery, sessions
from corporate.identity.key_ring import Owner
from corporate.identity.methods import Method
from corporate.identity.sessions import OpenSession
from corporate.web.desk import Desk
from corporate.web.own_methods import PROOF_FAULTS, OwnMethods, drawn, saved
from corporate.web.relying import site_here
from corporate.web.routes import Pages, Shown
from corporate.web.views.handoff import qr
from corporate.web.visit import device_token
from kernel.context import Context
from kernel.errors import NotFound
from kernel.text import Text

pages = Pages("methods")

ADD_CODE: Final = "add-code"
_UNKNOWN: Final = Text("未知设备", "Unknown device")
_WRONG_CODE: Final = Text(
    "动态口令不正确，请核对手机时间后重试。", "The code is not right; check the phone's clock."
)
T = TypeVar("T")


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
        "methods": [drawn(one) for one in held],
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


@pages.member("/methods/ask", methods=("POST",))
def ask(desk: Desk) -> Response:
    """What a passkey is to sign for a change of methods."""
    return _own(desk).ask()


@pages.member("/methods/passkey")
def new_passkey(desk: Desk) -> Shown:
    """Add a passkey or a security key (添加通行密钥)."""
    return _own(desk).passkey_form()


@pages.member("/methods/passkey/ask", methods=("POST",))
def ask_passkey(desk: Desk) -> Response:
    """After the proof: what the browser is to create."""
    return _own(desk).ask_passkey()


@pages.member("/methods/passkey", methods=("POST",))
def add_passkey(desk: Desk) -> Shown | Response:
    """Keep what the browser created."""
    return _own(desk).add_passkey()


@pages.member("/methods/code", methods=("GET", "POST"))
def new_code(desk: Desk) -> Shown | Response:
    """Add a one-time code (添加动态口令): prove who one is, then scan."""
    own = _own(desk)
    if request.method != "POST":
        return own.shown("pages/method_code.html", None)
    try:
        own.prove(ADD_CODE)
    except PROOF_FAULTS as fault:
        return own.shown("pages/method_code.html", fault)
    own.run(lambda ctx: desk.portal.methods.offer_code(ctx, own.owner))
    return redirect(url_for("methods.scan"), code=303)


@pages.member("/methods/code/scan", methods=("GET", "POST"))
def scan(desk: Desk) -> Shown | Response:
    """The secret to scan, and the first code of it."""
    owner, form = _own(desk).owner, request.form
    if request.method == "POST":
        with desk.own() as ctx:
            if desk.portal.methods.confirm_code(
                ctx, owner, form.get("code", ""), form.get("label", "")
            ):
                return saved()
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
    return _own(desk).one(method_id)


@pages.member("/methods/<uuid:method_id>/name", methods=("POST",))
def rename(desk: Desk, *, method_id: Any) -> Response:
    """Call it something one knows again."""
    return _own(desk).rename(method_id)


@pages.member("/methods/<uuid:method_id>/revoke", methods=("POST",))
def revoke(desk: Desk, *, method_id: Any) -> Shown | Response:
    """Revoke it: it counts no more from the next request on, and other sessions end."""
    return _own(desk).revoke(method_id)


def _own(desk: Desk) -> OwnMethods:
    session = desk.session

    def run(work: Callable[[Context], T], /) -> T:
        with desk.own() as ctx:
            return work(ctx)

    def listed(ctx: Context) -> list[dict[str, object]]:
        return [drawn(one) for one in methods.listed(ctx.uow, session.person_id)]

    owner = Owner(session.person_id, session.person_name, session.person_name)
    return OwnMethods(desk.portal.methods, owner, session.token_hash, site_here, run, listed)


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
