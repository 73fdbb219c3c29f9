"""Puts the interface on a Flask app: assets, headers, languages, formats, errors, preferences.

The application factory calls `create_ui` once and hands in what the interface may know, as narrow
functions. Pages and their rights are registered elsewhere; nothing here opens a session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from flask import Flask, request
from markupsafe import Markup

from corporate.web.assets import Assets, build_assets, palette_url
from corporate.web.charts import NARROW, WIDE, Drawing, Trend, draw, in_words
from corporate.web.cutoffs import cut_off
from corporate.web.errors import install_errors
from corporate.web.formats import install_formats
from corporate.web.i18n import install_i18n
from corporate.web.icons import ICONS
from corporate.web.installable import install_installable
from corporate.web.parts import Brand, Shell
from corporate.web.security import install_security
from corporate.web.statuses import look_of
from corporate.web.switches import install_switches

_DRAWN: Final = 512
"""Icons kept as they were drawn: names and labels together."""


@dataclass(frozen=True, slots=True)
class UiConfig:
    """What the interface is allowed to know."""

    now: Callable[[], datetime]
    """The injected clock."""
    token_bytes: Callable[[int], bytes]
    """The injected randomness, for nonces and form tokens."""
    csrf_secret: Callable[[], str | None]
    """The secret of the request's session; None when nobody is logged in."""
    brand: Callable[[], Brand]
    """The bank whose pages these are."""
    frame: Callable[[], Shell | None]
    """What stands around a page; None when nobody is logged in."""
    machine_prefixes: tuple[str, ...] = ()
    """Paths of doors that are not for browsers."""


def create_ui(app: Flask, config: UiConfig) -> Assets:
    """Install everything a page needs. Raises `MissingAsset` when set-up has not been run."""
    assets = build_assets()
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.do")
    nonce = install_security(
        app,
        token_bytes=config.token_bytes,
        csrf_secret=config.csrf_secret,
        machine_prefixes=config.machine_prefixes,
    )
    install_i18n(app)
    install_formats(app)
    install_errors(app, machine_prefixes=config.machine_prefixes)
    install_switches(app)
    install_installable(app, assets, config.brand)
    env.filters.update(cut_off=cut_off, drawings=_drawings, chart_words=in_words)
    env.globals.update(
        here_url=lambda: request.script_root + request.full_path.rstrip("?"),
        asset=assets.url,
        icon=_icon_drawer(assets.url("icons.svg")),
        now=config.now,
        look=look_of,
        hx=_htmx_writer(nonce),
    )
    app.context_processor(lambda: _around(config.brand(), config.frame()))
    return assets


def _around(brand: Brand, shell: Shell | None) -> dict[str, object]:
    """What every page knows besides its own facts."""
    sheet = palette_url(brand.palette) if brand.palette else None
    return {"brand": brand, "brand_css": sheet, "shell": shell}


def _drawings(trend: Trend) -> tuple[Drawing, Drawing]:
    """Return the drawing for wide cards and the one for phones; style shows one of them."""
    return draw(trend, WIDE), draw(trend, NARROW)


def _icon_drawer(sprite: str) -> Callable[..., Markup]:
    @lru_cache(_DRAWN)  # a page draws a hundred, of some thirty names
    def icon(name: str, label: str = "") -> Markup:
        """Draw one icon; with a label it speaks, without one it is decoration."""
        if name not in ICONS:
            raise KeyError(name)
        voice = (
            Markup('role="img" aria-label="{}"').format(label)
            if label
            else Markup('aria-hidden="true"')
        )
        return Markup('<svg class="i" {}><use href="{}#{}"/></svg>').format(voice, sprite, name)

    return icon


def _htmx_writer(nonce: Callable[[], str]) -> Callable[..., Markup]:
    def hx(**attributes: str) -> Markup:
        """Write hx-* attributes with this page's nonce; the only way to write them."""
        named = {f"hx-{name.replace('_', '-')}": value for name, value in attributes.items()}
        named["hx-nonce"] = nonce()
        return Markup(" ").join(Markup('{}="{}"').format(*pair) for pair in named.items())

    return hx
