"""What waits to be done without being asked: each queue with its age, and what gave up (作业队列)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from corporate.staff import Area, Duty
from corporate.staff.errors import NotYours
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter import rows
from corporate.web.counter.pages import Counter, CounterPages, Shown
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit, outbox
from kernel.text import Text
from workflows.desk import queues
from workflows.desk.handlers import RETRY
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

    def read(ctx: Context) -> list[dict[str, Any]]:
        return [
            dict(row) | {"age": rows.age(row["since"], ctx.now)} for row in queues.dead(ctx, queue)
        ]

    may = bool(queue.again) and Duty.PARAMETERS in MAKES[here.session.role]
    asked = request.args.get("asked", "")
    return Shown(
        "desk/queue.html", {"queue": queue, "items": here.do(read), "may": may, "asked": asked}
    )


@pages.page("/queues/<code>/retry", Area.QUEUES, methods=("POST",))
def retry(here: Counter, code: str) -> Response:
    """Have the worker try one once more; it would do nothing that it was not told to do before, so one may."""
    queue = _queue(code)
    if not queue.again or Duty.PARAMETERS not in MAKES[here.session.role]:
        raise NotYours(role=here.session.role.label)
    key = request.form.get("key", "")

    def work(ctx: Context) -> None:
        if key not in {row["key"] for row in queues.dead(ctx, queue)}:
            raise NotFound(Text("该作业", "That work"))
        outbox.emit(ctx.uow, ctx.world, RETRY, f"retry:{code}:{key}", {"queue": code, "key": key})
        audit.write(ctx, "desk.retry", code, key)

    here.do(work)
    return redirect(url_for("queues.shown", code=code, asked="yes"), code=303)


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
