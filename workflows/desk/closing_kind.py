"""An account is closed for good (结清销户): interest to the day, the rest to another account, nothing in or out afterwards.

Two people agree upon it; the worker carries it out in one transaction, for it moves money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.charset import name_key
from kernel.context import Context
from kernel.errors import NotFound
from kernel.text import Text
from workflows.desk import about, customers, measures
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import Closing
from workflows.mandates.kinds import Change, Content

_OPEN: Final = Text("正常", "Open")
_CLOSED: Final = Text("已销户", "Closed")
_ONTO: Final = Text("余额转入账户", "Account that takes what is left")
_HINDRANCES: Final[Mapping[str, Text]] = {
    "status": Text("账户不是正常状态（已冻结、止付或已销户）", "The account is frozen, stopped or closed"),
    "held": Text(
        "账户有被圈存或冻结的款项，待在途业务了结后再销户",
        "Money on the account is set aside; close it when what is under way has ended",
    ),
    "interest": Text(
        "昨日日终尚未完成或有利息未入账，请稍后再办理",
        "Yesterday's end of day is not done, or interest is not paid yet; try again later",
    ),
}  # fmt: skip
_UNDER_MEASURE: Final = Text("账户有未解除的管制措施", "A measure on the account is not lifted")
_INTEREST: Final = Text("预计利息", "Interest to be paid")
_EARNED: Final = Text("{sum}（{days} 天，结至昨日）", "{sum} ({days} days, up to yesterday)")
_IN_THE_WAY: Final = Text("目前不能销户", "In the way now")
_NO_SUCH: Final = Text("本行没有该签约账户", "No customer of this bank has signed up that account")
_ITSELF: Final = Text("不能转入本账户", "Not the account itself")
_OTHER_NAME: Final = Text("户名与账号不符", "The name is not the account's")
_OTHER_CURRENCY: Final = Text("币种不同", "It keeps another currency")


class ClosingKind(PlainKind):
    """Close one; the target is the account."""

    code: ClassVar[str] = "closing"
    title: ClassVar[Text] = Text("结清销户", "Close an account")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "status": Text("账户状态", "State of the account"),
        "onto": _ONTO,
        "onto_name": Text("转入户名", "In whose name"),
        "document": Text("销户申请书编号", "Number of the application"),
    }

    def __init__(self, closing: Closing) -> None:
        self._closing = closing

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Where the rest goes, on whose application."""
        customers.account(ctx, target)
        return (
            Field("onto", _ONTO, hint=_SETTLED),
            Field("onto_name", self.labels["onto_name"], hint=_COMPARE),
            Field("document", self.labels["document"]),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The account closed."""
        found, reader = customers.account(ctx, target), Reader(typed)
        onto, name = reader.text("onto", most=40).replace(" ", ""), reader.text("onto_name")
        document = reader.text("document", most=64)
        _check_other(ctx, reader, found, onto, name)
        reader.done()
        if found["status"] != "open":
            raise CannotTake(reason=_HINDRANCES["status"])
        title = Text(f"销户：{target}（{found['name']}）", f"Close {target} ({found['name']})")
        after = {"status": "closed", "onto": onto, "onto_name": name, "document": document}
        return Wish(target, after, title, found["enterprise_id"])

    def present(self, ctx: Context, target: str) -> Content:
        """How it stands."""
        return {"status": customers.account(ctx, target)["status"]}

    def about(self, ctx: Context, target: str) -> about.Told:
        """What would go to the other account today, and what is in the way."""
        found = customers.account(ctx, target)
        if found["status"] == "closed":
            return about.told((about.ACCOUNT, target), (about.NAME, found["name"]))
        balance, interest, days = self._closing.foreseen(ctx, target)
        return about.told(
            (about.ACCOUNT, target),
            (about.NAME, found["name"]),
            (about.BALANCE, about.money(balance)),
            (_INTEREST, _EARNED.fill(sum=about.money(interest), days=str(days))),
            (Text("预计转出合计", "To be moved in all"), about.money(balance + interest)),
            (_IN_THE_WAY, self._hindrance(ctx, target)),
        )

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "status":
            return {"open": _OPEN, "closed": _CLOSED}.get(value, Text(str(value), str(value)))
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Close it, unless something is under way on it."""
        hindered = self._hindrance(ctx, change.target)
        if hindered is not None:
            raise CannotTake(reason=hindered)
        self._closing.close(ctx, change.target, change.after["onto"])

    def _hindrance(self, ctx: Context, number: str) -> Text | None:
        """Why it cannot be closed now."""
        if measures.live(ctx, number):
            return _UNDER_MEASURE
        found = self._closing.hindrance(ctx, number)
        return _HINDRANCES[found] if found else None


def _check_other(
    ctx: Context, reader: Reader, found: Mapping[str, Any], onto: str, name: str
) -> None:
    """The other account is a customer's of this bank, bears the name that was given, and keeps the same currency."""
    if not onto:
        return
    try:
        other = customers.account(ctx, onto)
    except NotFound:
        reader.wrong("onto", _NO_SUCH)
        return
    if onto == found["account_number"]:
        reader.wrong("onto", _ITSELF)
    elif other["currency"] != found["currency"]:
        reader.wrong("onto", _OTHER_CURRENCY)
    if name and name_key(name) != name_key(other["name"]):
        reader.wrong("onto_name", _OTHER_NAME)


_SETTLED: Final = Text(
    "利息结至前一日并入账，余额连同利息一并转入", "Interest up to yesterday is paid first and goes along"
)  # fmt: skip
_COMPARE: Final = Text("按客户申请书填写，逐字核对", "As the customer's application has it, word for word")  # fmt: skip
