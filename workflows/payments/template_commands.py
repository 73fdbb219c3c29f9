"""What may be asked about templates of payments (付款模板). Lengths are bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTemplate:
    """Keep a payment as a template, under a name."""

    number: str = spec(Text("付款编号", "Payment"), max_bytes=40)
    name: str = spec(Text("模板名称", "Name of the template"), max_bytes=90, example="每月房租")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTemplates:
    """Every template of the accounts one may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTemplate:
    """One template."""

    template_id: str = spec(Text("模板", "Template"), max_bytes=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """A template: what a form is filled with."""

    template_id: str = spec(Text("模板", "Template"), max_bytes=36)
    name: str = spec(Text("模板名称", "Name of the template"), max_bytes=90)
    payer_account: str = spec(
        Text("付款账号", "Payer account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    payee_account: str = spec(
        Text("收款账号", "Payee account"), max_bytes=42, sensitivity=Sensitivity.ACCOUNT
    )
    payee_name: str = spec(
        Text("收款户名", "Payee name"), max_bytes=300, sensitivity=Sensitivity.PERSONAL
    )
    payee_bank: str = spec(Text("收款行行号", "Payee bank"), max_bytes=14, default="")
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=180, default="")
    remark: str = spec(Text("附言", "Remark"), max_bytes=420, default="")
    made_by: str = spec(Text("创建人", "Made by"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)
    created_at: datetime = spec(Text("创建时间", "Made at"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Templates, by name."""

    templates: tuple[TemplateLine, ...] = spec(
        Text("付款模板", "Templates"), Kind.GROUP, group=TemplateLine, default=()
    )
