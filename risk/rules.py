"""Limits as data: whose, over which time, how much; and how one is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kernel.money import Money
from kernel.text import NO_TEXT, Text

EVERY: Final = "*"
"""As a holder: each one of the scope, counted apart. As a currency: any."""


class Issuer(StrEnum):
    """Who set a limit: the bank's ceilings bind the enterprise, its own come below them."""

    BANK = "bank"
    ENTERPRISE = "enterprise"


class Effect(StrEnum):
    """What happens above it: refused, or asked for an explicit confirmation."""

    REFUSE = "refuse"
    CONFIRM = "confirm"


class LimitScope(StrEnum):
    """Of what a payment is counted."""

    ENTERPRISE = "enterprise"
    ACCOUNT = "account"
    USER = "user"
    ROLE = "role"
    DOOR = "door"
    OPERATION = "operation"
    METHOD = "method"
    PAYEE_CLASS = "payee_class"
    RISK_LEVEL = "risk_level"

    @property
    def label(self) -> Text:
        """Its name."""
        return _SCOPES[self.value]


_SCOPES: Final = {
    "enterprise": Text("企业", "Enterprise"),
    "account": Text("账户", "Account"),
    "user": Text("用户", "User"),
    "role": Text("角色", "Role"),
    "door": Text("渠道", "Channel"),
    "operation": Text("业务", "Operation"),
    "method": Text("认证方式", "Method"),
    "payee_class": Text("收款人类别", "Payee class"),
    "risk_level": Text("风险等级", "Risk level"),
}


class LimitSpan(StrEnum):
    """Over which time a limit counts."""

    SINGLE = "single"
    DAY_SUM = "day_sum"
    DAY_COUNT = "day_count"
    MONTH_SUM = "month_sum"
    YEAR_SUM = "year_sum"

    @property
    def label(self) -> Text:
        """Its name."""
        return _SPANS[self.value]

    @property
    def tally(self) -> Text:
        """What it adds up."""
        return Text(self.label.zh.removesuffix("限额"), _TALLIES[self.value])

    @property
    def counts(self) -> bool:
        """Whether its ceiling is a number of payments."""
        return self is LimitSpan.DAY_COUNT


_SPANS: Final = {
    "single": Text("单笔限额", "single limit"),
    "day_sum": Text("日累计限额", "daily limit"),
    "day_count": Text("日笔数限额", "daily number"),
    "month_sum": Text("月累计限额", "monthly limit"),
    "year_sum": Text("年累计限额", "yearly limit"),
}
_TALLIES: Final = {
    "single": "single amount",
    "day_sum": "sum of the day",
    "day_count": "number of the day",
    "month_sum": "sum of the month",
    "year_sum": "sum of the year",
}


class PayeeClass(StrEnum):
    """What a payee is to the enterprise, as its payee book says."""

    OWN_GROUP = "own_group"
    WHITE_LIST = "white_list"
    ORDINARY = "ordinary"
    NEW = "new"

    @property
    def label(self) -> Text:
        """Its name."""
        return _CLASSES[self.value]


_CLASSES: Final = {
    "own_group": Text("本集团收款人", "own group"),
    "white_list": Text("白名单收款人", "white list"),
    "ordinary": Text("普通收款人", "ordinary payees"),
    "new": Text("新收款人", "new payees"),
}
METHODS: Final[Mapping[str, Text]] = {
    "password": Text("密码登录", "password"),
    "password+totp": Text("密码加动态口令", "password and one-time code"),
    "passkey": Text("通行密钥", "passkey"),
    "certificate": Text("数字证书", "certificate"),
}
"""How a payment's maker has proved himself: what opened the session, or signed the message."""
RISK_NORMAL: Final = "normal"
"""The only risk level until an engine tells others apart."""


@dataclass(frozen=True, slots=True)
class Key:
    """Which limit: there is one for each of these at most."""

    scope: LimitScope
    holder: str
    span: LimitSpan
    currency: str

    def __str__(self) -> str:
        return f"{self.scope}/{self.holder}/{self.span}/{self.currency}"


@dataclass(frozen=True, slots=True)
class Content:
    """How much: in minor units, or payments; until a day's end, perhaps another figure (临时额度)."""

    ceiling: int
    temporary_ceiling: int | None = None
    temporary_until: date | None = None
    live: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How a limit stands in its present window, for one holder."""

    key: Key
    holder: str
    issuer: Issuer
    effect: Effect
    ceiling: int
    used: int
    reserved: int
    ends_on: date

    @property
    def left(self) -> int:
        """What may still be taken."""
        return max(0, self.ceiling - self.used - self.reserved)

    def amount(self, figure: int) -> Text:
        """A figure of this limit, with its unit."""
        return said(self.key, figure)


def said(key: Key, figure: int) -> Text:
    """A figure as people read it: money, or a number of payments."""
    if key.span.counts:
        return Text(f"{figure} 笔", f"{figure} payment(s)")
    money = Money(figure, key.currency)
    return Text(f"{key.currency} {money.display()}", f"{key.currency} {money.display()}")


def name(issuer: Issuer, scope: LimitScope, what: Text, whose: Text = NO_TEXT) -> Text:
    """A limit in a few words: `账户 5678 日累计限额（银行设定）`."""
    by = Text("（银行设定）", " set by the bank") if issuer is Issuer.BANK else NO_TEXT
    of_whom = Text(f" {whose.zh} ", f" {whose.en}") if whose.zh else NO_TEXT
    return Text(
        f"{scope.label.zh}{of_whom.zh}{what.zh}{by.zh}",
        f"{what.en} of the {scope.label.en.lower()}{of_whom.en}{by.en}",
    )


def resets(ends_on: date) -> Text:
    """When the window begins anew."""
    return Text(f"{ends_on} 起重新计算", f"it begins anew on {ends_on}")
