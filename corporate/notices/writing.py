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

_WRITE: Final = """
INSERT INTO notice (tenant_id, id, enterprise_id, user_id, kind, text, link, source_key, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tenant_id, source_key) DO NOTHING
"""
_OF_PERSONS: Final = """
SELECT id FROM enterprise_user
 WHERE tenant_id = %s AND enterprise_id = %s AND person_id = ANY(%s) AND status = 'active' ORDER BY id
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


def users_who_see(ctx: Context, enterprise_id: UUID, account: str) -> list[UUID]:
    """The active users who may look at an account."""
    params = {"tenant": ctx.tenant_id, "enterprise": enterprise_id, "account": account}
    return [row["id"] for row in ctx.uow.rows(_WHO_SEE, params)]


def _write(ctx: Context, enterprise_id: UUID | None, user_id: UUID | None, notice: Notice) -> int:
    row = (
        ctx.tenant_id, ctx.world.ids.uuid7(), enterprise_id, user_id, notice.kind.value,
        Jsonb({"zh": notice.text.zh, "en": notice.text.en}), notice.link,
        f"{notice.source}/{user_id or 'desk'}", ctx.now,
    )  # fmt: skip
    return ctx.uow.run(_WRITE, row)
