"""What every answer says to the browser about trust, and who may change anything from a page.

The policy lets only scripts with this answer's nonce run, and lets only htmx (behind its own nonce
gate) and our service worker touch dangerous sinks. It must hold on errors as on pages, so it is set
on the way out and never by a view. It authenticates nobody: that is the session's work.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, g, request

from kernel.errors import Denied
from kernel.text import Text

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_FIELD: Final = "csrf"  # noqa: S105  the name of a form field, not a secret
SALT_BYTES: Final = 12

CSP: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx sw"
)

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), "
        "display-capture=(), browsing-topics=(), publickey-credentials-get=(self), "
        "publickey-credentials-create=(self)"
    ),
}
HSTS: Final = "max-age=63072000; includeSubDomains"


class CrossSite(Denied):
    """A change was asked for by a page that is not ours."""

    code = "web.cross_site"
    text = Text(
        zh="该操作不是从本网站页面发起的，已被拒绝。请从网银页面重新操作。",
        en="This request did not come from a page of this site and was refused. Start again from the web bank.",
    )


class StaleForm(Denied):
    """The form was drawn for another session, or for none."""

    code = "web.stale_form"
    text = Text(
        zh="页面已过期，未做任何更改。请刷新后重试。",
        en="This page is out of date and nothing was changed. Reload it and try again.",
    )


class FormTokens:
    """Tokens bound to a session's secret, different in every page so that none can be guessed by size."""

    def __init__(self, token_bytes: Callable[[int], bytes]) -> None:
        self._token_bytes = token_bytes

    def issue(self, secret: str) -> str:
        """Return a token for a form of the session that holds `secret`."""
        salt = self._token_bytes(SALT_BYTES)
        return base64.urlsafe_b64encode(salt + _seal(secret, salt)).decode()

    def holds(self, secret: str, token: str) -> bool:
        """Say whether `token` was issued for `secret`; in constant time."""
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii"))
        except ValueError:
            return False
        return hmac.compare_digest(raw[SALT_BYTES:], _seal(secret, raw[:SALT_BYTES]))


def _seal(secret: str, salt: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"form-v1\0" + salt, hashlib.sha256)


def install_security(
    app: Flask,
    *,
    token_bytes: Callable[[int], bytes],
    csrf_secret: Callable[[], str | None],
    machine_prefixes: tuple[str, ...] = (),
) -> Callable[[], str]:
    """Set the headers of every answer and guard every change asked for by a browser.

    Returns the function that tells the nonce of the current answer.

    `csrf_secret` returns the secret of the request's session, or None where there is none yet (the
    log-in form): then only the origin is checked. Paths under `machine_prefixes` belong to doors
    that authenticate each message by a signature and carry no cookie; they are not guarded here.
    """
    tokens = FormTokens(token_bytes)

    def guard() -> None:
        if request.method in SAFE_METHODS or request.path.startswith(machine_prefixes):
            return
        if not comes_from_us():
            raise CrossSite
        secret = csrf_secret()
        if secret is not None and not tokens.holds(secret, _sent_token()):
            raise StaleForm

    def form_token() -> str:
        secret = csrf_secret()
        return tokens.issue(secret) if secret is not None else ""

    def nonce() -> str:
        if "csp_nonce" not in g:
            g.csp_nonce = base64.urlsafe_b64encode(token_bytes(18)).decode()
        return str(g.csp_nonce)

    def seal(answer: Response) -> Response:
        return harden(answer, nonce())

    app.before_request(guard)
    app.after_request(seal)
    app.jinja_env.globals.update(csp_nonce=nonce, form_token=form_token)
    return nonce


def comes_from_us() -> bool:
    """Say whether the browser vouches that a page of this origin made the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def harden(answer: Response, nonce: str) -> Response:
    """Put every header of ours on one answer; a page is never stored unless it says so itself."""
    answer.headers["Content-Security-Policy"] = CSP.format(nonce=nonce)
    for name, value in HEADERS.items():
        answer.headers[name] = value
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = HSTS
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _sent_token() -> str:
    return request.form.get(TOKEN_FIELD, "") or request.headers.get("X-CSRF-Token", "")
