"""The five families of refusals (返回码首字母): a code's letter tells a program what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.text import Text


class Family(StrEnum):
    """What a refusal means for its sender."""

    INVALID = "I"
    DENIED = "D"
    CONFLICT = "C"
    UNAVAILABLE = "U"
    UNKNOWN = "X"

    @property
    def advice(self) -> Text:
        """What the sender does about it."""
        return _ADVICE[self.value]


_ADVICE: Final = {
    "I": Text("报文有误，更正后重发", "The message is wrong: correct it and send it again"),
    "D": Text("无权办理，联系管理员或银行", "Not allowed: ask your administrator or the bank"),
    "C": Text(
        "与当前状态冲突，未办理；查明原因后再试",
        "In conflict with the state of things, nothing was done: look into it first",
    ),
    "U": Text(
        "暂不可用，未办理；稍后用同一流水号重发",
        "Not now, nothing was done: send again later under the same serial",
    ),
    "X": Text(
        "结果未知；用同一流水号查询，切勿更换流水号",
        "The outcome is unknown: ask by the same serial, never under a new one",
    ),
}
