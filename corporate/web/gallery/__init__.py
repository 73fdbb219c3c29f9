"""The component gallery: every part and every page with example facts, for builders and for tests.

It is an application of its own, never registered on a bank's; it proves that templates need nothing
but plain records. `python -m corporate.web.gallery` serves it on this machine.
"""

from __future__ import annotations

import secrets

from flask import Flask, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from corporate.web.gallery import house
from corporate.web.gallery.pages import PAGES
from corporate.web.ui import UiConfig, create_ui

SECRET = "gallery"  # noqa: S105  stands for a session's secret; the gallery has no sessions


def create_gallery() -> Flask:
    """Return an app that shows the interface and does nothing else."""
    app = Flask("corporate.web", static_folder=None)
    create_ui(
        app,
        UiConfig(
            now=lambda: house.NOW,
            token_bytes=secrets.token_bytes,
            csrf_secret=lambda: SECRET,
            brand=lambda: house.BRAND,
            frame=lambda: house.SHELL,
        ),
    )
    app.add_url_rule("/", "gallery.front", lambda: redirect("/gallery/home"))
    app.add_url_rule("/gallery/<name>", "gallery.page", _page, methods=["GET", "POST"])
    return app


def _page(name: str) -> ResponseReturnValue:
    if name not in PAGES:
        abort(404)
    template, facts = PAGES[name]
    return render_template(template, **facts())
