"""What may be asked about payees, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.mandates.commands import ChangeLine, MandateView
from workflows.payees.classes import PayeeClass, PayeeStatus, Verdict, WhiteList

_ACCOUNT: Final = Text("账号", "Account")
_NAME: Final = Text("户名", "Name")
_BANK: Final = Text("开户行行号", "Bank code")
_BANK_NAME: Final = Text("开户行", "Bank")
_CLASS: Final = Text("类别", "Class")
_NOTE: Final = Text("备注", "Note")
_REASON: Final = Text("变更原因", "Reason")
_NUMBER: Final = "6222021001112223334"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowsePayees:
    """A page of the payee book; `tab` is a class, `used` (unconfirmed), `cooling`, or empty for all."""

    tab: str = spec(Text("分类", "Tab"), max_bytes=20, default="")
    text: str = spec(
        Text("户名、拼音或账号尾号", "Name, pinyin or tail"), max_bytes=180, default=""
    )
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePayee:
    """A payee by its account number."""

    account: str = spec(_ACCOUNT, max_bytes=42, sensitivity=Sensitivity.ACCOUNT, example=_NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeEntry:
    """A payee as the book has it (收款人)."""

    account: str = spec(_ACCOUNT, max_bytes=42, sensitivity=Sensitivity.ACCOUNT)
    name: str = spec(_NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    bank_code: str = spec(_BANK, max_bytes=12)
    bank_name: str = spec(_BANK_NAME, max_bytes=210)
    payee_class: PayeeClass = spec(_CLASS, Kind.CHOICE, choices=PayeeClass)
    status: PayeeStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PayeeStatus)
    note: str = spec(_NOTE, max_bytes=240, default="")
    verdict: Verdict | None = spec(
        Text("户名校验", "Name check"), Kind.CHOICE, choices=Verdict, default=None
    )
    verdict_at: datetime | None = spec(Text("校验时间", "Checked at"), Kind.INSTANT, default=None)
    added_by: str = spec(
        Text("登记人", "Added by"), max_bytes=120, sensitivity=Sensitivity.PERSONAL
    )
    added_at: datetime = spec(Text("登记时间", "Added at"), Kind.INSTANT)
    confirmed_by: str = spec(
        Text("确认人", "Confirmed by"), max_bytes=120, sensitivity=Sensitivity.PERSONAL, default=""
    )
    since_at: datetime | None = spec(Text("生效时间", "In force since"), Kind.INSTANT, default=None)
    cools_until: datetime | None = spec(
        Text("冷静期至", "Cool-down until"), Kind.INSTANT, default=None
    )
    used_at: datetime | None = spec(Text("上次付款", "Last paid"), Kind.INSTANT, default=None)
    has_twin: bool = spec(Text("有重复条目", "Has a duplicate"), Kind.FLAG, default=False)
    running: str = spec(Text("待确认变更", "Change that waits"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeCount:
    """How many entries stand under one tab."""

    tab: str = spec(Text("分类", "Tab"), max_bytes=20)
    payees: int = spec(Text("户数", "Payees"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeDemands:
    """What the enterprise demands of those it pays (收款人管控)."""

    white_list: WhiteList = spec(Text("白名单", "White list"), Kind.CHOICE, choices=WhiteList)
    cool_down_hours: int = spec(Text("冷静期（小时）", "Cool-down in hours"), Kind.INTEGER)
    cool_down_free_minor: int = spec(
        Text("冷静期免除金额", "Cool-down leaves alone up to"),
        Kind.AMOUNT,
        currency_field="currency",
    )
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    cool_down_blocks: bool = spec(
        Text("冷静期内不予受理", "Refuse during the cool-down"), Kind.FLAG
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeBookPage:
    """A page of the book, what each tab holds, and what is demanded."""

    payees: tuple[PayeeEntry, ...] = spec(
        Text("收款人", "Payees"), Kind.GROUP, group=PayeeEntry, default=()
    )
    counts: tuple[PayeeCount, ...] = spec(
        Text("各类户数", "Payees by tab"), Kind.GROUP, group=PayeeCount, default=()
    )
    demands: PayeeDemands = spec(Text("管控设置", "Demands"), Kind.GROUP, group=PayeeDemands)
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPayee:
    """Everything there is under one account, and how it came about."""

    entries: tuple[PayeeEntry, ...] = spec(
        Text("条目", "Entries"), Kind.GROUP, group=PayeeEntry, default=()
    )
    changes: tuple[MandateView, ...] = spec(
        Text("变更记录", "Changes"), Kind.GROUP, group=MandateView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePayee:
    """An entry as it shall be; with `removes` it is taken out. `merged` names duplicates that go."""

    account: str = spec(_ACCOUNT, max_bytes=42, sensitivity=Sensitivity.ACCOUNT, example=_NUMBER)
    name: str = spec(_NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL, default="")
    bank_code: str = spec(
        _BANK, max_bytes=12, default="", hint=Text("本行留空", "empty: this bank")
    )
    bank_name: str = spec(_BANK_NAME, max_bytes=210, default="")
    payee_class: PayeeClass = spec(
        _CLASS, Kind.CHOICE, choices=PayeeClass, default=PayeeClass.ORDINARY
    )
    note: str = spec(_NOTE, max_bytes=240, default="")
    merged: tuple[str, ...] = spec(
        Text("合并的户名", "Names that are merged"), max_bytes=300,
        sensitivity=Sensitivity.PERSONAL, default=(),
    )  # fmt: skip
    removes: bool = spec(Text("删除", "Remove"), Kind.FLAG, default=False)
    reason: str = spec(_REASON, max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeDiff:
    """What a change would make different, and who could confirm it."""

    lines: tuple[ChangeLine, ...] = spec(
        Text("变更内容", "Differences"), Kind.GROUP, group=ChangeLine, default=()
    )
    confirmers: tuple[str, ...] = spec(
        Text("可确认人", "Who may confirm"), max_bytes=120,
        sensitivity=Sensitivity.PERSONAL, default=(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePayeeChange:
    """A change of the book by its number."""

    number: str = spec(Text("变更编号", "Change number"), max_bytes=40, example="M261123-7KQ2M9XA")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyName:
    """Whether an account bears a name (户名校验)."""

    account: str = spec(_ACCOUNT, max_bytes=42, sensitivity=Sensitivity.ACCOUNT, example=_NUMBER)
    name: str = spec(
        _NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL, example="上海远航贸易有限公司"
    )
    bank_code: str = spec(
        _BANK, max_bytes=12, default="", hint=Text("本行留空", "empty: this bank")
    )
    again: bool = spec(Text("重新核验", "Ask again"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameVerified:
    """What is known of a name; `asked` while the payee's bank has not answered."""

    verdict: Verdict = spec(Text("户名校验", "Name check"), Kind.CHOICE, choices=Verdict)
    advice_zh: str = spec(Text("说明", "What to do"), max_bytes=600)
    advice_en: str = spec(Text("说明（英文）", "What to do (English)"), max_bytes=600)
    masked: str = spec(
        Text("收款行提示", "Shown by the payee's bank"), max_bytes=360,
        sensitivity=Sensitivity.PERSONAL, default="",
    )  # fmt: skip
    check_id: str = spec(Text("核验编号", "Check"), max_bytes=36, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDemands:
    """What is demanded now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What shall be demanded of payees."""

    white_list: WhiteList = spec(Text("白名单", "White list"), Kind.CHOICE, choices=WhiteList)
    cool_down_hours: int = spec(Text("冷静期（小时）", "Cool-down in hours"), Kind.INTEGER)
    cool_down_free_minor: int = spec(
        Text("冷静期免除金额", "Cool-down leaves alone up to"),
        Kind.AMOUNT,
        currency_field="currency",
    )
    currency: str = spec(
        Text("币种", "Currency"), max_bytes=3, pattern="CNY", default="CNY", example="CNY"
    )
    cool_down_blocks: bool = spec(
        Text("冷静期内不予受理", "Refuse during the cool-down"), Kind.FLAG, default=False
    )
    reason: str = spec(_REASON, max_bytes=300, default="")
