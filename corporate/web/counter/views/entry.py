"""In and out of the desk: log-in with a passkey, or password and code in one go; activation, log-out."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity import totp
from corporate.staff import StaffAttempt, sessions
from corporate.staff.activation import SetUp
from corporate.staff.errors import (
    StaffActivationRefused,
    StaffLogInRefused,
    StaffPasskeyNeeded,
    StaffPasskeyRefused,
)
from corporate.web import parts as p
from corporate.web.counter import visit
from corporate.web.counter.pages import CounterPages, Shown
from corporate.web.views.handoff import qr
from corporate.web.visit import device_label
from kernel.errors import Faulty, NotFound
from kernel.tenancy import Scope
from kernel.text import Text

pages = CounterPages("entry")

_BASE32_BLOCK: Final = 8
_ISSUER: Final = "Yinqi Desk"
_ACTIVATED: Final = p.Note(
    Text("已激活", "Activated"),
    Text("请用工号、密码和动态口令登录。", "Log in with your name, your password and a code."),
    "ok",
    "circle-check",
)


@pages.public("/login", methods=("GET", "POST"))
def log_in() -> Shown | Response:
    """The desk's own gate (柜台登录)."""
    if request.method == "POST":
        return _try()
    if visit.session() is not None:
        return redirect(url_for("overview.overview"), code=303)
    return _form(note=_ACTIVATED if request.args.get("why") == "activated" else None)


@pages.public("/login/ask", methods=("POST",))
def ask() -> Response:
    """What a passkey is to sign for a log-in."""
    site, house = visit.site_here(), visit.portal()
    if site is None:
        raise NotFound
    return jsonify(options=house.log_in.ask(visit.tenant_id(), site, request.remote_addr or ""))


@pages.public("/login/passkey", methods=("POST",))
def by_passkey() -> Shown | Response:
    """Log in with a passkey (通行密钥登录)."""
    given = request.form.get("passkey", "")
    try:
        token = visit.portal().log_in.by_passkey(visit.tenant_id(), _attempt(), given)
    except StaffPasskeyRefused as refused:
        return _form(faults=(p.FormFault("login", refused.message),), status=422)
    return _entered(token)


@pages.public("/logout", methods=("POST",))
def log_out() -> Response:
    """End the session on the server, and take back what the browser keeps."""
    house = visit.portal()
    with house.database.begin(Scope(visit.tenant_id())) as uow:
        sessions.end(uow, visit.token(), house.world.clock.now())
    answer = redirect(url_for("entry.log_in"), code=303)
    visit.forget(answer)
    return answer


@pages.public("/activate", methods=("GET", "POST"))
def activate() -> Shown | Response:
    """Set up password and authenticator with a code that was handed over (行员激活)."""
    activator = visit.portal().activator
    if request.method == "GET":
        return _activation(activator.new_secret())
    secret = _secret(request.form.get("secret", ""))
    asked = SetUp(
        login=request.form.get("login", ""), code=request.form.get("code", ""),
        password=request.form.get("password", ""), secret=secret, typed=request.form.get("typed", ""),
        address=request.remote_addr or "", device=device_label(),
    )  # fmt: skip
    try:
        activator.activate(visit.tenant_id(), asked)
    except StaffActivationRefused as refused:
        return _activation(secret, (p.FormFault("code", refused.message),))
    except Faulty as faulty:
        return _activation(secret, tuple(p.FormFault("password", f.text) for f in faulty.findings))
    return redirect(url_for("entry.log_in", why="activated"), code=303)


def _try() -> Shown | Response:
    try:
        token = visit.portal().log_in.log_in(visit.tenant_id(), _attempt())
    except (StaffLogInRefused, StaffPasskeyNeeded) as refused:
        return _form(faults=(p.FormFault("login", refused.message),), status=422)
    return _entered(token)


def _attempt() -> StaffAttempt:
    return StaffAttempt(
        request.form.get("login", ""), request.form.get("password", ""), request.form.get("code", ""),
        request.remote_addr or "", device_label(),
    )  # fmt: skip


def _entered(token: str) -> Response:
    answer = redirect(url_for("overview.overview"), code=303)
    visit.keep(answer, token)
    return answer


def _form(
    note: p.Note | None = None, faults: tuple[p.FormFault, ...] = (), status: int = 200
) -> Shown:
    passkeys = {"enter_url": url_for("entry.by_passkey"), "ask_url": url_for("entry.ask")}
    facts = {
        "note": note, "faults": faults, "login": request.form.get("login", ""),
        "passkeys": passkeys if visit.site_here() else None,
    }  # fmt: skip
    return Shown("desk/login.html", facts, status)


def _activation(secret: bytes, faults: tuple[p.FormFault, ...] = ()) -> Shown:
    visit.tenant_id()
    login = request.form.get("login", "")
    picture = qr(totp.address(secret, _ISSUER, login or visit.slug()))
    facts = {"faults": faults, "login": login, "secret": totp.spelled(secret), "picture": picture}
    return Shown("desk/activate.html", facts, 422 if faults else 200)


def _secret(spelled: str) -> bytes:
    """The secret the form was drawn with; nothing for what is none."""
    padded = spelled.upper() + "=" * (-len(spelled) % _BASE32_BLOCK)
    try:
        return base64.b32decode(padded)
    except (binascii.Error, ValueError):
        return b""
