"""What may be asked about limits, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kernel.operation import Kind, spec
from kernel.text import Text
from risk.rules import Effect, Issuer, LimitScope, LimitSpan
from workflows.mandates.commands import ChangeLine

_SCOPE: Final = Text("范围", "Scope")
_HOLDER: Final = Text("对象", "Of whom")
_SPAN: Final = Text("口径", "Over which time")
_CURRENCY: Final = Text("币种", "Currency")
_EVERY_HINT: Final = Text("* 为每一个，分别计算", "* is each one, counted apart")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLimits:
    """Every limit of the enterprise, the bank's ceilings among them."""

    scope: str = spec(_SCOPE, max_bytes=20, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """A limit and how much of it is taken in its present window, by whoever took most."""

    target: str = spec(Text("限额编号", "Key"), max_bytes=120)
    scope: LimitScope = spec(_SCOPE, Kind.CHOICE, choices=LimitScope)
    holder: str = spec(_HOLDER, max_bytes=60)
    span: LimitSpan = spec(_SPAN, Kind.CHOICE, choices=LimitSpan)
    currency: str = spec(_CURRENCY, max_bytes=3)
    issuer: Issuer = spec(Text("设定方", "Set by"), Kind.CHOICE, choices=Issuer)
    effect: Effect = spec(Text("效果", "Effect"), Kind.CHOICE, choices=Effect)
    sentence_zh: str = spec(Text("说明", "In words"), max_bytes=600)
    sentence_en: str = spec(Text("说明（英文）", "In words (English)"), max_bytes=600)
    ceiling: int = spec(Text("现行限额（最小单位或笔数）", "Ceiling now"), Kind.INTEGER)
    base: int = spec(Text("常设限额", "Ceiling otherwise"), Kind.INTEGER)
    used: int = spec(Text("占用", "Used"), Kind.INTEGER)
    reserved: int = spec(Text("预占", "Reserved"), Kind.INTEGER)
    whose_zh: str = spec(Text("占用最多者", "Who took most"), max_bytes=200, default="")
    whose_en: str = spec(
        Text("占用最多者（英文）", "The same in English"), max_bytes=200, default=""
    )
    temporary: int | None = spec(Text("临时限额", "Temporary"), Kind.INTEGER, default=None)
    temporary_until: date | None = spec(Text("临时至", "Until"), Kind.DATE, default=None)
    running: str = spec(Text("待确认变更", "Change waiting"), max_bytes=40, default="")

    @property
    def left(self) -> int:
        """What may still be taken."""
        return max(0, self.ceiling - self.used - self.reserved)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitHolder:
    """Somebody or something a limit can be set for."""

    scope: LimitScope = spec(_SCOPE, Kind.CHOICE, choices=LimitScope)
    holder: str = spec(_HOLDER, max_bytes=60)
    name_zh: str = spec(Text("名称", "Name"), max_bytes=200)
    name_en: str = spec(Text("名称（英文）", "Name (English)"), max_bytes=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitList:
    """The limits, and whatever may have one."""

    limits: tuple[LimitLine, ...] = spec(Text("限额", "Limits"), Kind.GROUP, group=LimitLine)
    holders: tuple[LimitHolder, ...] = spec(
        Text("可设对象", "Holders"), Kind.GROUP, group=LimitHolder, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLimit:
    """Set, change or lift one limit of the enterprise's own."""

    scope: LimitScope = spec(_SCOPE, Kind.CHOICE, choices=LimitScope, example="account")
    holder: str = spec(_HOLDER, max_bytes=60, default="*", hint=_EVERY_HINT)
    span: LimitSpan = spec(_SPAN, Kind.CHOICE, choices=LimitSpan, example="day_sum")
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", default="CNY")
    ceiling_minor: int | None = spec(
        Text("限额", "Ceiling"), Kind.AMOUNT, currency_field="currency", default=None
    )
    ceiling_count: int | None = spec(
        Text("笔数上限", "Payments at most"), Kind.INTEGER, default=None
    )
    temporary_minor: int | None = spec(
        Text("临时限额", "Temporary ceiling"), Kind.AMOUNT, currency_field="currency", default=None
    )
    temporary_count: int | None = spec(
        Text("临时笔数上限", "Temporary number"), Kind.INTEGER, default=None
    )
    temporary_until: date | None = spec(
        Text("临时限额至（含）", "Temporary until, inclusive"), Kind.DATE, default=None
    )
    lifts: bool = spec(Text("取消限额", "Lift it"), Kind.FLAG, default=False)
    reason: str = spec(Text("变更原因", "Reason"), max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitDiff:
    """What a change would make different."""

    lines: tuple[ChangeLine, ...] = spec(
        Text("变更内容", "Differences"), Kind.GROUP, group=ChangeLine
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLeft:
    """What is left for whoever asks, today."""

    payer_account: str = spec(Text("付款账号", "Payer account"), max_bytes=34, default="")
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", default="CNY")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLine:
    """One limit that binds the one who asks; `left` is what may still be paid under it."""

    sentence_zh: str = spec(Text("说明", "In words"), max_bytes=600)
    sentence_en: str = spec(Text("说明（英文）", "In words (English)"), max_bytes=600)
    span: LimitSpan = spec(_SPAN, Kind.CHOICE, choices=LimitSpan)
    ceiling: int = spec(Text("限额（最小单位或笔数）", "Ceiling"), Kind.INTEGER)
    left: int = spec(Text("剩余（最小单位或笔数）", "Left"), Kind.INTEGER)
    resets_on: date = spec(Text("重新计算日", "Begins anew on"), Kind.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsLeft:
    """Every limit that binds the one who asks; the smallest is what counts."""

    limits: tuple[LeftLine, ...] = spec(Text("限额", "Limits"), Kind.GROUP, group=LeftLine)
