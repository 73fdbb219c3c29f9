"""All SQL of the write side of payees. An account has one confirmed entry; what was, stays as history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.pinyin import search_key
from kernel.statements import Row
from workflows.payees.classes import PayeeClass, Verdict
from workflows.payees.rules import Demands


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as two people have agreed upon it."""

    account: str
    name: str
    bank_code: str
    bank_name: str
    payee_class: PayeeClass
    note: str
    added_by: str
    verdict: Verdict | None
    since_at: datetime


_PUT: Final = """
INSERT INTO payee (tenant_id, enterprise_id, id, account, name, bank_code, bank_name, pinyin, added_by, created_at,
                   class, status, note, verdict, verdict_at, since_at, confirmed_by)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(account)s, %(name)s, %(bank_code)s, %(bank_name)s, %(pinyin)s,
        %(added_by)s, %(now)s, %(class)s, 'active', %(note)s, %(verdict)s, %(verdict_at)s, %(since)s, %(by)s)
ON CONFLICT (tenant_id, enterprise_id, account, name) DO UPDATE SET
  bank_code = excluded.bank_code, bank_name = excluded.bank_name, class = excluded.class, status = 'active',
  note = excluded.note, verdict = excluded.verdict, verdict_at = excluded.verdict_at,
  since_at = excluded.since_at, confirmed_by = excluded.confirmed_by
"""
_TAKE_OUT: Final = """
UPDATE payee SET status = 'removed', since_at = NULL, confirmed_by = %(by)s
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND account = %(account)s
   AND (status = 'active' AND name <> %(kept)s OR status = 'used' AND name = ANY(%(dropped)s))
"""
_REMEMBER: Final = """
INSERT INTO payee (tenant_id, enterprise_id, id, account, name, bank_code, bank_name, pinyin, added_by, created_at,
                   used_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id, account, name) DO UPDATE SET used_at = excluded.used_at
"""
_DEMAND: Final = """
INSERT INTO payee_settings (tenant_id, enterprise_id, white_list, cool_down_hours, cool_down_free_minor,
                            cool_down_blocks, changed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id) DO UPDATE SET
  white_list = excluded.white_list, cool_down_hours = excluded.cool_down_hours,
  cool_down_free_minor = excluded.cool_down_free_minor, cool_down_blocks = excluded.cool_down_blocks,
  changed_at = excluded.changed_at
"""
_ASK: Final = """
INSERT INTO payee_name_check (tenant_id, enterprise_id, id, account, name, name_key, bank_code, verdict, masked,
                              asked_by, asked_at, answered_at)
VALUES (%(tenant_id)s, %(enterprise_id)s, %(id)s, %(account)s, %(name)s, %(name_key)s, %(bank_code)s,
        %(verdict)s, %(masked)s, %(asked_by)s, %(asked_at)s, %(answered_at)s)
"""
_ANSWER: Final = """
UPDATE payee_name_check SET verdict = %s, masked = %s, answered_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND verdict = 'asked'
"""


def put(ctx: Context, entry: NewEntry) -> None:
    """Write an entry that counts from now on; whatever the account was confirmed as before is taken out."""
    take_out(ctx, entry.account, kept=entry.name)
    ctx.uow.run(
        _PUT,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
            "account": entry.account, "name": entry.name, "bank_code": entry.bank_code,
            "bank_name": entry.bank_name, "pinyin": search_key(entry.name), "added_by": entry.added_by,
            "now": ctx.now, "class": entry.payee_class.value, "note": entry.note,
            "verdict": entry.verdict or "", "verdict_at": ctx.now if entry.verdict else None,
            "since": entry.since_at, "by": ctx.actor.name,
        },
    )  # fmt: skip


def take_out(ctx: Context, account: str, *, kept: str = "", dropped: Sequence[str] = ()) -> int:
    """Take the confirmed entry of an account out unless it is `kept`, and the named remembered ones."""
    return ctx.uow.run(
        _TAKE_OUT,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "account": account, "kept": kept,
            "dropped": list(dropped), "by": ctx.actor.name,
        },
    )  # fmt: skip


def remember(ctx: Context, payment: Row) -> None:
    """Keep whom a person has paid for the next time; known ones are only marked as used."""
    ctx.uow.run(
        _REMEMBER,
        (
            ctx.tenant_id, payment["enterprise_id"], ctx.world.ids.uuid7(), payment["payee_account"],
            payment["payee_name"], payment["payee_bank_code"], payment["payee_bank_name"],
            search_key(payment["payee_name"]), payment["maker_name"], ctx.now, ctx.now,
        ),
    )  # fmt: skip


def demand(ctx: Context, demands: Demands) -> None:
    """Write what the enterprise demands from now on."""
    ctx.uow.run(
        _DEMAND,
        (
            ctx.tenant_id, ctx.enterprise_id, demands.white_list.value, demands.cool_down_hours,
            demands.cool_down_free_minor, demands.cool_down_blocks, ctx.now,
        ),
    )  # fmt: skip


def ask(ctx: Context, question: Row) -> None:
    """Keep a question about a name, answered or not."""
    ctx.uow.run(_ASK, question)


def answer(ctx: Context, check_id: UUID, verdict: Verdict, masked: str) -> None:
    """Write the answer of a question that waits for one; a second one changes nothing."""
    ctx.uow.run(
        _ANSWER,
        (verdict.value, masked, ctx.now, ctx.tenant_id, ctx.enterprise_id, check_id),
    )
