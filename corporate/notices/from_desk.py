"""What the bank's desk has customers told: measures on their accounts, and broadcasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.notices import writing
from corporate.notices.kinds import NoticeKind
from corporate.notices.writing import Notice
from kernel.context import Context
from kernel.text import Text

_TAIL: Final = 4
_BEGUN: Final = {
    "freeze": Text("账户 {what} 已被冻结，暂不能收付款", "Account {what} has been frozen: nothing goes in or out"),
    "stop": Text("账户 {what} 已被止付，只收不付", "Payments from account {what} have been stopped; it takes credits"),
    "hold": Text("账户 {what} 部分金额已被冻结", "An amount on account {what} is being held"),
}  # fmt: skip
_ENDED: Final = Text("账户 {what} 的管制已解除", "A measure on account {what} has been lifted")
# Everybody who works for an enterprise of the bank, or for one of them, once each.
_EVERYBODY: Final = """
INSERT INTO notice (tenant_id, id, enterprise_id, user_id, kind, text, link, source_key, created_at)
SELECT %(tenant)s, gen_random_uuid(), u.enterprise_id, u.id, %(kind)s, %(text)s, '', %(source)s || '/' || u.id, %(now)s
  FROM enterprise_user u
 WHERE u.tenant_id = %(tenant)s AND u.status = 'active'
   AND (%(enterprise)s::uuid IS NULL OR u.enterprise_id = %(enterprise)s::uuid)
ON CONFLICT (tenant_id, source_key) DO NOTHING
"""


def account_measured(ctx: Context, payload: Mapping[str, Any]) -> None:
    """An account was frozen, stopped, held from, or let go: everybody who may look at it is told."""
    enterprise_id, account = UUID(payload["enterprise_id"]), payload["account_number"]
    sentence = _BEGUN[payload["sort"]] if payload["begun"] else _ENDED
    tail = Text(f"尾号 {account[-_TAIL:]}", f"ending {account[-_TAIL:]}")
    kind, source = NoticeKind.ACCOUNT_MEASURED, payload["event_id"]
    notice = Notice(kind, sentence.fill(what=tail), "accounts", source)
    users = writing.users_who_see(ctx, enterprise_id, account)
    writing.to_users(ctx, enterprise_id, users, notice)


def broadcast(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Everybody is told what the desk says, in its own words."""
    ctx.uow.run(
        _EVERYBODY,
        {
            "tenant": ctx.tenant_id, "kind": NoticeKind.BROADCAST.value, "source": payload["event_id"],
            "text": Jsonb({"zh": payload["zh"], "en": payload["en"]}), "now": ctx.now,
            "enterprise": payload.get("enterprise_id"),
        },
    )  # fmt: skip


SUBSCRIPTIONS: Final[Mapping[str, tuple[Callable[[Context, Mapping[str, Any]], None], ...]]] = {
    "account.measured": (account_measured,),
    "desk.broadcast": (broadcast,),
}
