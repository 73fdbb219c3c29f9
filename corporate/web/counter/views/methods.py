"""One's own log-in and security at the desk (登录与安全): passkeys added, named and revoked, each change proven first."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import MethodTaken, ProofMissing, ProofRefused, TooManyAttempts
from corporate.identity.key_ring import Owner
from corporate.identity.passkeys import Site
from corporate.staff import keys
from corporate.staff.keys import HeldKey
from corporate.web.counter import visit
from corporate.web.counter.pages import Counter, CounterPages, Shown
from corporate.web.proofs import Ways, asked, refused, typed_proof, usable, ways_of
from kernel.errors import NotFound, YinqiError

pages = CounterPages("methods")

_ADD: Final = "add-passkey"
_REVOKE: Final = "revoke"
_FAULTS: Final = (ProofMissing, ProofRefused, TooManyAttempts)
_REFUSED, _BLOCKED = 422, 429


@pages.page("/methods")
def overview(here: Counter) -> Shown:
    """What one logs in and signs with."""
    held = here.do(lambda ctx: keys.listed(ctx.uow, here.session.staff_id))
    facts = {
        "methods": [_method(one) for one in held], "saved": "saved" in request.args,
        "passkey_url": url_for("methods.new_passkey") if visit.site_here() else "",
    }  # fmt: skip
    return Shown("desk/methods.html", facts)


@pages.page("/methods/ask", methods=("POST",))
def ask(here: Counter) -> Response:
    """What a passkey is to sign for a change of methods."""
    what, target, site = request.form.get("what", ""), request.form.get("target", ""), _site()
    own = here.portal.proof.own
    return asked(here.do(lambda ctx: own.ask_change(ctx, _owner(here), site, what, target)))


@pages.page("/methods/passkey")
def new_passkey(here: Counter) -> Shown:
    """Add a passkey or a security key (添加通行密钥)."""
    return _passkey_form(here)


@pages.page("/methods/passkey/ask", methods=("POST",))
def ask_passkey(here: Counter) -> Response:
    """After the proof: what the browser is to create."""
    site, own = _site(), here.portal.proof.own
    try:
        _prove(here, _ADD)
    except _FAULTS as fault:
        return refused(fault)
    return jsonify(options=here.do(lambda ctx: own.ask_passkey(ctx, _owner(here), site)))


@pages.page("/methods/passkey", methods=("POST",))
def add_passkey(here: Counter) -> Shown | Response:
    """Keep what the browser created."""
    given, label = request.form.get("created", ""), request.form.get("label", "")
    site, own = _site(), here.portal.proof.own
    try:
        here.do(lambda ctx: own.add_passkey(ctx, _owner(here), site, given, label))
    except (ProofRefused, MethodTaken) as fault:
        return _passkey_form(here, fault)
    return _saved()


@pages.page("/methods/<uuid:method_id>")
def one(here: Counter, *, method_id: UUID) -> Shown:
    """One passkey: its name, and the way to revoke it."""
    return _one(here, method_id)


@pages.page("/methods/<uuid:method_id>/name", methods=("POST",))
def rename(here: Counter, *, method_id: UUID) -> Response:
    """Call it something one knows again."""
    label, own = request.form.get("label", ""), here.portal.proof.own
    here.do(lambda ctx: own.rename(ctx, _owner(here), method_id, label))
    return _saved()


@pages.page("/methods/<uuid:method_id>/revoke", methods=("POST",))
def revoke(here: Counter, *, method_id: UUID) -> Shown | Response:
    """Revoke it: it counts no more from the next request on."""
    try:
        _prove(here, _REVOKE, str(method_id))
    except _FAULTS as fault:
        return _one(here, method_id, fault)
    session, own = here.session.token_hash, here.portal.proof.own
    here.do(lambda ctx: own.revoke(ctx, _owner(here), method_id, session))
    return _saved()


def _passkey_form(here: Counter, fault: YinqiError | None = None) -> Shown:
    facts = _form(here, fault) | {
        "create_url": url_for("methods.ask_passkey") if visit.site_here() else ""
    }
    return Shown("pages/method_passkey.html", facts, _status(fault))


def _one(here: Counter, method_id: UUID, fault: YinqiError | None = None) -> Shown:
    held = here.do(lambda ctx: keys.listed(ctx.uow, here.session.staff_id))
    found = next((one for one in held if one.id == method_id), None)
    if found is None:
        raise NotFound
    facts = _form(here, fault) | {
        "method": _method(found), "what": _REVOKE,
        "name_url": url_for("methods.rename", method_id=method_id),
        "revoke_url": url_for("methods.revoke", method_id=method_id),
    }  # fmt: skip
    return Shown("pages/method.html", facts, _status(fault))


def _form(here: Counter, fault: YinqiError | None) -> dict[str, Any]:
    back = url_for("methods.overview")
    return {"ways": _ways(here), "fault": fault.message if fault else None, "back_url": back}


def _ways(here: Counter) -> Ways:
    own, staff_id = here.portal.proof.own, here.session.staff_id
    allowed = here.do(lambda ctx: own.ways(ctx, staff_id))
    return usable(ways_of(allowed, url_for("methods.ask")), visit.site_here())


def _prove(here: Counter, what: str, target: str = "") -> None:
    """Check the proof in a transaction of its own; raises ProofMissing, ProofRefused, TooManyAttempts."""
    given, own = typed_proof(request.form) or {}, here.portal.proof.own
    wrong = here.do(lambda ctx: own.prove(ctx, _owner(here), given, what, target))
    if wrong is not None:
        raise wrong


def _owner(here: Counter) -> Owner:
    return Owner(here.session.staff_id, here.session.login, here.session.name)


def _site() -> Site:
    """Where passkeys are used here; raises NotFound."""
    found = visit.site_here()
    if found is None:
        raise NotFound
    return found


def _saved() -> Response:
    return redirect(url_for("methods.overview", saved=1), code=303)


def _method(one: HeldKey) -> dict[str, object]:
    return {
        "id": str(one.id), "kind": "passkey", "label": one.label, "synced": one.is_synced,
        "since": one.created_at, "used": one.used_at,
        "href": url_for("methods.one", method_id=one.id),
    }  # fmt: skip


def _status(fault: YinqiError | None) -> int:
    if fault is None:
        return 200
    return _BLOCKED if isinstance(fault, TooManyAttempts) else _REFUSED
