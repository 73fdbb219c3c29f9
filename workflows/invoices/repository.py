"""All SQL that writes invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import psycopg

from kernel import limits
from kernel.context import Context
from kernel.db import Retry
from kernel.records import outbox
from kernel.records.charted import Charted
from kernel.statements import Row
from kernel.states import Edge
from kernel.text import Text
from receipts.invoice import InvoiceStamp, stamp_to_stored
from workflows.invoices.rules import Fee
from workflows.invoices.states import CHART

WHAT: Final = Text("该发票", "The invoice")
_TABLE: Final = Charted(
    name="invoice",
    what=WHAT,
    chart=CHART,
    columns=(
        "tenant_id", "enterprise_id", "id", "number", "colour", "kind", "reversed_id", "month", "gross_minor",
        "tax_minor", "facts", "status", "status_at", "version", "stamp", "reason", "attempts", "due_at", "created_at",
    ),
    json=frozenset({"facts", "stamp", "reason"}),
    changeable=frozenset({"tax_number", "stamp", "reason"}),
    steps="invoice_transition",
    key="invoice_id",
)  # fmt: skip
_FEE: Final = """
INSERT INTO invoice_fee (tenant_id, enterprise_id, invoice_id, transaction_id, account_number, amount_minor,
                         booked_on, business_number, rail, live)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, true)
"""
_BUYER: Final = """
INSERT INTO invoice_buyer (tenant_id, enterprise_id, name, tax_number, address, phone, bank_name, bank_account, kind,
                           mode, next_on)
VALUES (%(tenant)s, %(enterprise)s, %(name)s, %(tax_number)s, %(address)s, %(phone)s, %(bank_name)s,
        %(bank_account)s, %(kind)s, %(mode)s, %(next_on)s)
ON CONFLICT (tenant_id, enterprise_id) DO UPDATE
   SET name = excluded.name, tax_number = excluded.tax_number, address = excluded.address, phone = excluded.phone,
       bank_name = excluded.bank_name, bank_account = excluded.bank_account, kind = excluded.kind,
       mode = excluded.mode
"""
# A lease and the next try are the same: whoever fails or dies is tried again, later each time.
_CLAIM: Final = """
UPDATE invoice i
   SET attempts = i.attempts + 1,
       due_at = %(now)s + make_interval(secs => %(lease)s * (2 ^ least(i.attempts, %(doublings)s)))
  FROM (SELECT id FROM invoice
         WHERE tenant_id = %(tenant)s AND status IN ('waiting', 'sent', 'unknown') AND due_at <= %(now)s
         ORDER BY due_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED) due
 WHERE i.tenant_id = %(tenant)s AND i.id = due.id
RETURNING i.*
"""
_CLAIM_MAIL: Final = """
UPDATE invoice_mail m
   SET attempts = m.attempts + 1,
       due_at = %(now)s + make_interval(secs => %(lease)s * (2 ^ least(m.attempts, 6)))
  FROM (SELECT id FROM invoice_mail WHERE tenant_id = %(tenant)s AND status = 'waiting' AND due_at <= %(now)s
         ORDER BY due_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED) due, invoice i
 WHERE m.tenant_id = %(tenant)s AND m.id = due.id AND i.tenant_id = m.tenant_id AND i.id = m.invoice_id
RETURNING m.id AS mail_id, m.address, m.attempts AS tries, i.*
"""


def insert(ctx: Context, invoice: Row, fees: Sequence[Fee]) -> None:
    """Write a new invoice and its fees. Raises Retry when another took one of them, or reverses the same, now."""
    _TABLE.insert(ctx, invoice)
    try:
        for fee in fees:
            ctx.uow.run(
                _FEE,
                (
                    ctx.tenant_id, invoice["enterprise_id"], invoice["id"], fee.transaction_id,
                    fee.account_number, fee.amount_minor, fee.booked_on, fee.business_number, fee.rail,
                ),
            )  # fmt: skip
    except psycopg.errors.UniqueViolation as taken:
        raise Retry from taken


def lock(ctx: Context, invoice_id: UUID) -> Row:
    """Lock one invoice. Raises NotFound."""
    return _TABLE.lock(ctx, id=invoice_id)


def move(ctx: Context, invoice: Row, trigger: str, **changes: Any) -> Row:
    """Take one edge by compare-and-set; write its transition and its event; the invoice as it is now."""
    after, edge = _TABLE.move(ctx, invoice, trigger, changes)
    _write_step(ctx, after, edge)
    return after


def stamped(ctx: Context, invoice: Row, stamp: InvoiceStamp) -> Row:
    """It has a number now."""
    stored = stamp_to_stored(stamp)
    return move(ctx, invoice, "issue", tax_number=stamp.number, stamp=stored)


def release_fees(ctx: Context, invoice_id: UUID) -> None:
    """Its fees stand on no invoice any more, and may stand on another."""
    ctx.uow.run(
        "UPDATE invoice_fee SET live = false WHERE tenant_id = %s AND invoice_id = %s",
        (ctx.tenant_id, invoice_id),
    )


def claim(ctx: Context) -> list[Row]:
    """Take what is due, for as long as the lease lasts; new ones are `sent` from here on."""
    rows = ctx.uow.rows(
        _CLAIM,
        {
            "tenant": ctx.tenant_id, "now": ctx.now, "lease": limits.INVOICE_LEASE_S,
            "doublings": limits.INVOICE_DOUBLINGS, "limit": limits.INVOICES_CLAIMED_MAX,
        },
    )  # fmt: skip
    return [
        {**(move(ctx, row, "send") if row["status"] == "waiting" else row), "was": row["status"]}
        for row in rows
    ]


def set_buyer(ctx: Context, buyer: Row, next_on: date) -> None:
    """Put a buyer's data in force; a month that is summed up already is not summed up again."""
    whose = {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "next_on": next_on}
    ctx.uow.run(_BUYER, {**buyer, **whose})


def summed_up(ctx: Context, next_on: date) -> None:
    """The month before is done; the next is summed up on that day."""
    ctx.uow.run(
        "UPDATE invoice_buyer SET next_on = %s WHERE tenant_id = %s AND enterprise_id = %s",
        (next_on, ctx.tenant_id, ctx.enterprise_id),
    )


def queue_mail(ctx: Context, invoice: Row, address: str) -> None:
    """Send it on after this transaction."""
    ctx.uow.run(
        "INSERT INTO invoice_mail (tenant_id, enterprise_id, id, invoice_id, address, status, attempts, due_at,"
        " created_at) VALUES (%s, %s, %s, %s, %s, 'waiting', 0, %s, %s)",
        (
            ctx.tenant_id, invoice["enterprise_id"], ctx.world.ids.uuid7(), invoice["id"], address,
            ctx.now, ctx.now,
        ),
    )  # fmt: skip


def claim_mails(ctx: Context) -> list[Row]:
    """Take the mails that are due, each with its invoice."""
    return ctx.uow.rows(
        _CLAIM_MAIL,
        {
            "tenant": ctx.tenant_id, "now": ctx.now, "lease": limits.DELIVERY_LEASE_S,
            "limit": limits.INVOICE_MAILS_CLAIMED_MAX,
        },
    )  # fmt: skip


def mailed(ctx: Context, mail_id: UUID) -> None:
    """It went out."""
    ctx.uow.run(
        "UPDATE invoice_mail SET status = 'sent', error = NULL WHERE tenant_id = %s AND id = %s",
        (ctx.tenant_id, mail_id),
    )


def not_mailed(ctx: Context, mail_id: UUID, why: str, *, final: bool, wait_s: int) -> None:
    """It did not; tried again, unless that is of no use."""
    ctx.uow.run(
        "UPDATE invoice_mail SET error = %s, due_at = greatest(due_at, %s),"
        " status = CASE WHEN %s OR attempts >= %s THEN 'given_up' ELSE 'waiting' END"
        " WHERE tenant_id = %s AND id = %s",
        (
            why[: limits.DELIVERY_ERROR_CHARS_MAX], ctx.now + timedelta(seconds=wait_s), final,
            limits.DELIVERY_ATTEMPTS_MAX, ctx.tenant_id, mail_id,
        ),
    )  # fmt: skip


def _write_step(ctx: Context, invoice: Row, edge: Edge) -> None:
    _TABLE.step(ctx, invoice, edge, enterprise_id=invoice["enterprise_id"])
    told = {
        "invoice_id": str(invoice["id"]),
        "number": invoice["number"],
        "enterprise_id": str(invoice["enterprise_id"]),
    }
    outbox.emit(ctx.uow, ctx.world, edge.event, str(invoice["id"]), told)
