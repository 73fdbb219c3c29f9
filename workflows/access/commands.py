"""What may be asked about people, roles and rights, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from corporate.identity.people import PersonStatus
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.mandates.commands import ChangeLine

LOGIN_PATTERN: Final = r"[a-z0-9][a-z0-9._-]{1,30}"
ROLE_PATTERN: Final = r"[a-z0-9_-]{1,40}"


def _login(**more: Any) -> Any:
    return spec(
        Text("登录名", "Log-in name"), max_bytes=31, pattern=LOGIN_PATTERN, example="lina", **more
    )


def _reason() -> Any:
    return spec(Text("变更原因", "Reason"), max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RightLine:
    """One row of the matrix: what may be done on which account, up to which amount."""

    right: str = spec(Text("权限", "Right"), max_bytes=40, example="payments.submit")
    account: str = spec(
        Text("账号", "Account"), max_bytes=34, default="*", sensitivity=Sensitivity.ACCOUNT
    )
    see: bool = spec(Text("查看", "See"), Kind.FLAG, default=False)
    make: bool = spec(Text("经办", "Make"), Kind.FLAG, default=False)
    approve: bool = spec(Text("审批", "Approve"), Kind.FLAG, default=False)
    upto_minor: int | None = spec(
        Text("单笔上限", "Up to"), Kind.AMOUNT, currency_field="currency", default=None
    )
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUsers:
    """Everybody of the enterprise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUser:
    """One user by the log-in name."""

    login: str = _login()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """A user as administrators see them."""

    login: str = _login()
    name: str = spec(Text("姓名", "Name"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)
    title: str = spec(Text("职务", "Title"), max_bytes=120)
    status: PersonStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PersonStatus)
    roles: tuple[str, ...] = spec(Text("角色", "Roles"), max_bytes=40, default=())
    role_names: tuple[str, ...] = spec(Text("角色名称", "Role names"), max_bytes=120, default=())
    needs_code: bool = spec(Text("待激活", "To be activated"), Kind.FLAG, default=False)
    is_self: bool = spec(Text("本人", "Oneself"), Kind.FLAG, default=False)
    has_methods: bool = spec(
        Text("有密码以外的验证方式", "More than a password"), Kind.FLAG, default=False
    )
    recovering: bool = spec(Text("验证方式已重置", "Methods were reset"), Kind.FLAG, default=False)
    seen_at: datetime | None = spec(Text("最近操作", "Last seen"), Kind.INSTANT, default=None)
    pending: str = spec(Text("待确认变更", "Change waiting"), max_bytes=40, default="")
    rights: tuple[RightLine, ...] = spec(
        Text("权限", "Rights"), Kind.GROUP, group=RightLine, default=()
    )
    sentences_zh: tuple[str, ...] = spec(Text("权限说明", "In words"), max_bytes=600, default=())
    sentences_en: tuple[str, ...] = spec(
        Text("权限说明（英文）", "In words (English)"), max_bytes=600, default=()
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class UserList:
    """Everybody, those who left too."""

    users: tuple[UserView, ...] = spec(Text("用户", "Users"), Kind.GROUP, group=UserView)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUser:
    """Invite somebody, or change title or state: suspend, reopen, leave."""

    login: str = _login()
    name: str = spec(
        Text("姓名", "Name"), max_bytes=120, default="", sensitivity=Sensitivity.PERSONAL
    )
    title: str = spec(Text("职务", "Title"), max_bytes=120, default="")
    status: PersonStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PersonStatus)
    reason: str = _reason()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetMethods:
    """End every passkey and code of somebody who lost them (验证方式重置)."""

    login: str = _login()
    reason: str = _reason()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRights:
    """Everything a user may do from then on; what is not named is taken away."""

    login: str = _login()
    rows: tuple[RightLine, ...] = spec(
        Text("权限", "Rights"), Kind.GROUP, group=RightLine, default=()
    )
    reason: str = _reason()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role the enterprise named, and who holds it."""

    code: str = spec(Text("角色代码", "Code"), max_bytes=40)
    name_zh: str = spec(Text("角色名称", "Name"), max_bytes=120)
    name_en: str = spec(Text("角色名称（英文）", "Name (English)"), max_bytes=120)
    members: tuple[str, ...] = spec(Text("成员", "Members"), max_bytes=31, default=())
    member_names: tuple[str, ...] = spec(
        Text("成员姓名", "Names"), max_bytes=120, default=(), sensitivity=Sensitivity.PERSONAL
    )
    pending: str = spec(Text("待确认变更", "Change waiting"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleList:
    """The roles of the enterprise."""

    roles: tuple[RoleView, ...] = spec(Text("角色", "Roles"), Kind.GROUP, group=RoleView)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRoles:
    """The roles of the enterprise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRole:
    """Name a role and fill it; a new one gets its code from the house."""

    code: str = spec(Text("角色代码", "Code"), max_bytes=40, pattern=ROLE_PATTERN)
    name_zh: str = spec(Text("角色名称", "Name"), max_bytes=120)
    name_en: str = spec(Text("角色名称（英文）", "Name (English)"), max_bytes=120, default="")
    members: tuple[str, ...] = spec(
        Text("成员", "Members"), max_bytes=31, pattern=LOGIN_PATTERN, default=()
    )
    reason: str = _reason()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixLine:
    """What a right is about, for the page that sets it."""

    right: str = spec(Text("权限", "Right"), max_bytes=40)
    title_zh: str = spec(Text("名称", "Name"), max_bytes=120)
    title_en: str = spec(Text("名称（英文）", "Name (English)"), max_bytes=120)
    see: bool = spec(Text("可查看", "Has seeing"), Kind.FLAG)
    make: bool = spec(Text("可经办", "Has making"), Kind.FLAG)
    approve: bool = spec(Text("可审批", "Has approving"), Kind.FLAG)
    by_account: bool = spec(Text("分账户", "By account"), Kind.FLAG)
    by_amount: bool = spec(Text("分金额", "By amount"), Kind.FLAG)
    administers: bool = spec(Text("企业管理", "Self-government"), Kind.FLAG)
    need_to_know: bool = spec(Text("须知权限", "Need to know"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account rights may be about."""

    number: str = spec(Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    alias: str = spec(Text("账户别名", "Alias"), max_bytes=120)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMatrix:
    """What there is to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Every right and every account."""

    rights: tuple[MatrixLine, ...] = spec(Text("权限", "Rights"), Kind.GROUP, group=MatrixLine)
    accounts: tuple[AccountLine, ...] = spec(
        Text("账户", "Accounts"), Kind.GROUP, group=AccountLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a change would change, before it is proposed."""

    lines: tuple[ChangeLine, ...] = spec(
        Text("变更内容", "Differences"), Kind.GROUP, group=ChangeLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationCode:
    """A fresh activation code; it is shown this once."""

    login: str = _login()
    code: str = spec(
        Text("激活码", "Activation code"), max_bytes=20, sensitivity=Sensitivity.SECRET
    )
    expires_at: datetime = spec(Text("有效至", "Valid until"), Kind.INSTANT)
