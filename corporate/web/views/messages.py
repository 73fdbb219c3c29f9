"""The log of the direct link's messages (报文记录): by trace, serial, operation or code, and how the pace stands."""

from __future__ import annotations

from typing import Any, Final

from flask import request, url_for

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.search import text_value
from workflows.certificates.commands import ListMessages, MessagesView

pages = Pages("messages")

_FILTERS: Final = ("trace", "client_serial", "operation", "code")
_PAGE: Final = 50
_ACCEPTED: Final = "0000"


@pages.page("/direct-link/messages", "certificates.messages")
def listed(desk: Desk) -> Shown:
    """A page of the log."""
    cursor = request.args.get("cursor", "")
    asked = {name: text_value(name) for name in _FILTERS}
    found: MessagesView = desk.read(
        "certificates.messages", ListMessages(**asked, cursor=cursor, limit=_PAGE)
    )
    facts = {
        "rows": tuple({"line": one, "good": one.code == _ACCEPTED} for one in found.messages),
        "seen": found,
        "turn": p.Turn(
            rows=None,
            shown=len(found.messages),
            first_url=_address() if cursor else "",
            next_url=_address(cursor=found.cursor) if found.cursor else "",
        ),
        "query": {name: p.Value(asked[name]) for name in _FILTERS},
        "is_filtered": any(asked.values()),
        "list_url": url_for("messages.listed"),
        "back_url": url_for("link.overview"),
    }
    return Shown("pages/link_messages.html", facts)


def _address(**more: str) -> str:
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in _FILTERS}
    return url_for("messages.listed", **(kept | more))
