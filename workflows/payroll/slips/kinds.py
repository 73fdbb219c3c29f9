"""Words of payslips that are stored: parts of a slip, the rule of its password, how it went out."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.text import Text

ITEMS_MAX: Final = 50
MARKED: Final = "#"
"""What a program writes before a deduction."""
TAIL: Final = 6
SHORT_TAIL: Final = 4


class SlipPart(StrEnum):
    """Where an item stands."""

    INCOME = "income"
    DEDUCTION = "deduction"
    INFO = "info"

    @property
    def label(self) -> Text:
        """The heading it stands under."""
        return _PARTS[self.value]


_PARTS: Final = {
    "income": Text("应发", "Earnings"),
    "deduction": Text("扣减", "Deductions"),
    "info": Text("说明", "Other"),
}
_DEDUCTIONS: Final = (
    "扣",
    "社保",
    "公积金",
    "个税",
    "个人所得税",
    "养老",
    "医疗保险",
    "失业",
    "tax",
    "deduct",
)


class PasswordRule(StrEnum):
    """What opens the PDF: something the employee knows and the mail does not say."""

    ACCOUNT_TAIL = "account_tail"
    MOBILE_TAIL = "mobile_tail"
    NUMBER_AND_TAIL = "number_and_tail"

    @property
    def label(self) -> Text:
        """What the employee is told about it."""
        return _RULES[self.value]


_RULES: Final = {
    "account_tail": Text("工资账号后 6 位", "the last 6 characters of the salary account"),
    "mobile_tail": Text("手机号后 6 位", "the last 6 digits of the mobile number"),
    "number_and_tail": Text(
        "工号加工资账号后 4 位",
        "the employee number followed by the last 4 characters of the salary account",
    ),
}


class SlipStatus(StrEnum):
    """How a slip goes to its employee."""

    WAITING = "waiting"
    SENT = "sent"
    BY_HAND = "by_hand"
    UNREACHABLE = "unreachable"

    @property
    def label(self) -> Text:
        """What the page calls it."""
        return _STATES[self.value]


_STATES: Final = {
    "waiting": Text("待发送", "To be sent"),
    "sent": Text("已发送", "Sent"),
    "by_hand": Text("当面交付", "Handed over"),
    "unreachable": Text("未送达", "Not delivered"),
}


class PackLayout(StrEnum):
    """How all slips of a run come as one file."""

    PRINT = "print"
    LOCKED = "locked"

    @property
    def label(self) -> Text:
        """What the page calls it."""
        return _LAYOUTS[self.value]


_LAYOUTS: Final = {
    "print": Text("供打印（合并）", "For print, merged"),
    "locked": Text("每人一份加密 PDF", "A locked PDF each"),
}


class PackStatus(StrEnum):
    """How far a pack is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """What the page calls it."""
        return _PACKS[self.value]


_PACKS: Final = {
    "waiting": Text("生成中", "Being made"),
    "ready": Text("可下载", "Ready"),
    "failed": Text("未能生成", "Could not be made"),
    "expired": Text("已过期", "Expired"),
}


def part_of(column: str, text: str) -> SlipPart:
    """Where a column stands that no template names."""
    if column.startswith(MARKED) or any(word in column.lower() for word in _DEDUCTIONS):
        return SlipPart.DEDUCTION
    plain = text.replace(",", "").removeprefix("-")
    return SlipPart.INCOME if plain.replace(".", "", 1).isdigit() else SlipPart.INFO


def password_of(rule: PasswordRule, number: str, account: str, mobile: str) -> str:
    """What opens somebody's PDF; the account's end where the rule asks for what is not known."""
    if rule is PasswordRule.NUMBER_AND_TAIL:
        return number + account[-SHORT_TAIL:]
    if rule is PasswordRule.MOBILE_TAIL and len(mobile) >= TAIL:
        return mobile[-TAIL:]
    return account[-TAIL:]
