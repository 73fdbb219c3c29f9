"""What two of the desk make of work that gave up (作业处理): tried once more, or put aside with the reason.

The worker carries it out. Put aside is a message of the outbox that can never be told: it counts as told, so that what
waits behind it under its key goes on; what it would have caused has been done by hand, or shall not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import about, queues
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.queues import Queue
from workflows.mandates.kinds import Change, Content

_ACTS: Final = {
    "retry": Text("再试一次（原因已排除）", "Try it once more (the cause is gone)"),
    "dismiss": Text("核销，不再投递（已另行处理）", "Put it aside, never to be told (dealt with otherwise)"),
}  # fmt: skip
_STUCK: Final = "stuck"
_WHAT: Final = Text("该作业", "That work")
_OVER: Final = Text("该作业已完成或已处理", "It was done or dealt with meanwhile")
_WHY: Final = Text(
    "如：对方系统已恢复；该通知已电话告知客户",
    "Such as: the other system is back; the customer was told by telephone",
)


class QueueKind(PlainKind):
    """One piece of work of one queue; the target is `queue:key`."""

    code: ClassVar[str] = "queue"
    title: ClassVar[Text] = Text("作业处理", "Deal with stuck work")
    duty: ClassVar[Duty] = Duty.PARAMETERS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "what": Text("事项", "What"),
        "status": Text("处理方式", "What is done"),
        "why": Text("处理依据", "Grounds"),
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Again or aside, and why."""
        queue, _ = _found(ctx, target)
        options = tuple(_allowed(queue).items())
        return (
            Field("status", self.labels["status"], sort="select", options=options),
            Field("why", self.labels["why"], sort="area", hint=_WHY),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """What becomes of it."""
        queue, row = _found(ctx, target)
        reader = Reader(typed)
        what = " ".join(filter(None, (row["what"], row["error"]))) or target.partition(":")[2]
        after = {
            "what": what,
            "status": reader.choice("status", _allowed(queue)),
            "why": reader.text("why", most=300),
        }
        reader.done()
        title = Text(f"{queue.label.zh}：{what}", f"{queue.label.en}: {what}")
        return Wish(target, after, title)

    def about(self, ctx: Context, target: str) -> about.Told:
        """Which one it is, and how it failed; nothing once it is done."""
        queue, key = _named(target)
        row = queues.stuck(ctx, queue, key)
        return about.stuck(queue.label, row) if row else ()

    def present(self, ctx: Context, target: str) -> Content:
        """Whether it is stuck."""
        queue, key = _named(target)
        return {"status": _STUCK} if queues.stuck(ctx, queue, key) else {}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "status":
            return _ACTS.get(value, Text("已放弃", "Gave up"))
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Do it; what was done or dealt with meanwhile is left alone."""
        queue, key = _named(change.target)
        act = queues.dismiss if change.after["status"] == "dismiss" else queues.retry
        if not act(ctx, queue, key):
            raise CannotTake(reason=_OVER)


def _allowed(queue: Queue) -> Mapping[str, Text]:
    return {name: said for name, said in _ACTS.items() if name == "retry" or queue.aside}


def _named(target: str) -> tuple[Queue, str]:
    """The queue and the key within it; raises NotFound for a queue where nothing is tried again."""
    code, _, key = target.partition(":")
    queue = queues.BY_CODE.get(code)
    if queue is None or not queue.again:
        raise NotFound(_WHAT)
    return queue, key


def _found(ctx: Context, target: str) -> tuple[Queue, Row]:
    queue, key = _named(target)
    row = queues.stuck(ctx, queue, key)
    if row is None:
        raise NotFound(_WHAT)
    return queue, row
