"""What two of the desk make of a message of clearing that contradicts what is known (清算异常).

It is judged anew once its cause is gone, or put aside because it was dealt with elsewhere. The worker carries it
out: judging anew may move money, over the same path as when the message came.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.text import Text
from workflows.desk import about, worklists
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import Exceptions
from workflows.mandates.kinds import Change, Content

_ACTS: Final = {
    "retake": Text("重新处理（原因已消除）", "Judge it anew (the cause is gone)"),
    "dismiss": Text("核销（已在别处处理）", "Put it aside (dealt with elsewhere)"),
}
_WAITS: Final = "exception"
_OVER: Final = Text("该异常已处理", "It has been dealt with already")
_STILL: Final = Text(
    "仍与已知结果矛盾，未作处理", "It still contradicts what is known; nothing was done"
)


class ExceptionKind(PlainKind):
    """A message of clearing that nobody could apply: again, or aside, with the reason (清算异常处理)."""

    code: ClassVar[str] = "exception"
    title: ClassVar[Text] = Text("清算异常处理", "Deal with an exception")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "status": Text("处理方式", "What is done"),
        "why": Text("处理依据", "Grounds"),
    }

    def __init__(self, exceptions: Exceptions | None) -> None:
        self._exceptions = exceptions

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Again or aside, and why."""
        worklists.answer(ctx, target)
        return (
            Field("status", self.labels["status"], sort="select", options=tuple(_ACTS.items())),
            Field("why", self.labels["why"], sort="area", hint=Text("如：账户已解冻；已与对方行核对并手工入账", "Such as: the account is open again; settled with the other bank by hand")),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """What becomes of it."""
        row, reader = worklists.answer(ctx, target), Reader(typed)
        after = {
            "status": reader.choice("status", _ACTS),
            "why": reader.text("why", most=300),
        }
        reader.done()
        if row["verdict"] != _WAITS:
            raise CannotTake(reason=_OVER)
        what = f"{row['number'] or row['message_id']} {row['outcome']}"
        title = Text(f"清算异常：{what}", f"Exception: {what}")
        return Wish(target, after, title, row["enterprise_id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """What clearing said, and what is known."""
        return about.answer(worklists.answer(ctx, target))

    def present(self, ctx: Context, target: str) -> Content:
        """Where it stands."""
        return {"status": worklists.answer(ctx, target)["verdict"]}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "status":
            return _ACTS.get(value, Text("异常待处理", "Waits"))
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Do it; what still contradicts what is known stays in the list."""
        if self._exceptions is None:
            message = "exceptions are dealt with by the worker"
            raise LookupError(message)
        if change.before.get("status") != _WAITS:
            raise CannotTake(reason=_OVER)
        after, answer_id = change.after, UUID(change.target)
        if after["status"] == "dismiss":
            self._exceptions.dismiss(ctx, answer_id, after["why"])
        elif not self._exceptions.retake(ctx, answer_id):
            raise CannotTake(reason=_STILL)
