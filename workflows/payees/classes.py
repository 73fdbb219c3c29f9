"""What a payee is to an enterprise, what is known of its name, and what the enterprise demands."""

from __future__ import annotations

from enum import StrEnum

from kernel.text import Text


class PayeeClass(StrEnum):
    """The class a confirmed entry is kept in."""

    OWN_GROUP = "own_group"
    WHITE_LIST = "white_list"
    ORDINARY = "ordinary"

    @property
    def label(self) -> Text:
        """Its name."""
        return _CLASS_LABELS[self.value]


class PayeeStatus(StrEnum):
    """Whether an entry counts: remembered by use, confirmed by a second person, or taken out."""

    USED = "used"
    ACTIVE = "active"
    REMOVED = "removed"

    @property
    def label(self) -> Text:
        """Its name."""
        return _STATUS_LABELS[self.value]


class WhiteList(StrEnum):
    """How strictly the white list (白名单) is kept."""

    OFF = "off"
    WARN = "warn"
    ENFORCE = "enforce"

    @property
    def label(self) -> Text:
        """Its name."""
        return _MODE_LABELS[self.value]


class Verdict(StrEnum):
    """What is known of account and name together (户名校验); `asked` waits for its answer."""

    ASKED = "asked"
    MATCH = "match"
    CLOSE = "close"
    NO_MATCH = "no_match"
    UNAVAILABLE = "unavailable"

    @property
    def label(self) -> Text:
        """The verdict in a few words."""
        return _VERDICT_LABELS[self.value]

    @property
    def advice(self) -> Text:
        """What it means and what to do; a name of others is never in it."""
        return _ADVICE[self.value]


_CLASS_LABELS = {
    "own_group": Text("集团内", "Own group"),
    "white_list": Text("白名单", "White list"),
    "ordinary": Text("普通", "Ordinary"),
}
_STATUS_LABELS = {
    "used": Text("未确认", "Unconfirmed"),
    "active": Text("已确认", "Confirmed"),
    "removed": Text("已删除", "Removed"),
}
_MODE_LABELS = {
    "off": Text("不启用", "Off"),
    "warn": Text("提示", "Warn"),
    "enforce": Text("强制", "Enforce"),
}
_VERDICT_LABELS = {
    "asked": Text("核验中", "Being checked"),
    "match": Text("户名一致", "Name matches"),
    "close": Text("户名接近但不一致", "Name is close, not the same"),
    "no_match": Text("户名不符", "Name does not match"),
    "unavailable": Text("暂时无法核验", "Cannot be checked now"),
}
_ADVICE = {
    "asked": Text("正在向收款行核验，请稍候。", "The payee's bank is being asked; wait a moment."),
    "match": Text(
        "收款行确认账号与户名一致。", "The payee's bank says that account and name belong together."
    ),
    "close": Text(
        "与开户户名有细微差别，请对照合同或发票更正错字、简称或括号后再核验。",
        "It differs slightly from the name on the account: compare it with the contract or invoice,"
        " correct it and check again.",
    ),
    "no_match": Text(
        "账号与户名对不上，请勿付款；请用已有的联系方式向收款人本人核实，不要使用来函所留的电话。",
        "Account and name do not belong together: do not pay. Ask the payee through a contact you"
        " already have, not one given in the letter that brought the account.",
    ),
    "unavailable": Text(
        "收款行未答复，不代表户名有误。可稍后重新核验；急需付款的，请先向收款人核实账号。",
        "The payee's bank gave no answer, which says nothing about the name. Check again later; if it"
        " is urgent, confirm the account with the payee first.",
    ),
}
