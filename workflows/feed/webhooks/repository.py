"""All SQL of webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel import limits
from kernel.context import Context
from kernel.statements import Row

# What is waiting or given up is counted to a bound, and what went is a number of its own: a page never reads all.
_LIST: Final = """
SELECT w.id, w.url, w.kinds, w.signature, w.created_at, w.sent, w.last_sent_at,
       (SELECT count(*) FROM (SELECT FROM webhook_delivery d
                               WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.status = 'waiting'
                               LIMIT %(most)s) x) AS waiting,
       (SELECT count(*) FROM (SELECT FROM webhook_delivery d
                               WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.status = 'given_up'
                               LIMIT %(most)s) x) AS given_up,
       (SELECT x.error FROM (SELECT d.error, d.due_at FROM webhook_delivery d
                              WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.status <> 'sent'
                              ORDER BY d.due_at DESC LIMIT %(most)s) x
         WHERE x.error IS NOT NULL ORDER BY x.due_at DESC LIMIT 1) AS error
  FROM webhook w
 WHERE w.tenant_id = %(tenant)s AND w.enterprise_id = %(enterprise)s AND w.status = 'active'
 ORDER BY w.created_at, w.id
"""
_PRESENT: Final = """
SELECT id, kinds, signature FROM webhook
 WHERE tenant_id = %s AND enterprise_id = %s AND url = %s AND status = 'active'
"""
_ADD: Final = """
INSERT INTO webhook (tenant_id, enterprise_id, id, url, kinds, signature, status, created_at)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(url)s, %(kinds)s, %(signature)s, 'active', %(now)s)
"""
_CHANGE: Final = """
UPDATE webhook SET kinds = %s, signature = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND url = %s AND status = 'active'
"""
_END: Final = """
UPDATE webhook SET status = 'ended', ended_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND url = %s AND status = 'active'
"""
_QUEUE: Final = """
INSERT INTO webhook_delivery (tenant_id, enterprise_id, webhook_id, seq, object, status, attempts, due_at)
SELECT e.tenant_id, e.enterprise_id, w.id, e.seq, coalesce(nullif(e.number, ''), e.event_id::text), 'waiting', 0,
       %(now)s
  FROM event_feed e
  JOIN webhook w ON w.tenant_id = e.tenant_id AND w.enterprise_id = e.enterprise_id AND w.status = 'active'
                AND w.kinds ? split_part(e.topic, '.', 1)
 WHERE e.tenant_id = %(tenant)s AND e.event_id = %(event)s
ON CONFLICT DO NOTHING
"""
# A lease and the next try are the same: whoever fails or dies is tried again, later each time.
_CLAIM: Final = """
WITH mine AS (
  UPDATE webhook_delivery d
     SET attempts = d.attempts + 1,
         due_at = %(now)s + make_interval(secs => %(lease)s * (2 ^ least(d.attempts, %(doublings)s)))
    FROM (SELECT x.webhook_id, x.seq FROM webhook_delivery x
           WHERE x.tenant_id = %(tenant)s AND x.status = 'waiting' AND x.due_at <= %(now)s
             AND NOT EXISTS (SELECT FROM webhook_delivery y
                              WHERE y.tenant_id = x.tenant_id AND y.webhook_id = x.webhook_id AND y.object = x.object
                                AND y.status = 'waiting' AND y.seq < x.seq)
           ORDER BY x.due_at, x.seq LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED) due
   WHERE d.tenant_id = %(tenant)s AND d.webhook_id = due.webhook_id AND d.seq = due.seq
  RETURNING d.tenant_id, d.enterprise_id, d.webhook_id, d.seq, d.attempts)
SELECT m.webhook_id, m.seq, m.attempts, w.url, w.signature, w.status = 'active' AS wanted, c.number AS enterprise,
       e.event_id, e.topic, e.account_number, e.number, e.client_serial, e.happened_at
  FROM mine m
  JOIN webhook w ON w.tenant_id = m.tenant_id AND w.id = m.webhook_id
  JOIN event_feed e ON e.tenant_id = m.tenant_id AND e.enterprise_id = m.enterprise_id AND e.seq = m.seq
  JOIN enterprise c ON c.tenant_id = m.tenant_id AND c.id = m.enterprise_id
 ORDER BY m.seq
"""
_SENT: Final = """
WITH went AS (
  UPDATE webhook_delivery SET status = 'sent', sent_at = %(now)s, error = NULL
   WHERE tenant_id = %(tenant)s AND webhook_id = %(webhook)s AND seq = %(seq)s
  RETURNING webhook_id)
UPDATE webhook w SET sent = w.sent + 1, last_sent_at = greatest(w.last_sent_at, %(now)s)
  FROM went WHERE w.tenant_id = %(tenant)s AND w.id = went.webhook_id
"""
_FORGET: Final = """
DELETE FROM webhook_delivery WHERE tenant_id = %s AND (webhook_id, seq) IN (
    SELECT webhook_id, seq FROM webhook_delivery
     WHERE tenant_id = %s AND status <> 'waiting' AND due_at < %s ORDER BY due_at LIMIT %s)
"""
_FAILED: Final = """
UPDATE webhook_delivery SET error = %(error)s,
       status = CASE WHEN attempts >= %(most)s OR %(final)s THEN 'given_up' ELSE 'waiting' END
 WHERE tenant_id = %(tenant)s AND webhook_id = %(webhook)s AND seq = %(seq)s
"""
_REPLAY: Final = """
UPDATE webhook_delivery d SET status = 'waiting', attempts = 0, due_at = %(now)s, error = NULL
  FROM event_feed e
 WHERE d.tenant_id = %(tenant)s AND d.enterprise_id = %(enterprise)s AND d.webhook_id = %(webhook)s
   AND d.status <> 'waiting'
   AND e.tenant_id = d.tenant_id AND e.enterprise_id = d.enterprise_id AND e.seq = d.seq
   AND e.happened_at >= %(since)s
"""


@dataclass(frozen=True, slots=True)
class Due:
    """One event claimed for this process, and where it goes."""

    webhook_id: UUID
    seq: int
    attempts: int
    url: str
    signature: str
    wanted: bool
    enterprise: str
    event_id: UUID
    topic: str
    account_number: str
    number: str
    client_serial: str
    happened_at: datetime


def listed(ctx: Context) -> list[Row]:
    """Every address in use, and how many events went, wait or were given up."""
    asked = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "most": limits.WEBHOOK_COUNTED_MAX,
    }  # fmt: skip
    return ctx.uow.rows(_LIST, asked)


def present(ctx: Context, url: str) -> Row | None:
    """The address as it is in use, if it is."""
    return ctx.uow.row(_PRESENT, (ctx.tenant_id, ctx.enterprise_id, url))


def add(ctx: Context, url: str, kinds: Sequence[str], signature: str) -> None:
    """From now on this address is told."""
    ctx.uow.run(
        _ADD,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "id": ctx.world.ids.uuid7(), "url": url,
            "kinds": Jsonb(list(kinds)), "signature": signature, "now": ctx.now,
        },
    )  # fmt: skip


def change(ctx: Context, url: str, kinds: Sequence[str], signature: str) -> None:
    """From now on it is told other kinds, or by another signature."""
    given = (Jsonb(list(kinds)), signature, ctx.tenant_id, ctx.enterprise_id, url)
    ctx.uow.run(_CHANGE, given)


def end(ctx: Context, url: str) -> None:
    """From now on it is told nothing."""
    ctx.uow.run(_END, (ctx.now, ctx.tenant_id, ctx.enterprise_id, url))


def queue(ctx: Context, event_id: UUID) -> None:
    """Put an event of the feed on its way to each address that wants its kind (worker)."""
    ctx.uow.run(_QUEUE, {"tenant": ctx.tenant_id, "event": event_id, "now": ctx.now})


def claim(ctx: Context) -> list[Due]:
    """Take what is due, for a while; nobody else takes it meanwhile (worker)."""
    rows = ctx.uow.rows(
        _CLAIM,
        {
            "tenant": ctx.tenant_id, "now": ctx.now, "lease": limits.WEBHOOK_LEASE_S,
            "doublings": limits.WEBHOOK_DOUBLINGS, "limit": limits.WEBHOOKS_CLAIMED_MAX,
        },
    )  # fmt: skip
    return [Due(**row) for row in rows]


def sent(ctx: Context, due: Due) -> None:
    """It was taken (worker)."""
    told = {"now": ctx.now, "tenant": ctx.tenant_id, "webhook": due.webhook_id, "seq": due.seq}
    ctx.uow.run(_SENT, told)


def failed(ctx: Context, due: Due, why: str, *, final: bool) -> None:
    """It was not taken: again later, or never again (worker)."""
    given: dict[str, Any] = {
        "error": why[: limits.DELIVERY_ERROR_CHARS_MAX], "most": limits.WEBHOOK_ATTEMPTS_MAX, "final": final,
        "tenant": ctx.tenant_id, "webhook": due.webhook_id, "seq": due.seq,
    }  # fmt: skip
    ctx.uow.run(_FAILED, given)


def replay(ctx: Context, webhook_id: UUID, since: datetime) -> int:
    """Put what went or was given up since then on its way once more; how many that were."""
    return ctx.uow.run(
        _REPLAY,
        {
            "now": ctx.now, "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "webhook": webhook_id,
            "since": since,
        },
    )  # fmt: skip


def forget(ctx: Context, most: int) -> int:
    """Forget what went, or was given up, long ago: it cannot be replayed any more (worker); how many."""
    before = ctx.now - timedelta(days=limits.WEBHOOK_KEPT_DAYS)
    return ctx.uow.run(_FORGET, (ctx.tenant_id, ctx.tenant_id, before, most))
