"""Which language a request is answered in: Chinese first, English on wish.

The visitor's choice in the cookie wins, then what the browser asks for. It must never change what is
stored or signed: only how it is shown.
"""

from __future__ import annotations

from typing import Final

from flask import Flask, g, has_request_context, request
from flask_babel import Babel  # type: ignore[import-untyped]

from corporate.web.preferences import COOKIE, Preferences
from corporate.web.translations import PageTexts
from kernel.text import Lang, Text

LOCALES: Final[dict[Lang, str]] = {"zh": "zh_Hans_CN", "en": "en"}
HTML_LANGS: Final[dict[Lang, str]] = {"zh": "zh-CN", "en": "en"}
TIMEZONE: Final = "Asia/Shanghai"


def install_i18n(app: Flask) -> None:
    """Give templates `_()`, `t`, `lang()` and `html_lang()`."""
    babel = Babel(app, locale_selector=lambda: LOCALES[current_lang()], default_timezone=TIMEZONE)
    babel.domain_instance = texts = PageTexts(current_lang)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's i18n extension
        texts.gettext, texts.ngettext, newstyle=True
    )
    app.jinja_env.filters["t"] = told
    app.jinja_env.globals.update(lang=current_lang, html_lang=html_lang, prefs=current_preferences)


def current_preferences() -> Preferences:
    """Return what this visitor chose, read once a request."""
    if "preferences" not in g:
        g.preferences = Preferences.parse(request.cookies.get(COOKIE, ""))
    chosen: Preferences = g.preferences
    return chosen


def current_lang() -> Lang:
    """Return `zh` or `en` for this request, read once; `zh` where there is none."""
    if not has_request_context():
        return "zh"
    known: Lang | None = g.get("lang")
    if known is None:
        known = g.lang = _wanted()
    return known


def _wanted() -> Lang:
    wishes = (current_preferences().lang, *request.accept_languages.values())
    wanted = next((wish[:2] for wish in wishes if wish[:2] in LOCALES), "zh")
    return "en" if wanted == "en" else "zh"


def html_lang() -> str:
    """Return the `lang` attribute of a page."""
    return HTML_LANGS[current_lang()]


def told(text: Text | str | None) -> str:
    """Say a domain text in the request's language; a plain string (a name) is said as it is."""
    if text is None:
        return ""
    return text.of(current_lang()) if isinstance(text, Text) else text
