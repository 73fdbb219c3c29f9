"""All SQL of the read side of payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from kernel.calendar import bank_today
from kernel.context import Context
from kernel.like import containing
from kernel.money import Money
from kernel.statements import Row
from workflows.payments.rules import Earlier, PayeeHistory

_NEAR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the house already knows when a payment is asked for."""

    existing_id: UUID | None
    existing_hash: bytes | None
    may_pay: bool | None
    limited: bool = False
    percent_off: Mapping[str, int] = field(default_factory=dict)


_STANDING = """
SELECT s.subject_id, s.content_hash, a.may_pay, EXISTS (
         SELECT FROM limit_rule l WHERE l.tenant_id = %s AND l.enterprise_id = %s AND l.live) AS limited, (
         SELECT jsonb_object_agg(d.rail, d.percent ORDER BY d.from_on) FROM fee_discount d
          WHERE d.tenant_id = %s AND d.enterprise_id = %s AND d.from_on <= %s
            AND (d.until_on IS NULL OR d.until_on >= %s)) AS percent_off
  FROM (SELECT 1) AS one
  LEFT JOIN client_serial s ON s.tenant_id = %s AND s.enterprise_id = %s AND s.serial = %s
  LEFT JOIN signed_account a ON a.tenant_id = %s AND a.enterprise_id = %s AND a.account_number = %s
"""
_HISTORY = """
SELECT count(*) AS count, coalesce(sum(amount_minor), 0)::bigint AS total,
       array_agg(payee_name ORDER BY created_at DESC) AS names,
       jsonb_agg(jsonb_build_object('number', number, 'at', created_at, 'name', payee_name) ORDER BY created_at DESC)
         FILTER (WHERE amount_minor = %(amount)s AND created_at > %(since)s) AS near
  FROM (SELECT amount_minor, payee_name, number, created_at FROM payment
         WHERE tenant_id = %(t)s AND enterprise_id = %(e)s AND payee_account = %(payee)s AND currency = %(ccy)s
           AND status NOT IN ('rejected', 'sent_back', 'withdrawn', 'expired', 'cancelled', 'failed')
           AND client_serial <> %(serial)s
         ORDER BY created_at DESC LIMIT 50) recent
"""


def standing(ctx: Context, serial: str, payer: str) -> Standing:
    """The serial, the signed account, whether there are limits and what is spared of fees, in one statement."""
    whose = (ctx.tenant_id, ctx.enterprise_id)
    today = bank_today(ctx.world.clock)
    asked = (*whose, *whose, today, today, *whose, serial, *whose, payer)
    row = ctx.uow.row(_STANDING, asked) or {}
    return Standing(
        row["subject_id"], row["content_hash"], row["may_pay"], row["limited"], row["percent_off"] or {}
    )  # fmt: skip


def history(ctx: Context, serial: str, payee: str, money: Money) -> PayeeHistory:
    """What this enterprise paid to an account before, other than under this serial."""
    row = (
        ctx.uow.row(
            _HISTORY,
            {
                "t": ctx.tenant_id,
                "e": ctx.enterprise_id,
                "serial": serial,
                "payee": payee,
                "amount": money.minor,
                "ccy": money.currency,
                "since": ctx.now - _NEAR,
            },
        )
        or {}
    )
    near = tuple(
        Earlier(item["number"], money, item["name"], datetime.fromisoformat(item["at"]))
        for item in row["near"] or ()
    )
    return PayeeHistory(row["count"], row["total"], tuple(row["names"] or ()), near)


def by_id(ctx: Context, payment_id: UUID) -> Row | None:
    """One payment."""
    return ctx.uow.row(
        "SELECT * FROM payment WHERE tenant_id = %s AND id = %s", (ctx.tenant_id, payment_id)
    )


def by_number(ctx: Context, number: str) -> Row | None:
    """One payment by the bank's number."""
    return ctx.uow.row(
        "SELECT * FROM payment WHERE tenant_id = %s AND number = %s", (ctx.tenant_id, number)
    )


def by_serial(ctx: Context, serial: str) -> Row | None:
    """One payment by the client's serial."""
    return ctx.uow.row(
        "SELECT p.* FROM client_serial s JOIN payment p ON p.tenant_id = s.tenant_id AND p.id = s.subject_id"
        " WHERE s.tenant_id = %s AND s.enterprise_id = %s AND s.serial = %s",
        (ctx.tenant_id, ctx.enterprise_id, serial),
    )


def timeline(ctx: Context, payment_id: UUID) -> list[Row]:
    """Every transition of a payment, in order."""
    return ctx.uow.rows(
        "SELECT * FROM payment_transition WHERE tenant_id = %s AND payment_id = %s ORDER BY seq",
        (ctx.tenant_id, payment_id),
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """Which payments a page shows, only of `accounts`; `before` is the last row of the page before."""

    accounts: Sequence[str]
    statuses: Sequence[str] = ()
    text: str = ""
    payer: str = ""
    before: tuple[datetime, UUID] | None = None
    since: datetime | None = None
    until: datetime | None = None


_FILTERED = """
SELECT * FROM payment
 WHERE tenant_id = %(t)s AND enterprise_id = %(e)s AND payer_account = ANY(%(accounts)s)
   AND (%(statuses)s::text[] IS NULL OR status = ANY(%(statuses)s::text[]))
   AND (%(payer)s = '' OR payer_account = %(payer)s)
   AND (%(text)s = '' OR payee_name ILIKE %(like)s OR payee_account LIKE %(like)s
        OR number = %(text)s OR client_serial = %(text)s)
   AND (%(since)s::timestamptz IS NULL OR created_at >= %(since)s::timestamptz)
   AND (%(until)s::timestamptz IS NULL OR created_at < %(until)s::timestamptz)
   AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""


def page(ctx: Context, wanted: Filter, limit: int) -> list[Row]:
    """A page of payments, newest first."""
    at, row_id = wanted.before or (None, None)
    return ctx.uow.rows(
        _FILTERED,
        {
            "t": ctx.tenant_id,
            "e": ctx.enterprise_id,
            "accounts": list(wanted.accounts),
            "statuses": list(wanted.statuses) or None,
            "payer": wanted.payer,
            "text": wanted.text,
            "like": containing(wanted.text),
            "since": wanted.since,
            "until": wanted.until,
            "at": at,
            "id": row_id,
            "limit": limit,
        },
    )


def message(ctx: Context, certificate: str, message_id: str) -> Row | None:
    """A pain.001 by certificate and MsgId."""
    return ctx.uow.row(
        "SELECT * FROM payment_message WHERE tenant_id = %s AND enterprise_id = %s AND certificate = %s AND message_id = %s",
        (ctx.tenant_id, ctx.enterprise_id, certificate, message_id),
    )


def message_by_id(ctx: Context, row_id: UUID) -> Row:
    """A pain.001 that is there."""
    sql = "SELECT * FROM payment_message WHERE tenant_id = %s AND id = %s"
    return ctx.uow.rows(sql, (ctx.tenant_id, row_id))[0]


def same_message(ctx: Context, message_id: str, content: bytes) -> Row | None:
    """A pain.001 of the same MsgId and content, whichever certificate it came with."""
    return ctx.uow.row(
        "SELECT * FROM payment_message WHERE tenant_id = %s AND enterprise_id = %s AND message_id = %s"
        " AND content_hash = %s ORDER BY received_at, id LIMIT 1",
        (ctx.tenant_id, ctx.enterprise_id, message_id, content),
    )


def only_message(ctx: Context, message_id: str) -> Row | None:
    """A pain.001 by its MsgId alone, whichever certificate it came with; None when several bear it."""
    rows = ctx.uow.rows(
        "SELECT * FROM payment_message WHERE tenant_id = %s AND enterprise_id = %s AND message_id = %s LIMIT 2",
        (ctx.tenant_id, ctx.enterprise_id, message_id),
    )
    return rows[0] if len(rows) == 1 else None


def groups_of(ctx: Context, message_row_id: UUID) -> list[Row]:
    """The groups of a message, in the order of the file."""
    return ctx.uow.rows(
        "SELECT id, pmt_inf_id, payer_account FROM payment_group WHERE tenant_id = %s AND message_row_id = %s"
        " ORDER BY id",
        (ctx.tenant_id, message_row_id),
    )


def claimed(ctx: Context, serials: Sequence[str]) -> str | None:
    """The first of these serials that is taken already, if any."""
    row = ctx.uow.row(
        "SELECT min(serial) AS serial FROM client_serial WHERE tenant_id = %s AND enterprise_id = %s"
        " AND serial = ANY(%s)",
        (ctx.tenant_id, ctx.enterprise_id, list(serials)),
    )
    return row["serial"] if row else None


def message_rows(ctx: Context, message_row_id: UUID) -> list[Row]:
    """Every payment of a message with its group, in order."""
    return ctx.uow.rows(
        "SELECT p.*, g.pmt_inf_id, g.number AS group_number FROM payment p JOIN payment_group g"
        " ON g.tenant_id = p.tenant_id AND g.id = p.group_id"
        " WHERE p.tenant_id = %s AND g.message_row_id = %s ORDER BY g.id, p.row_no",
        (ctx.tenant_id, message_row_id),
    )


def attachments(ctx: Context, client_serial: str) -> list[Row]:
    """Attachments that belong to a payment's serial, oldest first."""
    return ctx.uow.rows(
        "SELECT id, name, media_type, size, digest, created_at FROM payment_attachment WHERE tenant_id = %s"
        " AND enterprise_id = %s AND client_serial = %s ORDER BY created_at, id",
        (ctx.tenant_id, ctx.enterprise_id, client_serial),
    )
