"""Webhooks (通知推送) as administrators keep them: addresses, how it goes there, sending again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.routes import Pages, Shown
from corporate.web.views.changes import after_proposing
from corporate.web.views.link import waiting
from kernel.calendar import SHANGHAI
from kernel.crypto import SignatureAlgorithm
from kernel.errors import Conflict, Faulty, Invalid, NotFound, YinqiError
from kernel.parsing import Names
from kernel.text import Text
from workflows.feed.commands import EventKind
from workflows.feed.webhooks.commands import URL, WebhooksView, WebhookView

pages = Pages("webhooks")

SIGNATURES: Final[Mapping[str, Text]] = {
    SignatureAlgorithm.SM2_SM3.value: Text("SM2 / SM3（国密）", "SM2 with SM3"),
    SignatureAlgorithm.ECDSA_SHA256.value: Text(
        "ECDSA P-256 / SHA-256", "ECDSA P-256 with SHA-256"
    ),
    SignatureAlgorithm.RSA_SHA256.value: Text("RSA / SHA-256", "RSA with SHA-256"),
}
_FIELDS: Final = ("url", "kinds", "signature", "reason")


@pages.page("/direct-link/webhooks", "webhooks.list", "mandates.list")
def listed(desk: Desk) -> Shown:
    """Every address in use, and the changes that wait."""
    found: WebhooksView = desk.read("webhooks.list")
    facts = {
        "rows": tuple(
            {"hook": one, "href": url_for("webhooks.one", webhook_id=one.webhook_id)}
            for one in found.webhooks
        ),
        "notes": (*_replayed(request.args.get("replayed", "")), *waiting(desk, ("webhooks",))),
        "new_url": url_for("webhooks.new") if desk.offers("webhooks.change") else "",
        "back_url": url_for("link.overview"),
    }
    return Shown("pages/webhooks.html", facts)


@pages.page("/direct-link/webhooks/new", "webhooks.list")
def new(desk: Desk) -> Shown:
    """The form of an address that is not told yet."""
    desk.read("webhooks.list")
    return _form({"kinds": [kind.value for kind in EventKind]})


@pages.page("/direct-link/webhooks/new", "webhooks.list", "webhooks.change", methods=("POST",))
def ask(desk: Desk) -> Shown | Response:
    """Ask that it be told."""
    return _asked(desk, request.form.get("url", "").strip(), {})


@pages.page("/direct-link/webhooks/<webhook_id>", "webhooks.list")
def one(desk: Desk, *, webhook_id: str) -> Shown:
    """The form of an address that is told, and of sending once more."""
    hook = _known(desk, webhook_id)
    kinds = [kind.value for kind in hook.kinds]
    typed = {"url": hook.url, "kinds": kinds, "signature": hook.signature.value}
    shown = _form(typed, is_known=True)
    if desk.offers("webhooks.replay"):
        shown.facts["replay_url"] = url_for("webhooks.replay", webhook_id=webhook_id)
        shown.facts["since"] = local(hook.since).strftime("%Y-%m-%dT%H:%M")
    return shown


@pages.page(
    "/direct-link/webhooks/<webhook_id>", "webhooks.list", "webhooks.change", methods=("POST",)
)
def change(desk: Desk, *, webhook_id: str) -> Shown | Response:
    """Ask that it be told something else, or nothing."""
    hook = _known(desk, webhook_id)
    return _asked(desk, hook.url, {"is_known": True})


@pages.page(
    "/direct-link/webhooks/<webhook_id>/replay",
    "webhooks.list",
    "webhooks.replay",
    methods=("POST",),
)
def replay(desk: Desk, *, webhook_id: str) -> Response:
    """Send once more what happened since then."""
    hook = _known(desk, webhook_id)
    given = {"webhook_id": hook.webhook_id, "since": _moment(request.form.get("since", ""))}
    done = desk.perform("webhooks.replay", given, names=Names.PYTHON)
    return redirect(url_for("webhooks.listed", replayed=done.events), code=303)


def _asked(desk: Desk, url: str, more: Mapping[str, Any]) -> Shown | Response:
    ending = "end" in request.form
    typed = {
        "url": url,
        "kinds": [] if ending else request.form.getlist("kinds"),
        "signature": request.form.get("signature", SignatureAlgorithm.SM2_SM3.value),
        "reason": request.form.get("reason", "").strip(),
    }
    if not typed["kinds"] and not ending:
        fault = p.FormFault("kinds", Text("请至少选择一种通知", "Choose at least one kind"))
        return _form(typed, (fault,), **more)
    try:
        seen = desk.perform("webhooks.change", typed, names=Names.PYTHON)
    except (Invalid, Conflict) as refused:
        return _form(typed, _faults(refused), **more)
    return after_proposing(seen)


def _form(
    typed: Mapping[str, Any], faults: Sequence[p.FormFault] = (), *, is_known: bool = False
) -> Shown:
    wrong = {fault.field: fault.text for fault in faults}
    facts = {
        "url": p.Value(typed.get("url", ""), wrong.get("url", "")),
        "kinds": typed.get("kinds", ()),
        "kinds_fault": wrong.get("kinds", ""),
        "signature": typed.get("signature", SignatureAlgorithm.SM2_SM3.value),
        "reason": p.Value(typed.get("reason", ""), wrong.get("reason", "")),
        "is_known": is_known,
        "faults": tuple(faults),
        "all_kinds": tuple(EventKind),
        "signatures": tuple(SIGNATURES.items()),
        "back_url": url_for("webhooks.listed"),
    }
    return Shown("pages/webhook.html", facts, 422 if faults else 200)


def _known(desk: Desk, webhook_id: str) -> WebhookView:
    found: WebhooksView = desk.read("webhooks.list")
    hook = next((one for one in found.webhooks if one.webhook_id == webhook_id), None)
    if hook is None:
        raise NotFound(URL)
    return hook


def _replayed(count: str) -> tuple[p.Note, ...]:
    """What became of a replay that was asked for just now."""
    if not count.isascii() or not count.isdigit():
        return ()
    title = Text("已安排重推", "On their way once more")
    words = Text("{count} 条通知", "{count} events").fill(count=count[:12])
    return (p.Note(title, words, "ok", "circle-check"),)


def _moment(typed: str) -> str:
    """What a browser's field of date and time says, as an instant in Shanghai."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=SHANGHAI).isoformat()
    except ValueError:
        return typed


def _faults(refused: YinqiError) -> tuple[p.FormFault, ...]:
    if isinstance(refused, Faulty):
        return tuple(
            p.FormFault(one.field if one.field in _FIELDS else "url", one.text)
            for one in refused.findings
        )
    return (p.FormFault("url", refused.message),)
