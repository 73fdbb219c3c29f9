"""Writes notices, each once: the same source told again changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.notices.kinds import NoticeKind
from kernel.context import Context
from kernel.text import Text

# The notice, and a delivery for each proven channel of that person which wants to hear of such things.
_WRITE: Final = """
WITH written AS (
  INSERT INTO notice (tenant_id, id, enterprise_id, user_id, kind, text, link, source_key, created_at)
  VALUES (%(tenant)s, %(id)s, %(enterprise)s, %(user)s, %(kind)s, %(text)s, %(link)s, %(source)s, %(now)s)
  ON CONFLICT (tenant_id, source_key) DO NOTHING
  RETURNING id
), queued AS (
  INSERT INTO notice_delivery (tenant_id, id, channel_id, notice_id, status, due_at, created_at)
  SELECT %(tenant)s, gen_random_uuid(), c.id, written.id, 'waiting', %(now)s, %(now)s
    FROM written
    JOIN enterprise_user u ON u.tenant_id = %(tenant)s AND u.id = %(user)s
    JOIN notice_channel c ON c.tenant_id = u.tenant_id AND c.person_id = u.person_id
     AND c.status = 'active' AND c.topics @> %(topic)s
)
SELECT count(*) AS written FROM written
"""
_OF_PERSONS: Final = """
SELECT id FROM enterprise_user
 WHERE tenant_id = %s AND enterprise_id = %s AND person_id = ANY(%s) AND status = 'active' ORDER BY id
"""
_HOME: Final = """
SELECT enterprise_id, id FROM enterprise_user
 WHERE tenant_id = %s AND person_id = %s AND status = 'active' ORDER BY id LIMIT 1
"""
_WITH_RIGHT: Final = """
SELECT u.id FROM enterprise_user u
 WHERE u.tenant_id = %(tenant)s AND u.enterprise_id = %(enterprise)s AND u.status = 'active'
   AND EXISTS (SELECT FROM user_right r
                WHERE r.tenant_id = u.tenant_id AND r.user_id = u.id
                  AND r.operation = %(right)s AND r.may_make)
 ORDER BY u.id
"""
_WHO_SEE: Final = """
SELECT u.id FROM enterprise_user u
 WHERE u.tenant_id = %(tenant)s AND u.enterprise_id = %(enterprise)s AND u.status = 'active'
   AND EXISTS (SELECT FROM user_right r
                WHERE r.tenant_id = u.tenant_id AND r.user_id = u.id
                  AND r.operation = 'accounts.see' AND r.account_number IN (%(account)s, '*')
                  AND (r.may_see OR r.may_make OR r.may_approve))
 ORDER BY u.id
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be told. `link` names the object (`payments/P…`); `source` is told once per user."""

    kind: NoticeKind
    text: Text
    link: str
    source: str


def to_users(ctx: Context, enterprise_id: UUID, user_ids: Iterable[UUID], notice: Notice) -> int:
    """Tell users of one enterprise; returns how many did not know yet."""
    return sum(_write(ctx, enterprise_id, user_id, notice) for user_id in user_ids)


def to_desk(ctx: Context, notice: Notice) -> int:
    """Tell the bank's desk (柜面)."""
    return _write(ctx, None, None, notice)


def users_of(ctx: Context, enterprise_id: UUID, person_ids: Collection[UUID]) -> list[UUID]:
    """The active users these persons are in an enterprise."""
    rows = ctx.uow.rows(_OF_PERSONS, (ctx.tenant_id, enterprise_id, list(person_ids)))
    return [row["id"] for row in rows]


def home_of(ctx: Context, person_id: UUID) -> tuple[UUID, UUID] | None:
    """Enterprise and user where a person is told what concerns the person alone: the first they joined."""
    row = ctx.uow.row(_HOME, (ctx.tenant_id, person_id))
    return (row["enterprise_id"], row["id"]) if row else None


def users_with(ctx: Context, enterprise_id: UUID, right: str) -> list[UUID]:
    """The active users who may make something under a right: administrators, for self-government."""
    params = {"tenant": ctx.tenant_id, "enterprise": enterprise_id, "right": right}
    return [row["id"] for row in ctx.uow.rows(_WITH_RIGHT, params)]


def users_who_see(ctx: Context, enterprise_id: UUID, account: str) -> list[UUID]:
    """The active users who may look at an account."""
    params = {"tenant": ctx.tenant_id, "enterprise": enterprise_id, "account": account}
    return [row["id"] for row in ctx.uow.rows(_WHO_SEE, params)]


def _write(ctx: Context, enterprise_id: UUID | None, user_id: UUID | None, notice: Notice) -> int:
    topic = notice.kind.topic
    row = ctx.uow.row(
        _WRITE,
        {
            "tenant": ctx.tenant_id, "id": ctx.world.ids.uuid7(), "enterprise": enterprise_id, "user": user_id,
            "kind": notice.kind.value, "text": Jsonb({"zh": notice.text.zh, "en": notice.text.en}),
            "link": notice.link, "source": f"{notice.source}/{user_id or 'desk'}", "now": ctx.now,
            "topic": Jsonb([] if notice.kind.unasked else [topic.value] if topic else ["none"]),
        },
    )  # fmt: skip
    return int(row["written"]) if row else 0
