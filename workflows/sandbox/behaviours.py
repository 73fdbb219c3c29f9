"""What a rule of the sandbox says beside the outcome: why it refuses, and which submissions it is about."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from connectors.ports import Behaviour
from kernel.text import Text

REFUSALS: Final = frozenset({Behaviour.REFUSE, Behaviour.LATE_REFUSAL})
"""Those that give a reason."""


class RefusalReason(StrEnum):
    """What a refusal says (退回码)."""

    RJ01 = "RJ01"
    RJ02 = "RJ02"
    RJ03 = "RJ03"
    RJ20 = "RJ20"
    RJ90 = "RJ90"

    @property
    def label(self) -> Text:
        """In words."""
        return _REASONS[self.value]


_REASONS: Final = {
    "RJ01": Text("收款账号不存在", "No such account"),
    "RJ02": Text("户名不符", "Another name"),
    "RJ03": Text("收款账户已销户或冻结", "Account closed or frozen"),
    "RJ20": Text("超过对方行限额", "Above the payee bank's limit"),
    "RJ90": Text("收款行未参加该系统", "The payee's bank does not take part"),
}


class SandboxRail(StrEnum):
    """Which submissions a rule is about, by rail (汇路)."""

    ANY = "any"
    HVPS = "HVPS"
    BEPS = "BEPS"
    IBPS = "IBPS"
    CORRESPONDENT = "CORRESPONDENT"

    @property
    def label(self) -> Text:
        """Its name."""
        return _RAILS[self.value]


_RAILS: Final = {
    "any": Text("不限", "Any"),
    "HVPS": Text("大额支付系统", "HVPS (large value)"),
    "BEPS": Text("小额支付系统", "BEPS (batch)"),
    "IBPS": Text("网上支付跨行清算", "IBPS (real time)"),
    "CORRESPONDENT": Text("代理行汇款", "Correspondent transfer"),
}
