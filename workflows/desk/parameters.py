"""All SQL about what the bank sets: rails, its calendar, switches of functions, certificates, broadcasts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.records import outbox
from kernel.statements import Row
from kernel.text import Text

_RAILS: Final = """
SELECT code, enabled, currency, cap_minor, fee_minor, hours, realtime FROM bank_rail WHERE tenant_id = %s ORDER BY code
"""
_SET_RAIL: Final = """
UPDATE bank_rail SET enabled = %s, cap_minor = %s, hours = %s WHERE tenant_id = %s AND code = %s
"""
_DAYS: Final = """
SELECT on_date, is_bank_day, note FROM bank_calendar WHERE tenant_id = %s AND on_date >= %s ORDER BY on_date
"""
_SET_DAY: Final = """
INSERT INTO bank_calendar (tenant_id, on_date, is_bank_day, note) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant_id, on_date) DO UPDATE SET is_bank_day = excluded.is_bank_day, note = excluded.note
"""
_SWITCH: Final = """
SELECT sentence, share FROM service_switch WHERE tenant_id = %s AND holder = %s AND operation = %s AND door = %s AND live
"""
_SET_SWITCH: Final = """
INSERT INTO service_switch (tenant_id, enterprise_id, holder, operation, door, sentence, share, live, changed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, holder, operation, door)
DO UPDATE SET sentence = excluded.sentence, share = excluded.share, live = excluded.live,
              changed_at = excluded.changed_at
"""
_BATCH_DEBIT: Final = """
SELECT debit FROM batch_account WHERE tenant_id = %s AND enterprise_id = %s AND account_number = %s
"""
_SET_BATCH_DEBIT: Final = """
INSERT INTO batch_account (tenant_id, enterprise_id, account_number, debit) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id, account_number) DO UPDATE SET debit = excluded.debit
"""
_CERTIFICATE: Final = """
SELECT c.serial, c.status, c.enterprise_id, c.not_after, p.name, e.name AS owner FROM certificate c
  JOIN enterprise e ON e.tenant_id = c.tenant_id AND e.id = c.enterprise_id
  JOIN enterprise_user u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE c.tenant_id = %s AND c.serial = %s
"""
_AUTHORITIES: Final = """
SELECT fingerprint, subject, status FROM trusted_authority WHERE tenant_id = %s ORDER BY created_at, fingerprint
"""
_AUTHORITY: Final = "SELECT fingerprint, subject, status FROM trusted_authority WHERE tenant_id = %s AND fingerprint = %s"
_PERMITTED: Final = """
SELECT upto_minor FROM signature_permission WHERE tenant_id = %s AND holder_id = %s AND currency = %s AND live
"""
_PERMIT: Final = """
INSERT INTO signature_permission (tenant_id, holder_id, currency, upto_minor, live, changed_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, holder_id, currency)
DO UPDATE SET upto_minor = excluded.upto_minor, live = excluded.live, changed_at = excluded.changed_at
"""
_REVOKE: Final = """
UPDATE certificate SET status = 'revoked', revoked_at = %s WHERE tenant_id = %s AND serial = %s AND status = 'active'
"""
_BANK_LIMIT: Final = """
SELECT ceiling FROM limit_rule
 WHERE tenant_id = %s AND enterprise_id = %s AND issuer = 'bank' AND effect = 'refuse' AND scope = %s AND holder = %s
   AND span = %s AND currency = %s AND live
"""


def rails(ctx: Context) -> list[Row]:
    """Every way out of the bank as it is set."""
    return ctx.uow.rows(_RAILS, (ctx.tenant_id,))


def set_rail(ctx: Context, code: str, *, enabled: bool, cap_minor: int | None, hours: str) -> None:
    """Change one; its hours as `RailHours` writes them."""
    ctx.uow.run(_SET_RAIL, (enabled, cap_minor, Jsonb({"open": hours}), ctx.tenant_id, code))


def days(ctx: Context, since: date) -> list[Row]:
    """The bank's own exceptions to the calendar, from a day on."""
    return ctx.uow.rows(_DAYS, (ctx.tenant_id, since))


def set_day(ctx: Context, on: date, *, is_bank_day: bool, note: str) -> None:
    """Enter one."""
    ctx.uow.run(_SET_DAY, (ctx.tenant_id, on, is_bank_day, note))


def switch(ctx: Context, holder: str, operation: str, door: str) -> dict[str, Any] | None:
    """What customers are told of a function that is off, and who has it already; None while it is on."""
    row = ctx.uow.row(_SWITCH, (ctx.tenant_id, holder, operation, door))
    return row["sentence"] | {"share": row["share"]} if row else None


def set_switch(
    ctx: Context,
    owner: UUID | None,
    key: tuple[str, str, str],
    sentence: dict[str, str],
    *,
    off: bool,
    share: int = 0,
) -> None:
    """Switch off, for all or all but a share of the enterprises, or on again."""
    ctx.uow.run(_SET_SWITCH, (ctx.tenant_id, owner, *key, Jsonb(sentence), share, off, ctx.now))


def batch_debit(ctx: Context, enterprise_id: UUID, account: str) -> str | None:
    """How an account is debited for batches, if that was ever set up."""
    row = ctx.uow.row(_BATCH_DEBIT, (ctx.tenant_id, enterprise_id, account))
    return row["debit"] if row else None


def set_batch_debit(ctx: Context, enterprise_id: UUID, account: str, debit: str) -> None:
    """Set it up."""
    ctx.uow.run(_SET_BATCH_DEBIT, (ctx.tenant_id, enterprise_id, account, debit))


def certificate(ctx: Context, serial: str) -> Row | None:
    """A certificate of a customer."""
    return ctx.uow.row(_CERTIFICATE, (ctx.tenant_id, serial))


def revoke(ctx: Context, serial: str) -> bool:
    """It counts no more; False when it did not before."""
    return ctx.uow.run(_REVOKE, (ctx.now, ctx.tenant_id, serial)) == 1


def authorities(ctx: Context) -> list[Row]:
    """Every outside authority of the bank."""
    return ctx.uow.rows(_AUTHORITIES, (ctx.tenant_id,))


def authority(ctx: Context, fingerprint: str) -> Row | None:
    """One of them."""
    return ctx.uow.row(_AUTHORITY, (ctx.tenant_id, fingerprint))


def permitted(ctx: Context, enterprise_id: UUID, currency: str) -> Row | None:
    """Up to what amount a signature authorises (`upto_minor`, none for any); nothing where it does not."""
    return ctx.uow.row(_PERMITTED, (ctx.tenant_id, enterprise_id, currency))


def permit(
    ctx: Context, enterprise_id: UUID, currency: str, upto_minor: int | None, *, live: bool
) -> None:
    """From the next reading of the bank's profile a signature authorises as far as that, or not at all."""
    given = (ctx.tenant_id, enterprise_id, currency, upto_minor, live, ctx.now)
    ctx.uow.run(_PERMIT, given)


def bank_limit(ctx: Context, enterprise_id: UUID, key: tuple[str, str, str, str]) -> int | None:
    """The bank's ceiling by scope, holder, span and currency."""
    row = ctx.uow.row(_BANK_LIMIT, (ctx.tenant_id, enterprise_id, *key))
    return row["ceiling"] if row else None


def broadcast(ctx: Context, number: str, text: Text, enterprise_id: UUID | None) -> None:
    """Tell everybody; the worker writes the notices."""
    told: dict[str, Any] = {"number": number, "zh": text.zh, "en": text.en}
    if enterprise_id is not None:
        told["enterprise_id"] = str(enterprise_id)
    outbox.emit(ctx.uow, ctx.world, "desk.broadcast", f"broadcast:{number}", told)
