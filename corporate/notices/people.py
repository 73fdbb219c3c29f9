"""What is told of people: users invited, suspended, gone; rights given and taken; an unknown device.

Administrators hear what becomes of users. What concerns one's own rights or log-in is told to oneself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from corporate.notices import writing
from corporate.notices.kinds import NoticeKind
from corporate.notices.writing import Notice
from kernel.context import Context
from kernel.text import Text

_USERS: Final = "users.change"
_BECAME: Final = {
    "invited": NoticeKind.USER_INVITED,
    "active": NoticeKind.USER_RESTORED,
    "suspended": NoticeKind.USER_SUSPENDED,
    "left": NoticeKind.USER_LEFT,
}

Payload = Mapping[str, Any]


def user_changed(ctx: Context, payload: Payload) -> None:
    """A user's state is another one: administrators are told; another title is nobody's news."""
    kind = _BECAME.get(payload["status"])
    if kind is not None and payload["status"] != payload.get("was"):
        _administrators(kind, ctx, payload)


def _administrators(kind: NoticeKind, ctx: Context, payload: Payload) -> None:
    enterprise_id, login = UUID(payload["enterprise_id"]), payload["login"]
    users = writing.users_with(ctx, enterprise_id, _USERS)
    notice = _notice(kind, _plain(payload.get("name") or login), f"users/{login}", payload)
    writing.to_users(ctx, enterprise_id, users, notice)


def rights_changed(ctx: Context, payload: Payload) -> None:
    """What somebody may do is another: that person is told."""
    enterprise_id = UUID(payload["enterprise_id"])
    title = Text(payload["title"]["zh"], payload["title"]["en"])
    notice = _notice(NoticeKind.RIGHTS_CHANGED, title, "", payload)
    users = writing.users_of(ctx, enterprise_id, [UUID(one) for one in payload["persons"]])
    writing.to_users(ctx, enterprise_id, users, notice)


def new_device(ctx: Context, payload: Payload) -> None:
    """Somebody logged in where they never did before: that person is told, once for all their enterprises."""
    home = writing.home_of(ctx, UUID(payload["person_id"]))
    if home is not None:
        enterprise_id, user_id = home
        notice = _notice(NoticeKind.NEW_DEVICE, _plain(payload["device"]), "sessions", payload)
        writing.to_users(ctx, enterprise_id, [user_id], notice)


def _notice(kind: NoticeKind, what: Text, link: str, payload: Payload) -> Notice:
    return Notice(kind, kind.words.fill(what=what), link, payload["event_id"])


def _plain(text: str) -> Text:
    return Text(text or "—", text or "—")


SUBSCRIPTIONS: Final[Mapping[str, tuple[Callable[[Context, Payload], None], ...]]] = {
    "user.changed": (user_changed,),
    "user.code_issued": (partial(_administrators, NoticeKind.CODE_ISSUED),),
    "user.activated": (partial(_administrators, NoticeKind.USER_ACTIVATED),),
    "user.rights_changed": (rights_changed,),
    "person.new_device": (new_device,),
}
"""Topic of the outbox → who hears it."""
