"""What people ask about those who are paid and the accounts that pay them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.payroll.kinds import EmployeeStatus, NameCheck, PayKind

NUMBER: Final = Text("工号", "Employee number")
_NUMBER: Final = r"[0-9A-Za-z][0-9A-Za-z_-]{0,29}"
NAME: Final = Text("姓名", "Name")
ACCOUNT: Final = Text("收款账号", "Account")
_BANK: Final = Text("开户行行号", "Bank code")
_PROJECT: Final = Text("工程项目", "Project")
_MOBILE: Final = Text("手机", "Mobile")
_MAIL: Final = Text("邮箱", "Mail")
_STATUS: Final = Text("状态", "State")
_CURSOR: Final = Text("续页", "Cursor")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseStaff:
    """A page of the employee book; `find` is a number, a whole name or a whole account."""

    find: str = spec(
        Text("查找", "Find"), max_bytes=300, default="", sensitivity=Sensitivity.PERSONAL
    )
    status: EmployeeStatus | None = spec(_STATUS, Kind.CHOICE, choices=EmployeeStatus, default=None)
    cursor: str = spec(_CURSOR, max_bytes=30, default="")
    limit: int = spec(Text("条数", "Limit"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameEmployee:
    """One person of the book."""

    number: str = spec(NUMBER, max_bytes=30, pattern=_NUMBER, example="A0017")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeView:
    """Somebody who is paid."""

    number: str = spec(NUMBER, max_bytes=30)
    name: str = spec(NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    account: str = spec(ACCOUNT, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    bank_code: str = spec(_BANK, max_bytes=12, default="")
    project: str = spec(_PROJECT, max_bytes=120, default="")
    mobile: str = spec(_MOBILE, max_bytes=20, default="", sensitivity=Sensitivity.PERSONAL)
    mail: str = spec(_MAIL, max_bytes=254, default="", sensitivity=Sensitivity.PERSONAL)
    name_check: NameCheck = spec(Text("户名核验", "Name check"), Kind.CHOICE, choices=NameCheck)
    status: EmployeeStatus = spec(_STATUS, Kind.CHOICE, choices=EmployeeStatus)
    left_on: date | None = spec(Text("离职日", "Left on"), Kind.DATE, default=None)
    account_since: datetime = spec(Text("账号启用", "Account since"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """A page of them, by number, and how many there are."""

    employees: tuple[EmployeeView, ...] = spec(
        Text("员工", "Employees"), Kind.GROUP, group=EmployeeView, default=()
    )
    cursor: str = spec(_CURSOR, max_bytes=30, default="")
    active: int = spec(Text("在职", "Employed"), Kind.INTEGER, default=0)
    left: int = spec(Text("离职", "Left"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """One person as the book shall have them."""

    number: str = spec(NUMBER, max_bytes=30, pattern=_NUMBER, example="A0017")
    name: str = spec(NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL, example="王小雨")
    account: str = spec(
        ACCOUNT, max_bytes=42, sensitivity=Sensitivity.ACCOUNT, example="6222021001112223334"
    )
    bank_code: str = spec(
        _BANK, max_bytes=12, default="", hint=Text("本行留空", "empty: this bank")
    )
    project: str = spec(
        _PROJECT, max_bytes=120, default="",
        hint=Text("仅农民工工资专户", "only for a special account for migrant workers"),
    )  # fmt: skip
    mobile: str = spec(
        _MOBILE,
        max_bytes=20,
        pattern=r"\+?[0-9]{6,19}",
        default="",
        sensitivity=Sensitivity.PERSONAL,
    )
    mail: str = spec(
        _MAIL, max_bytes=254, pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+", default="", sensitivity=Sensitivity.PERSONAL
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepStaff:
    """Put people into the book, or change them; those who are not named stay as they are."""

    rows: tuple[StaffLine, ...] = spec(Text("员工", "Employees"), Kind.GROUP, group=StaffLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKept:
    """What became of it."""

    kept: int = spec(Text("写入", "Kept"), Kind.INTEGER)
    added: int = spec(Text("新增", "Added"), Kind.INTEGER)
    unmatched: int = spec(Text("户名不符", "Names that do not match"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEmployee:
    """Somebody left, or came back: then without a day."""

    number: str = spec(NUMBER, max_bytes=30, pattern=_NUMBER, example="A0017")
    left_on: date | None = spec(Text("离职日", "Left on"), Kind.DATE, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAgreements:
    """Every account that may pay people, and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """One account and what it may pay."""

    account: str = spec(
        Text("代发账户", "Pay account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    alias: str = spec(Text("账户别名", "Alias"), max_bytes=120)
    kinds: tuple[PayKind, ...] = spec(
        Text("代发种类", "Kinds"), Kind.CHOICE, choices=PayKind, default=()
    )
    project: str = spec(_PROJECT, max_bytes=120, default="")
    since: datetime | None = spec(Text("签订时间", "Since"), Kind.INSTANT, default=None)
    workers: int = spec(Text("名册人数", "People on its list"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementList:
    """All of them."""

    agreements: tuple[AgreementView, ...] = spec(
        Text("代发协议", "Agreements"), Kind.GROUP, group=AgreementView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAgreement:
    """Sign what an account may pay; nothing ends the agreement."""

    account: str = spec(
        Text("代发账户", "Pay account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT,
        example="1001234509012345678",
    )  # fmt: skip
    kinds: tuple[PayKind, ...] = spec(
        Text("代发种类", "Kinds"), Kind.CHOICE, choices=PayKind, default=()
    )
    project: str = spec(_PROJECT, max_bytes=120, default="")
    reason: str = spec(Text("原因", "Reason"), max_bytes=300, default="")
