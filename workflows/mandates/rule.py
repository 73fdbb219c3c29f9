"""Who confirms a change when the enterprise has no rule of its own for that: one other administrator.

The enterprise's general rule never governs its own rules: it is about money, and whoever may change
it would otherwise also choose who confirms the change.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.text import Text
from workflows.approval.policy import ANY, Band, Level, Policy, Rules
from workflows.approval.subjects import Subject
from workflows.mandates.service import SUBJECT

_OTHER: Final = Level(ANY, 1, Text("另一位管理员", "Another administrator"))
_RULES: Final = Rules({"CNY": (Band(0, None, ((_OTHER,),)),)}, valid_days=30)
_WHY: Final = Text(
    "适用规则：双管理员，一人设置，另一人确认",
    "Rule: two administrators; one sets, the other confirms",
)


def house_rule(subject: Subject) -> Policy | None:
    """The rule of two administrators (双管理员), for changes of rule only."""
    if subject.type != SUBJECT:
        return None
    return Policy(UUID(int=0), 0, subject.operation, ANY, ANY, _RULES, _WHY)
