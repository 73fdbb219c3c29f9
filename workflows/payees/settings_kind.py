"""What an enterprise demands of those it pays, as two administrators change it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import Faulty, NotFound
from kernel.money import Money
from kernel.text import Text
from workflows.mandates.kinds import Change, Content, Line
from workflows.payees import queries, repository
from workflows.payees.classes import WhiteList
from workflows.payees.errors import block
from workflows.payees.rules import HOURS_MAX, Demands

SETTINGS: Final = "payee_settings"
ALL: Final = "payees"
"""The one target: the settings are the enterprise's, not an account's."""


class SettingsKind:
    """What the enterprise demands of payees: white list and cool-down."""

    code: str = SETTINGS
    operation: str = "payees.govern"

    def present(self, ctx: Context, target: str) -> Content:
        """What is demanded now; raises NotFound for anything but the one target."""
        if target != ALL:
            raise NotFound(_WHAT)
        return _as_content(queries.demands(ctx))

    def checked(self, ctx: Context, change: Change) -> Content:
        """The demands within their bounds; raises Faulty."""
        del ctx
        asked = demands_of(change.after)
        found = []
        if not 0 <= asked.cool_down_hours <= HOURS_MAX:
            found.append(block("hours_wrong", _HOURS, "cool_down_hours"))
        if asked.cool_down_free_minor < 0:
            found.append(block("amount_wrong", _AMOUNT, "cool_down_free_minor"))
        if found:
            raise Faulty(found)
        return _as_content(asked)

    def title(self, ctx: Context, change: Change) -> Text:
        """Always the same."""
        del ctx, change
        return Text("变更收款人管控设置", "Change what is demanded of payees")

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Every difference in words."""
        del ctx
        was, becomes = _said(demands_of(change.before)), _said(demands_of(change.after))
        return tuple(
            Line(label, was[label], becomes[label]) for label in was if was[label] != becomes[label]
        )

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """It binds everybody alike."""
        del ctx, change
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """Write it; it counts from the next payment on, and at every release."""
        repository.demand(ctx, demands_of(change.after))


def demands_of(content: Content) -> Demands:
    """Demands as changes carry them."""
    return Demands(
        WhiteList(content["white_list"]), int(content["cool_down_hours"]),
        int(content["cool_down_free_minor"]), bool(content["cool_down_blocks"]),
    )  # fmt: skip


def _as_content(demands: Demands) -> dict[str, Any]:
    return {
        "white_list": demands.white_list.value,
        "cool_down_hours": demands.cool_down_hours,
        "cool_down_free_minor": demands.cool_down_free_minor,
        "cool_down_blocks": demands.cool_down_blocks,
    }


def _said(demands: Demands) -> dict[Text, Text]:
    free = Money(demands.cool_down_free_minor, "CNY").display()
    hours = Text("{n} 小时", "{n} hours").fill(n=demands.cool_down_hours)
    return {
        Text("白名单", "White list"): demands.white_list.label,
        Text("新收款人冷静期", "Cool-down of new payees"): hours,
        Text("冷静期免除金额（不超过）", "Cool-down leaves alone up to"): Text(free, free),
        Text("冷静期内付款", "Paying during the cool-down"): _STRICT[demands.cool_down_blocks],
    }


_STRICT: Final = {
    False: Text("提示", "warns"),
    True: Text("不予受理", "is refused"),
}
_HOURS: Final = Text("冷静期为 0 至 720 小时", "A cool-down lasts 0 to 720 hours")
_AMOUNT: Final = Text("金额不能为负", "The amount cannot be negative")
_WHAT: Final = Text("该设置", "The setting")
