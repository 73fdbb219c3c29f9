"""Notices (通知): what this user has been told, newest first. Reading is said by a button, not by looking."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate import notices
from corporate.notices import NoticeView
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.ids import cursor_of, read_cursor
from kernel.text import Text

pages = Pages("notices")

_PAGE: Final = 50


@pages.page("/notices")
def listed(desk: Desk) -> Shown:
    """A page of one's own notices."""
    cursor = request.args.get("cursor", "")
    before = read_cursor(cursor) if cursor else None
    found = notices.page(desk.context(), _PAGE + 1, before)
    more = len(found) > _PAGE
    last = found[_PAGE - 1] if more else None
    facts = {
        "rows": tuple(_row(one) for one in found[:_PAGE]),
        "unread": notices.unread(desk.context()),
        "turn": p.Turn(
            rows=None,
            shown=len(found[:_PAGE]),
            first_url=url_for("notices.listed") if cursor else "",
            next_url=url_for("notices.listed", cursor=cursor_of(last.created_at, last.id))
            if last
            else "",
        ),
        "read_url": url_for("notices.read"),
        "settings_url": url_for("channels.listed"),
    }
    return Shown("pages/notices.html", facts)


@pages.page("/notices/read", methods=("POST",))
def read(desk: Desk) -> Response:
    """Say that all of them were read."""
    with desk.changing() as ctx:
        notices.mark_read(ctx)
    return redirect(url_for("notices.listed"), code=303)


def newest_note(desk: Desk) -> tuple[p.Note, ...]:
    """What the home page says of unread notices: how many, and the newest of them."""
    unread = notices.unread(desk.context())
    if not unread:
        return ()
    newest = notices.page(desk.context(), 1)
    title = Text("{count} 条未读通知", "{count} unread").fill(count=unread)
    text = newest[0].text if newest else ""
    return (p.Note(title, text, "", "bell", href=url_for("notices.listed")),)


def _row(one: NoticeView) -> dict[str, Any]:
    return {
        "text": one.text,
        "at": one.created_at,
        "is_unread": one.read_at is None,
        "href": _href(one.link),
    }


_PAGES: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "payments": ("payments.follow", "number", {}),
    "approvals": ("approvals.inbox", "item", {"phone": False}),
    "credits": ("receipts.receipts", "text", {}),
    "certificates": ("link.certificate", "serial", {}),
    "users": ("users.one", "login", {}),
}
"""Sort of thing → its page, and the parameter that names the thing there."""


def _href(link: str) -> str:
    """The page a notice speaks of; none for what has no page."""
    kind, _, name = link.partition("/")
    if kind == "sessions":
        return url_for("methods.overview")
    if kind not in _PAGES:
        return ""
    endpoint, parameter, more = _PAGES[kind]
    values: dict[str, Any] = {parameter: name, **more}
    return url_for(endpoint, **values)
