"""One's own log-in and security at the desk (登录与安全): passkeys added, named and revoked, each change proven first."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from corporate.identity.key_ring import Owner
from corporate.staff import keys
from corporate.web.counter import visit
from corporate.web.counter.pages import Counter, CounterPages, Shown
from corporate.web.own_methods import OwnMethods, drawn
from kernel.context import Context

pages = CounterPages("methods")


@pages.page("/methods")
def overview(here: Counter) -> Shown:
    """What one logs in and signs with."""
    own = _own(here)
    facts = {
        "methods": own.run(own.listed), "saved": "saved" in request.args,
        "passkey_url": url_for("methods.new_passkey") if visit.site_here() else "",
    }  # fmt: skip
    return Shown("desk/methods.html", facts)


@pages.page("/methods/ask", methods=("POST",))
def ask(here: Counter) -> Response:
    """What a passkey is to sign for a change of methods."""
    return _own(here).ask()


@pages.page("/methods/passkey")
def new_passkey(here: Counter) -> Shown:
    """Add a passkey or a security key (添加通行密钥)."""
    return _own(here).passkey_form()


@pages.page("/methods/passkey/ask", methods=("POST",))
def ask_passkey(here: Counter) -> Response:
    """After the proof: what the browser is to create."""
    return _own(here).ask_passkey()


@pages.page("/methods/passkey", methods=("POST",))
def add_passkey(here: Counter) -> Shown | Response:
    """Keep what the browser created."""
    return _own(here).add_passkey()


@pages.page("/methods/<uuid:method_id>")
def one(here: Counter, *, method_id: UUID) -> Shown:
    """One passkey: its name, and the way to revoke it."""
    return _own(here).one(method_id)


@pages.page("/methods/<uuid:method_id>/name", methods=("POST",))
def rename(here: Counter, *, method_id: UUID) -> Response:
    """Call it something one knows again."""
    return _own(here).rename(method_id)


@pages.page("/methods/<uuid:method_id>/revoke", methods=("POST",))
def revoke(here: Counter, *, method_id: UUID) -> Shown | Response:
    """Revoke it: it counts no more from the next request on."""
    return _own(here).revoke(method_id)


def _own(here: Counter) -> OwnMethods:
    session = here.session

    def listed(ctx: Context) -> list[dict[str, object]]:
        return [drawn(one) for one in keys.listed(ctx.uow, session.staff_id)]

    owner = Owner(session.staff_id, session.login, session.name)
    desk = here.portal.proof.own
    return OwnMethods(desk, owner, session.token_hash, visit.site_here, here.do, listed)
