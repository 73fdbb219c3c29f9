"""What may be asked about who authorises (业务模式), and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.identifiers.patterns import ACCOUNT_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.payments.commands import (
    Authority,
)

_CURRENCY: Final = Text("币种", "Currency")
_PAYER: Final = Text("付款账号", "Payer account")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskModes:
    """Who would authorise payments sent at this door from an account, by amount."""

    payer_account: str = spec(
        _PAYER, max_bytes=34, pattern=ACCOUNT_PATTERN, example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY")
    payee_class: str = spec(
        Text("收款人类别", "Class of payee"), max_bytes=20, pattern="own_group|white_list|new",
        example="new", default="new",
        hint=Text("企业可按收款人类别设置规则；不填按新收款人", "Rules may differ by class; new when empty"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeBand:
    """Amounts above `Above` up to and with `UpTo`, and who authorises them."""

    currency: str = spec(_CURRENCY, max_bytes=3)
    above_minor: int = spec(Text("大于", "Above"), Kind.AMOUNT, currency_field="currency")
    up_to_minor: int | None = spec(
        Text("不超过", "Up to"), Kind.AMOUNT, currency_field="currency", default=None
    )
    authority: Authority | None = spec(
        Text("授权方式", "Who authorises"), Kind.CHOICE, choices=Authority, default=None,
        hint=Text("无此项时不予受理，见说明", "Where there is none, the payment would be refused"),
    )  # fmt: skip
    says_zh: str = spec(Text("说明", "In words"), max_bytes=600)
    says_en: str = spec(Text("说明（英文）", "In words (English)"), max_bytes=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """Who authorises, band by band; true at this moment only: rules change, and each answer says what applied."""

    payer_account: str = spec(_PAYER, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    rule_zh: str = spec(Text("适用规则", "Rule"), max_bytes=600)
    rule_en: str = spec(Text("适用规则（英文）", "Rule (English)"), max_bytes=600)
    bands: tuple[ModeBand, ...] = spec(
        Text("金额档", "Bands"), Kind.GROUP, group=ModeBand, default=()
    )
