"""Who confirms a change when the enterprise has no rule of its own for that: one other person.

Of what administrators set that is another administrator; of what clerks keep, another clerk.

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
_CLERK: Final = Level(ANY, 1, Text("另一位经授权人员", "Another entitled person"))
_CLERKS_RULES: Final = Rules({"CNY": (Band(0, None, ((_CLERK,),)),)}, valid_days=30)
_CLERKS_WHY: Final = Text(
    "适用规则：双人控制，一人提交，另一人确认",
    "Rule: two people; one proposes, the other confirms",
)
_WHY: Final = Text(
    "适用规则：双管理员，一人设置，另一人确认",
    "Rule: two administrators; one sets, the other confirms",
)


def house_rule(subject: Subject, *, administers: bool = True) -> Policy | None:
    """The rule of two people, for changes of rule only; `administers` says whose they are."""
    if subject.type != SUBJECT:
        return None
    rules, why = (_RULES, _WHY) if administers else (_CLERKS_RULES, _CLERKS_WHY)
    return Policy(UUID(int=0), 0, subject.operation, ANY, ANY, rules, why)
