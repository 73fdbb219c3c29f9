"""What waits to be done without being asked: how much, since when, and what gave up (作业队列).

The tables are the truth: each queue is named here once, and the desk's page, the metrics and the health of a
deployment all read it from here. Nothing of a customer is told, neither whom a message is about nor what a
failure said: only its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kernel import limits
from kernel.context import Context
from kernel.db import UnitOfWork
from kernel.statements import Row
from kernel.text import Text

FORGIVEN: Final = timedelta(days=limits.QUEUE_DEAD_SHOWN_DAYS)
"""What gave up longer ago is history: nobody will try it again."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of work: where it waits and, where it can end badly, what gave up and how it is tried again.

    `waits` and `dead` are conditions on `table`; `dead` is empty where work is tried for ever, and `again`
    where somebody else tries it again: the customer, or nobody. `aside` is how one that can never be done stops waiting,
    where that is needed. `key` and `what` say which one it is.
    """

    code: str
    label: Text
    table: str
    waits: str
    since: str
    dead: str = ""
    key: str = "id::text"
    what: str = "''"
    error: str = "''"
    again: str = ""
    aside: str = ""


_OUTBOX_DEAD: Final = f"relayed_at IS NULL AND attempts >= {limits.OUTBOX_ATTEMPTS_ALARM}"
_GIVEN_UP: Final = "status = 'given_up' AND due_at > %(forgiven)s"
_ONCE_MORE: Final = "status = 'waiting', attempts = 0, due_at = %(now)s"

QUEUES: Final = (
    Queue(
        "outbox", Text("事件发件箱", "Outbox of events"), "outbox", "relayed_at IS NULL", "created_at",
        _OUTBOX_DEAD, what="topic", error="split_part(error, ':', 1)", again="retry_at = NULL",
        aside="relayed_at = %(now)s, error = 'put aside at the desk'",
    ),
    Queue(
        "dispatch", Text("清算指令与查询", "Clearing, to send and to ask"), "submission",
        "next_at <= %(now)s", "next_at",
    ),
    Queue(
        "batches", Text("批量分段", "Portions of batches"), "batch_portion",
        "status = 'waiting' AND due_at <= %(now)s", "due_at",
    ),
    Queue(
        "notify", Text("通知外发", "Notices on their way out"), "notice_delivery", "status = 'waiting'", "created_at",
        _GIVEN_UP, what="channel_id::text", error="split_part(error, ':', 1)", again=_ONCE_MORE,
    ),
    Queue(
        "webhooks", Text("Webhook 推送", "Webhooks"), "webhook_delivery", "status = 'waiting'", "due_at",
        _GIVEN_UP, key="webhook_id::text || ':' || seq", what="object", error="split_part(error, ':', 1)",
        again=_ONCE_MORE,
    ),
    Queue(
        "documents", Text("文件生成任务", "Documents to be made"), "document_task", "status = 'waiting'", "created_at",
        "status = 'failed' AND due_at > %(forgiven)s", what="kind",
    ),
    Queue(
        "payslips", Text("工资单发送", "Payslips"), "payslip", "status = 'waiting'", "due_at",
        "status = 'unreachable' AND due_at > %(forgiven)s", what="number",
    ),
    Queue(
        "invoices", Text("数电票开具", "Invoices asked for"), "invoice",
        "status IN ('waiting', 'sent', 'unknown')", "created_at",
        "status = 'refused' AND due_at > %(forgiven)s", what="number",
    ),
    Queue(
        "invoice_mails", Text("发票邮件", "Invoices on their way by mail"), "invoice_mail", "status = 'waiting'",
        "created_at", _GIVEN_UP, what="invoice_id::text", error="split_part(error, ':', 1)", again=_ONCE_MORE,
    ),
    Queue("seal", Text("审计封存", "Audit to be sealed"), "audit", "seq IS NULL", "at"),
    Queue(
        "chores", Text("定时任务", "Recurring work that is due"), "schedule", "due_at <= %(now)s", "due_at",
        key="name", what="name",
    ),
)  # fmt: skip
BY_CODE: Final = {queue.code: queue for queue in QUEUES}


@dataclass(frozen=True, slots=True)
class Level:
    """How one queue stands."""

    queue: Queue
    waiting: int
    since: datetime | None
    dead: int

    def age(self, now: datetime) -> timedelta:
        """How long the oldest has waited; nothing where nothing waits."""
        return max(now - self.since, timedelta()) if self.since else timedelta()


def levels(uow: UnitOfWork, now: datetime) -> list[Level]:
    """How every queue of the bank stands, in one question."""
    given = _given(uow, now)
    return [Level(BY_CODE[row.pop("code")], **row) for row in uow.rows(_LEVELS, given)]


def dead(ctx: Context, queue: Queue) -> list[Row]:
    """What gave up, the latest first: its key, what it was, how often it was tried and the kind of its failure."""
    if not queue.dead:
        return []
    return ctx.uow.rows(_dead_of(queue), _given(ctx.uow, ctx.now))


def stuck(ctx: Context, queue: Queue, key: str) -> Row | None:
    """One that gave up, as `dead` tells it."""
    if not queue.dead:
        return None
    return ctx.uow.row(
        _dead_of(queue, f" AND {queue.key} = %(key)s"), _given(ctx.uow, ctx.now) | {"key": key}
    )


def retry(ctx: Context, queue: Queue, key: str) -> bool:
    """Try one once more, from now; False when it is not there any more, or has not given up (worker)."""
    return _set(ctx, queue, queue.again, key)


def dismiss(ctx: Context, queue: Queue, key: str) -> bool:
    """Let one wait no more; False as above, and where nothing is put aside (worker)."""
    return _set(ctx, queue, queue.aside, key)


def _set(ctx: Context, queue: Queue, change: str, key: str) -> bool:
    if not change:
        return False
    sql = f"UPDATE {queue.table} SET {change} WHERE tenant_id = %(tenant)s AND {queue.dead} AND {queue.key} = %(key)s"  # noqa: S608 - the words above
    return ctx.uow.run(sql, _given(ctx.uow, ctx.now) | {"key": key}) == 1


def _given(uow: UnitOfWork, now: datetime) -> dict[str, object]:
    return {
        "tenant": uow.scope.bank(),
        "now": now,
        "forgiven": now - FORGIVEN,
        "most": limits.DESK_ROWS_MAX,
    }


def _level_of(queue: Queue) -> str:
    gone = f"(SELECT count(*) FROM {queue.table} WHERE tenant_id = %(tenant)s AND {queue.dead})"  # noqa: S608 - the words above
    return (
        f"SELECT '{queue.code}' AS code, count(*) AS waiting, min({queue.since}) AS since,"  # noqa: S608 - the same
        f" {gone if queue.dead else '0'} AS dead FROM {queue.table} WHERE tenant_id = %(tenant)s AND {queue.waits}"
    )


def _dead_of(queue: Queue, which: str = "") -> str:
    return (
        f"SELECT {queue.key} AS key, {queue.what} AS what, attempts AS tries, {queue.since} AS since,"  # noqa: S608 - the same
        f" {queue.error} AS error FROM {queue.table} WHERE tenant_id = %(tenant)s AND {queue.dead}{which}"
        f" ORDER BY {queue.since} DESC LIMIT %(most)s"
    )


_LEVELS: Final = "\nUNION ALL ".join(map(_level_of, QUEUES))
