"""Lets a visitor choose theme, text size, density and language, with or without scripts.

The choice is written to one cookie that holds nothing personal. It must never send anybody to
another site.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from corporate.web.i18n import current_preferences
from corporate.web.preferences import CHOICES, COOKIE, MAX_AGE_S


def install_switches(app: Flask) -> None:
    """Add the one address every switch posts to."""

    def choose() -> Response:
        preferences = current_preferences()
        for name in CHOICES:
            if name in request.form:
                preferences = preferences.choose(name, request.form[name])
        answer = redirect(safe_return(request.form.get("next", "")), code=303)
        answer.set_cookie(
            COOKIE,
            preferences.encode(),
            max_age=MAX_AGE_S,
            secure=request.is_secure,
            samesite="Lax",
        )
        return answer

    app.add_url_rule("/preferences", "ui.preferences", choose, methods=["POST"])


def safe_return(target: str) -> str:
    """Return `target` if it is a path of this site, else the front page."""
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or not target.isprintable() else target
