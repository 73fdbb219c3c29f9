"""All SQL about document tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row
from workflows.documents.states import TaskStatus

_INSERT: Final = """
INSERT INTO document_task (tenant_id, enterprise_id, id, number, client_serial, user_id, kind, asked, status,
                           attempts, due_at, items, size, reason, created_at)
VALUES (%(tenant_id)s, %(enterprise_id)s, %(id)s, %(number)s, %(client_serial)s, %(user_id)s, %(kind)s, %(asked)s,
        'waiting', 0, %(created_at)s, 0, 0, '{}', %(created_at)s)
"""
_ONE: Final = "SELECT * FROM document_task WHERE tenant_id = %s AND enterprise_id = %s AND "
_NEWEST: Final = f"{_ONE} true ORDER BY created_at DESC, id DESC LIMIT %s"
_WAITING: Final = """
SELECT count(*) AS n FROM document_task WHERE tenant_id = %s AND enterprise_id = %s AND status = 'waiting'
"""
# The lease: whoever dies with it is overtaken when it ends.
_CLAIM: Final = """
UPDATE document_task SET attempts = attempts + 1, due_at = %(until)s
 WHERE tenant_id = %(tenant)s AND id = (
       SELECT id FROM document_task WHERE tenant_id = %(tenant)s AND status = 'waiting' AND due_at <= %(now)s
        ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
"""
_END: Final = """
UPDATE document_task SET status = %(status)s, items = %(items)s, size = %(size)s, digest = %(digest)s,
       part_digests = %(part_digests)s, reason = %(reason)s, ended_at = %(now)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = 'waiting' AND attempts = %(attempts)s
"""
_LATER: Final = """
UPDATE document_task SET due_at = %s
 WHERE tenant_id = %s AND id = %s AND status = 'waiting' AND attempts = %s
"""
_EXPIRE: Final = """
UPDATE document_task SET status = 'expired'
 WHERE tenant_id = %(tenant)s AND id IN (
       SELECT id FROM document_task WHERE tenant_id = %(tenant)s AND status = 'ready' AND ended_at < %(before)s
        ORDER BY ended_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id, attempts
"""
_PROGRESS: Final = """
UPDATE document_task SET items = %(items)s, total = %(total)s, due_at = %(until)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = 'waiting' AND attempts = %(attempts)s
"""
_ABOUT: Final = """
  FROM receipt
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND account_number = ANY(%(accounts)s)
   AND (facts->>'booked_on')::date BETWEEN %(from)s::date AND %(to)s::date
   AND (%(kind)s = '' OR kind = %(kind)s)
"""
_RECEIPTS: Final = f"""
SELECT *{_ABOUT}
   AND (%(at)s::timestamptz IS NULL OR (issued_at, id) > (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY issued_at, id LIMIT %(limit)s
"""
_COUNT: Final = f"SELECT count(*) AS n{_ABOUT}"
_PRINTS: Final = """
UPDATE receipt SET prints = prints + 1
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND number = ANY(%(numbers)s)
RETURNING *
"""


def insert(ctx: Context, task: Row) -> None:
    """Keep a task that waits to be made."""
    ctx.uow.run(_INSERT, task | {"asked": Jsonb(task["asked"])})


def by_id(ctx: Context, task_id: UUID) -> Row | None:
    """A task of the enterprise."""
    return ctx.uow.row(f"{_ONE} id = %s", (ctx.tenant_id, ctx.enterprise_id, task_id))


def by_serial(ctx: Context, serial: str) -> Row | None:
    """A task by the enterprise's own serial."""
    return ctx.uow.row(f"{_ONE} client_serial = %s", (ctx.tenant_id, ctx.enterprise_id, serial))


def by_number(ctx: Context, number: str) -> Row | None:
    """A task by the bank's number."""
    return ctx.uow.row(f"{_ONE} number = %s", (ctx.tenant_id, ctx.enterprise_id, number))


def newest(ctx: Context, limit: int) -> list[Row]:
    """The last tasks of the enterprise, the newest first."""
    return ctx.uow.rows(_NEWEST, (ctx.tenant_id, ctx.enterprise_id, limit))


def waiting(ctx: Context) -> int:
    """How many tasks of the enterprise wait."""
    row = ctx.uow.row(_WAITING, (ctx.tenant_id, ctx.enterprise_id))
    return int(row["n"]) if row else 0


def claim(ctx: Context, until: datetime) -> Row | None:
    """Take the task that has waited longest, for a while (worker)."""
    given = {"tenant": ctx.tenant_id, "now": ctx.now, "until": until}
    return ctx.uow.row(_CLAIM, given)


def end(ctx: Context, task: Row, status: TaskStatus, **made: Any) -> bool:
    """Write what came of it; False when somebody else has taken it over since (worker)."""
    given = {"items": 0, "size": 0, "digest": None, "part_digests": b""} | made
    given["reason"] = Jsonb(made.get("reason", {}))
    given |= {"tenant": ctx.tenant_id, "id": task["id"], "attempts": task["attempts"]}
    return ctx.uow.run(_END, given | {"status": status.value, "now": ctx.now}) == 1


def try_later(ctx: Context, task: Row, at: datetime) -> None:
    """Let it wait; whoever has taken it over since is not disturbed (worker)."""
    ctx.uow.run(_LATER, (at, ctx.tenant_id, task["id"], task["attempts"]))


def expire(ctx: Context, before: datetime, limit: int) -> list[Row]:
    """End the time of files that were ready long ago; whose bytes may go now (worker)."""
    given = {"tenant": ctx.tenant_id, "before": before, "limit": limit}
    return ctx.uow.rows(_EXPIRE, given)


def progress(ctx: Context, task: Row, items: int, total: int, until: datetime) -> None:
    """Tell how far it is, and keep it for a while longer (worker)."""
    given = {"items": items, "total": total, "until": until, "tenant": ctx.tenant_id}
    ctx.uow.run(_PROGRESS, given | {"id": task["id"], "attempts": task["attempts"]})


def receipts(
    ctx: Context, asked: Row, after: tuple[datetime, UUID] | None, limit: int
) -> list[Row]:
    """A page of the receipts a task is about, in the order they were issued (worker)."""
    at, row_id = after or (None, None)
    return ctx.uow.rows(_RECEIPTS, _about(ctx, asked) | {"at": at, "id": row_id, "limit": limit})


def count(ctx: Context, asked: Row) -> int:
    """How many receipts a task is about (worker)."""
    row = ctx.uow.row(_COUNT, _about(ctx, asked))
    return int(row["n"]) if row else 0


def count_prints(ctx: Context, numbers: list[str]) -> dict[str, Row]:
    """Count one printing of each; the receipts by their numbers (worker)."""
    given = {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "numbers": numbers}
    return {row["number"]: row for row in ctx.uow.rows(_PRINTS, given)}


def _about(ctx: Context, asked: Row) -> Row:
    return {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "accounts": asked["accounts"],
        "from": asked["from_on"], "to": asked["to_on"], "kind": asked.get("receipt_kind", ""),
    }  # fmt: skip
