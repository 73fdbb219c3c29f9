"""What waits to be done without being asked: each queue with its age, and what gave up (作业队列)."""

from __future__ import annotations

from typing import Any

from flask import url_for

from corporate.staff import Area, Duty
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter import rows
from corporate.web.counter.pages import Counter, CounterPages, Shown
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import queues
from workflows.desk.queues import Level, Queue

pages = CounterPages("queues")


@pages.page("/queues", Area.QUEUES)
def listed(here: Counter) -> Shown:
    """Every queue, as it stands now."""

    def read(ctx: Context) -> list[dict[str, Any]]:
        return [_level(one, ctx) for one in queues.levels(ctx.uow, ctx.now)]

    return Shown("desk/queues.html", {"levels": here.do(read)})


@pages.page("/queues/<code>", Area.QUEUES)
def shown(here: Counter, code: str) -> Shown:
    """What gave up in one queue, the latest first."""
    queue = _queue(code)

    may = bool(queue.again) and Duty.PARAMETERS in MAKES[here.session.role]

    def read(ctx: Context) -> list[dict[str, Any]]:
        return [
            dict(row) | {"age": rows.age(row["since"], ctx.now), "ask": _ask(queue, row, may=may)}
            for row in queues.dead(ctx, queue)
        ]

    return Shown("desk/queue.html", {"queue": queue, "items": here.do(read)})


def _ask(queue: Queue, row: Row, *, may: bool) -> str:
    """Where one is asked to be tried again or put aside; nothing for whoever may not."""
    return (
        url_for("changes.start", kind="queue", target=f"{queue.code}:{row['key']}") if may else ""
    )


def _queue(code: str) -> Queue:
    found = queues.BY_CODE.get(code)
    if found is None:
        raise NotFound(Text("该队列", "That queue"))
    return found


def _level(one: Level, ctx: Context) -> dict[str, Any]:
    old = one.age(ctx.now).total_seconds() > limits.QUEUE_AGE_ALARM_S
    age = rows.age(one.since, ctx.now) if one.since else None
    if age is not None and old and not age.tone:
        age = p.Tag(age.text, "warn")
    return {
        "label": one.queue.label, "waiting": one.waiting, "age": age, "dead": one.dead,
        "href": url_for("queues.shown", code=one.queue.code) if one.queue.dead else "",
    }  # fmt: skip
