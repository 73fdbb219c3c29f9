"""Puts the desk's pages together, over the same interface as the web bank and none of its sessions."""

from __future__ import annotations

import logging
from typing import Final

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from corporate.identity.errors import TooManyAttempts
from corporate.staff.errors import StaffSessionEnded
from corporate.web.counter import visit
from corporate.web.counter.pages import is_public, refuse_undeclared
from corporate.web.counter.portal import DeskPortal
from corporate.web.counter.views import ALL
from corporate.web.errors import error_page
from corporate.web.parts import Brand, Shell
from corporate.web.security import SAFE_METHODS
from corporate.web.ui import UiConfig, create_ui
from kernel import limits
from kernel.errors import YinqiError
from kernel.tenancy import Scope
from kernel.text import Text

_LOG: Final = logging.getLogger(__name__)
HOUSE: Final = Brand(Text("银企 柜台", "Yinqi desk"))
_BRAND: Final = Text("{bank} · 柜台", "{bank} · Desk")
_INTERFACE: Final = ("ui.asset", "ui.manifest", "ui.worker", "ui.offline", "ui.preferences")
_TOO_MANY: Final = 429


def create_counter(portal: DeskPortal) -> Flask:
    """The desk of one process. Raises Undeclared."""
    app = Flask("corporate.web", static_folder=None)
    app.config["MAX_FORM_PARTS"] = limits.FORM_PARTS_MAX
    app.config["MAX_CONTENT_LENGTH"] = limits.FORM_FIELDS_BYTES_MAX
    app.extensions[visit.EXTENSION] = portal
    create_ui(
        app,
        UiConfig(
            now=portal.world.clock.now,
            token_bytes=portal.world.randomness.token_bytes,
            csrf_secret=_csrf_secret,
            brand=_brand,
            frame=_shell,
            machine_prefixes=("/machine/",),
        ),
    )
    for pages in ALL:
        app.register_blueprint(pages.blueprint)
    app.register_error_handler(StaffSessionEnded, _log_in_again)
    app.register_error_handler(TooManyAttempts, _too_many)
    app.register_error_handler(Exception, _failed)
    refuse_undeclared(app, _INTERFACE)
    return app


def _csrf_secret() -> str | None:
    """The secret a form's token must hold; None where only the origin is asked for."""
    if is_public(current_app, request.endpoint):
        return None
    if request.method not in SAFE_METHODS and "guarded" not in g:
        g.guarded = True
        return visit.required().csrf_secret
    session = visit.session()
    return session.csrf_secret if session else None


def _brand() -> Brand:
    if not visit.has_bank():
        return HOUSE
    try:
        house = visit.portal()
        with house.database.begin(Scope(visit.tenant_id())) as uow:
            return Brand(_BRAND.fill(bank=house.banks.of(uow).name))
    except YinqiError:
        return HOUSE


def _shell() -> Shell | None:
    shell: Shell | None = g.get("shell")
    return shell


def _log_in_again(_ended: StaffSessionEnded) -> ResponseReturnValue:
    return redirect(url_for("entry.log_in"), code=303)


def _too_many(refusal: TooManyAttempts) -> ResponseReturnValue:
    return error_page(_TOO_MANY, refusal.message, reference=refusal.code)


def _failed(fault: Exception) -> ResponseReturnValue:
    """The last resort: a page with a reference, and the trace in the log only."""
    reference = visit.portal().world.ids.number("E")
    _LOG.exception("%s %s: %s", request.method, request.endpoint, reference, exc_info=fault)
    return error_page(500, reference=reference)
