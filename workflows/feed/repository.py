"""All SQL of the feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

# Two statements: the second must see what whoever held the gate before has committed.
_GATE: Final = """
INSERT INTO event_gate (tenant_id, told) VALUES (%s, 1)
ON CONFLICT (tenant_id) DO UPDATE SET told = event_gate.told + 1
"""
_TELL: Final = """
INSERT INTO event_feed (tenant_id, enterprise_id, seq, event_id, topic, account_number, number, client_serial,
                        happened_at)
SELECT %(tenant)s, %(enterprise)s, coalesce(max(seq), 0) + 1, %(event)s, %(topic)s, %(account)s, %(number)s,
       %(serial)s, %(at)s
  FROM event_feed WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
ON CONFLICT (tenant_id, event_id) DO NOTHING
"""
_PAGE: Final = """
SELECT seq, event_id, topic, account_number, number, client_serial, happened_at FROM event_feed
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND seq > %(after)s
   AND split_part(topic, '.', 1) = ANY(%(kinds)s)
   AND CASE split_part(topic, '.', 1)
            WHEN 'payment' THEN account_number = ANY(%(paying)s)
            WHEN 'batch' THEN account_number = ANY(%(paying)s)
            WHEN 'credit' THEN account_number = ANY(%(seen)s)
            WHEN 'bill' THEN account_number = ANY(%(seen)s)
            ELSE true END
 ORDER BY seq LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to be told."""

    event_id: UUID
    topic: str
    account_number: str
    number: str
    client_serial: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a page shows: behind a place, of some kinds, about accounts one may see."""

    after: int
    kinds: Sequence[str]
    paying: Sequence[str]
    seen: Sequence[str]


def tell(ctx: Context, enterprise_id: UUID, told: Told) -> None:
    """Number one event and keep it; told twice changes nothing (worker).

    The gate is held until the transaction ends, so that numbers appear in their order.
    """
    ctx.uow.run(_GATE, (ctx.tenant_id,))
    ctx.uow.run(
        _TELL,
        {
            "tenant": ctx.tenant_id, "enterprise": enterprise_id, "event": told.event_id,
            "topic": told.topic, "account": told.account_number, "number": told.number,
            "serial": told.client_serial, "at": told.happened_at,
        },
    )  # fmt: skip


def payment(ctx: Context, payment_id: UUID) -> Row:
    """Account and serial of a payment (worker)."""
    sql = "SELECT payer_account, client_serial FROM payment WHERE tenant_id = %s AND id = %s"
    return ctx.uow.row(sql, (ctx.tenant_id, payment_id)) or {}


def batch(ctx: Context, batch_id: UUID) -> Row:
    """Account and serial of a batch (worker)."""
    sql = "SELECT account, client_serial FROM batch WHERE tenant_id = %s AND id = %s"
    return ctx.uow.row(sql, (ctx.tenant_id, batch_id)) or {}


def page(ctx: Context, wanted: Wanted, limit: int) -> list[Row]:
    """Events behind a place, in their order."""
    return ctx.uow.rows(
        _PAGE,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "after": wanted.after,
            "kinds": list(wanted.kinds), "paying": list(wanted.paying), "seen": list(wanted.seen),
            "limit": limit,
        },
    )  # fmt: skip
