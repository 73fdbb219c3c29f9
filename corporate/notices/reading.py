"""What a user has been told, and has read. A user sees own notices only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from corporate.notices.kinds import NoticeKind
from kernel.context import Context
from kernel.statements import Row
from kernel.text import Text

_MINE: Final = "tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND user_id = %(user)s"
_UNREAD: Final = f"SELECT count(*) AS unread FROM notice WHERE {_MINE} AND read_at IS NULL"  # noqa: S608
_PAGE: Final = f"""
SELECT id, kind, text, link, created_at, read_at FROM notice
 WHERE {_MINE} AND (%(before_at)s::timestamptz IS NULL
                    OR (created_at, id) < (%(before_at)s, %(before_id)s))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608
_READ: Final = f"""
UPDATE notice SET read_at = %(now)s
 WHERE {_MINE} AND read_at IS NULL AND (%(ids)s::uuid[] IS NULL OR id = ANY(%(ids)s))
"""  # noqa: S608
_DESK: Final = """
SELECT id, kind, text, link, created_at, read_at FROM notice
 WHERE tenant_id = %s AND enterprise_id IS NULL ORDER BY created_at DESC, id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as it is shown."""

    id: UUID
    kind: NoticeKind
    text: Text
    link: str
    created_at: datetime
    read_at: datetime | None


def unread(ctx: Context) -> int:
    """How many of the user's notices are unread."""
    row = ctx.uow.row(_UNREAD, _mine(ctx))
    return int(row["unread"]) if row else 0


def page(ctx: Context, limit: int, before: tuple[datetime, UUID] | None = None) -> list[NoticeView]:
    """The user's notices, newest first; `before` is the place of the last one shown."""
    before_at, before_id = before or (None, None)
    place = {"before_at": before_at, "before_id": before_id, "limit": limit}
    return [_view(row) for row in ctx.uow.rows(_PAGE, _mine(ctx) | place)]


def mark_read(ctx: Context, ids: Collection[UUID] | None = None) -> int:
    """Mark these notices of the user as read, or all; returns how many were unread."""
    chosen = {"ids": None if ids is None else list(ids), "now": ctx.now}
    return ctx.uow.run(_READ, _mine(ctx) | chosen)


def desk(ctx: Context, limit: int) -> list[NoticeView]:
    """What the bank's desk has been told, newest first; no door of an enterprise sees any of it."""
    return [_view(row) for row in ctx.uow.rows(_DESK, (ctx.tenant_id, limit))]


def _mine(ctx: Context) -> dict[str, object]:
    return {
        "tenant": ctx.tenant_id,
        "enterprise": ctx.enterprise_id,
        "user": ctx.actor.user_id,
    }


def _view(row: Row) -> NoticeView:
    text = Text(row["text"]["zh"], row["text"]["en"])
    return NoticeView(
        row["id"], NoticeKind(row["kind"]), text, row["link"], row["created_at"], row["read_at"]
    )
