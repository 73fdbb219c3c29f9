"""What may be asked about approval rules, and what is answered.

A rule travels as its JSON, in the spelling of `workflows/approval/policy_parser.py`, and comes back with
its sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kernel.operation import Door, Kind, Sensitivity, spec
from kernel.text import Text
from workflows.approval.policy import ANY
from workflows.mandates.commands import ChangeLine
from workflows.policies.scope import Scope

RULES_BYTES_MAX: Final = 20_000
_WORDS_BYTES_MAX: Final = 6_000
_OPERATION: Final = Text("交易", "Operation")
_ACCOUNT: Final = Text("账号", "Account")
_CLASS: Final = Text("收款人类别", "Payee class")
_DOOR: Final = Text("渠道", "Door")
_VERSION: Final = Text("版本", "Version")
_RULES: Final = Text("规则（JSON）", "Rule (JSON)")


def _words(label: Text) -> Any:
    return spec(label, max_bytes=_WORDS_BYTES_MAX, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPolicies:
    """The rules in force, by scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoices:
    """What an editor of rules offers: operations, accounts, roles, people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameScope:
    """One scope; `*` is any."""

    operation: str = spec(_OPERATION, max_bytes=60, example="payments.submit")
    account: str = spec(_ACCOUNT, max_bytes=34, default=ANY, sensitivity=Sensitivity.ACCOUNT)
    payee_class: str = spec(_CLASS, max_bytes=30, default=ANY)
    door: str = spec(_DOOR, max_bytes=20, default=ANY)

    @property
    def scope(self) -> Scope:
        """The scope it names."""
        return Scope(self.operation, self.account, self.payee_class, self.door)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePolicy(NameScope):
    """The rule of a scope: the live one, or a version of it."""

    version: int = spec(_VERSION, Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicy(NameScope):
    """What the rule of a scope shall be; without a rule there shall be none."""

    rules: str = spec(_RULES, max_bytes=RULES_BYTES_MAX, default="")
    reason: str = spec(Text("变更原因", "Reason"), max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePolicy(NameScope):
    """Bring an old version of a scope back, as a new one."""

    version: int = spec(_VERSION, Kind.INTEGER)
    reason: str = spec(Text("变更原因", "Reason"), max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatePolicy:
    """A past payment by its number, or imagined facts; and if wanted, a rule that is not in force yet."""

    number: str = spec(Text("付款编号", "Payment number"), max_bytes=40, default="")
    operation: str = spec(_OPERATION, max_bytes=60, default="payments.submit")
    account: str = spec(_ACCOUNT, max_bytes=34, default="", sensitivity=Sensitivity.ACCOUNT)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    amount_minor: int | None = spec(
        Text("金额", "Amount"), Kind.AMOUNT, default=None, currency_field="currency"
    )
    payee_class: str = spec(_CLASS, max_bytes=30, default="")
    door: Door = spec(_DOOR, Kind.CHOICE, choices=Door, default=Door.WEB)
    maker: str = spec(Text("经办人", "Maker"), max_bytes=36, default="")
    rules: str = spec(_RULES, max_bytes=RULES_BYTES_MAX, default="")
    rule_operation: str = spec(Text("草案交易", "Draft's operation"), max_bytes=60, default="")
    rule_account: str = spec(Text("草案账号", "Draft's account"), max_bytes=34, default=ANY)
    rule_payee_class: str = spec(Text("草案类别", "Draft's payee class"), max_bytes=30, default=ANY)
    rule_door: str = spec(Text("草案渠道", "Draft's door"), max_bytes=20, default=ANY)

    @property
    def draft_scope(self) -> Scope:
        """The scope of the rule that is tried out."""
        return Scope(self.rule_operation, self.rule_account, self.rule_payee_class, self.rule_door)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandWords:
    """One band of amounts and what it asks."""

    range_zh: str = _words(Text("金额档", "Band"))
    range_en: str = _words(Text("金额档（英文）", "Band (English)"))
    asks_zh: str = _words(Text("审批要求", "What it asks"))
    asks_en: str = _words(Text("审批要求（英文）", "What it asks (English)"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine(NameScope):
    """One version of the rule of a scope, in words."""

    title_zh: str = _words(Text("范围", "Scope"))
    title_en: str = _words(Text("范围（英文）", "Scope (English)"))
    version: int = spec(_VERSION, Kind.INTEGER)
    live: bool = spec(Text("生效中", "In force"), Kind.FLAG)
    created_at: datetime = spec(Text("生效时间", "Since"), Kind.INSTANT)
    sentence_zh: str = _words(Text("规则", "Rule"))
    sentence_en: str = _words(Text("规则（英文）", "Rule (English)"))
    bands: tuple[BandWords, ...] = spec(
        Text("金额档", "Bands"), Kind.GROUP, group=BandWords, default=()
    )
    waiting: str = spec(Text("待确认变更", "Change waiting"), max_bytes=40, default="")
    set_by: str = spec(
        Text("设置人", "Set by"), max_bytes=120, default="", sensitivity=Sensitivity.PERSONAL
    )
    confirmed_by: str = spec(
        Text("确认人", "Confirmed by"), max_bytes=240, default="", sensitivity=Sensitivity.PERSONAL
    )
    change_number: str = spec(Text("变更编号", "Change number"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyList:
    """Rules, the most general first; or the versions of one, the newest first."""

    policies: tuple[PolicyLine, ...] = spec(
        Text("规则", "Rules"), Kind.GROUP, group=PolicyLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView(PolicyLine):
    """One rule with what it is made of."""

    rules: str = spec(_RULES, max_bytes=RULES_BYTES_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPolicy:
    """A rule that could be proposed: its words, what would change, and what to think of first."""

    sentence_zh: str = _words(Text("规则", "Rule"))
    sentence_en: str = _words(Text("规则（英文）", "Rule (English)"))
    bands: tuple[BandWords, ...] = spec(
        Text("金额档", "Bands"), Kind.GROUP, group=BandWords, default=()
    )
    lines: tuple[ChangeLine, ...] = spec(
        Text("变更内容", "Differences"), Kind.GROUP, group=ChangeLine, default=()
    )
    warnings_zh: tuple[str, ...] = spec(Text("提示", "Warnings"), max_bytes=600, default=())
    warnings_en: tuple[str, ...] = spec(Text("提示（英文）", "Warnings (English)"), max_bytes=600, default=())  # fmt: skip
    waiting: str = spec(Text("待确认变更", "Change waiting"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to choose, by its key."""

    key: str = spec(Text("代码", "Key"), max_bytes=60)
    name_zh: str = spec(Text("名称", "Name"), max_bytes=300)
    name_en: str = spec(Text("名称（英文）", "Name (English)"), max_bytes=300)
    people: tuple[str, ...] = spec(
        Text("成员", "People"), max_bytes=120, default=(), sensitivity=Sensitivity.PERSONAL
    )

    @property
    def name(self) -> Text:
        """Its name."""
        return Text(self.name_zh, self.name_en)


def _options(zh: str, en: str) -> Any:
    return spec(Text(zh, en), Kind.GROUP, group=Option, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an editor of rules offers."""

    operations: tuple[Option, ...] = _options("交易", "Operations")
    without_amount: tuple[str, ...] = spec(
        Text("不涉及金额的交易", "Operations without an amount"), max_bytes=60, default=()
    )
    accounts: tuple[Option, ...] = _options("账户", "Accounts")
    payee_classes: tuple[Option, ...] = _options("收款人类别", "Payee classes")
    doors: tuple[Option, ...] = _options("渠道", "Doors")
    groups: tuple[Option, ...] = _options("审批组", "Groups")
    people: tuple[Option, ...] = _options("人员", "People")
    currencies: tuple[str, ...] = spec(Text("币种", "Currencies"), max_bytes=3, default=())
    allows_direct: bool = spec(Text("可免审批", "May go without signature"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedLevel:
    """One level: what it asks, and who could sign it."""

    number: int = spec(Text("级别", "Level"), Kind.INTEGER)
    step: int = spec(Text("步骤", "Step"), Kind.INTEGER)
    asks_zh: str = _words(Text("要求", "What it asks"))
    asks_en: str = _words(Text("要求（英文）", "What it asks (English)"))
    people: tuple[str, ...] = spec(
        Text("可审批", "Can sign"), max_bytes=120, default=(), sensitivity=Sensitivity.PERSONAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPolicy:
    """Which rule would apply and why, who would sign, what is lacking."""

    facts_zh: str = _words(Text("业务", "Case"))
    facts_en: str = _words(Text("业务（英文）", "Case (English)"))
    why_zh: str = _words(Text("适用规则", "Rule"))
    why_en: str = _words(Text("适用规则（英文）", "Rule (English)"))
    sentence_zh: str = _words(Text("结论", "Outcome"))
    sentence_en: str = _words(Text("结论（英文）", "Outcome (English)"))
    drafted: bool = spec(Text("适用草案", "The draft applies"), Kind.FLAG)
    direct: bool = spec(Text("免审批", "No signature"), Kind.FLAG)
    levels: tuple[SimulatedLevel, ...] = spec(
        Text("级别", "Levels"), Kind.GROUP, group=SimulatedLevel, default=()
    )
    lacking_zh: tuple[str, ...] = spec(Text("缺少", "Lacking"), max_bytes=600, default=())
    lacking_en: tuple[str, ...] = spec(Text("缺少（英文）", "Lacking (English)"), max_bytes=600, default=())  # fmt: skip
