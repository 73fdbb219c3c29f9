"""Activation (激活): an invited person gives the code and chooses a password; nobody is logged in by it."""

from __future__ import annotations

from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity import Activation
from corporate.identity.errors import ActivationRefused, TooManyAttempts
from corporate.web import parts as p
from corporate.web.routes import Pages, Shown
from corporate.web.visit import address, current_visit, device_label, portal
from kernel.errors import Faulty
from kernel.text import Text

pages = Pages("activation")

_DIFFERENT: Final = Text("两次输入的密码不一致", "The two passwords differ")


@pages.public("/activate", methods=("GET", "POST"))
def activate() -> Shown | Response:
    """Set the first password with a code."""
    if request.method != "POST":
        return _form()
    form = request.form
    if form.get("password", "") != form.get("again", ""):
        return _form((p.FormFault("again", _DIFFERENT),), 422)
    asked = Activation(
        login=form.get("login", ""),
        code=form.get("code", ""),
        password=form.get("password", ""),
        address=address(),
        device=device_label(),
    )
    try:
        portal().activator.activate(current_visit().tenant_id, asked)
    except Faulty as faulty:
        return _form(tuple(p.FormFault("password", one.text) for one in faulty.findings), 422)
    except (ActivationRefused, TooManyAttempts) as refused:
        status = 429 if isinstance(refused, TooManyAttempts) else 422
        return _form((p.FormFault("code", refused.message),), status)
    return redirect(url_for("login.log_in", why="activated"), code=303)


def _form(faults: tuple[p.FormFault, ...] = (), status: int = 200) -> Shown:
    facts = {
        "faults": faults,
        "login": request.values.get("login", ""),
        "log_in_url": url_for("login.log_in"),
    }
    return Shown("pages/activate.html", facts, status)
