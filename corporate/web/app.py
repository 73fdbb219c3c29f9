"""Puts the web bank together: addresses, interface, pages, refusals. Called by the composition root.

It will not start with a route that did not say for whom it is and what it performs.
"""

from __future__ import annotations

import logging
from typing import Final

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from corporate.identity.errors import SessionEnded, SessionIdle, TooManyAttempts
from corporate.web.addresses import BankAddresses
from corporate.web.errors import error_page
from corporate.web.incoming import LISTS, Incoming
from corporate.web.parts import Brand, Shell
from corporate.web.portal import Portal
from corporate.web.routes import Audience, Declaration, declaration_of, declare, refuse_undeclared
from corporate.web.security import SAFE_METHODS
from corporate.web.ui import UiConfig, create_ui
from corporate.web.views import ALL, health
from corporate.web.views.front import front_door
from corporate.web.visit import (
    EXTENSION,
    NotLoggedIn,
    current_visit,
    forget_session,
    has_bank,
)
from kernel import limits
from kernel.errors import YinqiError
from kernel.text import Text

_LOG: Final = logging.getLogger(__name__)
MACHINE_PREFIX: Final = "/b/"
"""What is left of a path that the web bank does not serve: the direct link's own."""
HOUSE: Final = Brand(Text("银企", "Yinqi"))
_OPEN: Final = ("ui.asset", "ui.manifest", "ui.worker", "ui.offline", "ui.preferences")
_LARGE: Final = frozenset({"pay.check", "shared.check_file", "bill_papers.attach"})
TOO_MANY: Final = 429


def create_web(portal: Portal, looks: health.Looks) -> Flask:
    """The web bank of one process. Raises Undeclared, and MissingAsset before set-up has run.

    `looks` makes every check of the process's health.
    """
    app = Flask("corporate.web", static_folder=None)
    app.request_class = Incoming
    app.config["MAX_FORM_PARTS"] = limits.FORM_PARTS_MAX
    app.config["MAX_FORM_MEMORY_SIZE"] = limits.FORM_FIELDS_BYTES_MAX
    app.extensions |= {EXTENSION: portal, health.EXTENSION: looks}
    app.before_request(_bound_body)
    create_ui(
        app,
        UiConfig(
            now=portal.world.clock.now,
            token_bytes=portal.world.randomness.token_bytes,
            csrf_secret=_csrf_secret,
            brand=_brand,
            frame=_shell,
            machine_prefixes=(MACHINE_PREFIX,),
        ),
    )
    app.before_request(front_door)
    for pages in ALL:
        app.register_blueprint(pages.blueprint)
    for endpoint in _OPEN:
        declare(app, endpoint, Declaration(Audience.PUBLIC))
    app.register_error_handler(SessionEnded, _log_in_again)
    app.register_error_handler(TooManyAttempts, _too_many)
    app.register_error_handler(Exception, _failed)
    refuse_undeclared(app, machine_prefix=MACHINE_PREFIX)
    secure = portal.settings.public_url.startswith("https://")
    app.wsgi_app = BankAddresses(app.wsgi_app, portal.directory, is_secure=secure)  # type: ignore[method-assign]
    return app


def _bound_body() -> None:
    """Only forms of payments and batches may bring files; everything else is a few fields."""
    if request.path.startswith(MACHINE_PREFIX):
        return
    if request.endpoint in LISTS:
        request.max_content_length = limits.INTAKE_FORM_BYTES_MAX
        return
    large = request.endpoint in _LARGE
    request.max_content_length = limits.FORM_BYTES_MAX if large else limits.FORM_FIELDS_BYTES_MAX


def _csrf_secret() -> str | None:
    """The secret a form's token must hold; None where only the origin is asked for.

    Asked first by the guard of changes, which a dead session stops; then by templates, which it
    must not.
    """
    declared = declaration_of(current_app, request.endpoint)
    if declared is None or declared.audience is Audience.PUBLIC:
        return None
    if request.method not in SAFE_METHODS and "guarded" not in g:
        g.guarded = True
        return current_visit().required().csrf_secret
    session = g.visit.session if g.get("visit") else None
    return session.csrf_secret if session else None


def _brand() -> Brand:
    if not has_bank():
        return HOUSE
    try:
        return Brand(current_visit().bank.name)
    except YinqiError:
        return HOUSE


def _shell() -> Shell | None:
    shell: Shell | None = g.get("shell")
    return shell


def _log_in_again(ended: SessionEnded) -> ResponseReturnValue:
    """Send to the log-in form, which says why; what the browser kept is taken back."""
    here = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
    why = _why(ended)
    target = url_for("login.log_in", next=here or None, why=why or None)
    fragment = "HX-Request" in request.headers
    answer = Response(headers={"HX-Redirect": target}) if fragment else redirect(target, code=303)
    if why:
        forget_session(answer)
    return answer


def _why(ended: SessionEnded) -> str:
    if isinstance(ended, NotLoggedIn):
        return ""
    return "idle" if isinstance(ended, SessionIdle) else "ended"


def _too_many(refusal: TooManyAttempts) -> ResponseReturnValue:
    return error_page(TOO_MANY, refusal.message, reference=refusal.code)


def _failed(fault: Exception) -> ResponseReturnValue:
    """The last resort: a page with a reference, and the trace in the log only."""
    if request.path.startswith(MACHINE_PREFIX):
        raise fault
    reference = current_app.extensions[EXTENSION].world.ids.number("E")
    _LOG.exception("%s %s: %s", request.method, request.endpoint, reference)
    return error_page(500, reference=reference)
