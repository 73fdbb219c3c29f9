"""Findings about a payment as people read them: a short tag in a list, a sentence where it is signed.

Flags are sentences with facts, never a score. An unknown code is shown by its own sentence, never
left out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from corporate.web.formats import when
from corporate.web.parts import Note, Tag, Tone
from kernel.text import Text
from workflows.payments.commands import FindingView
from workflows.payments.page_answers import PayeeOrigin

DOUBLE: Final = "payment.maybe_duplicate"
FIRST: Final = "payment.first_payment"


class Look(NamedTuple):
    """How one kind of finding looks."""

    tag: Text
    title: Text
    tone: Tone = "warn"
    icon: str = "alert-triangle"


_LOOKS: Final = {
    FIRST: Look(
        Text("首次付款", "First payment"),
        Text("首次向该账户付款", "First payment to this account"),
    ),
    "payment.name_changed": Look(
        Text("户名有变", "Name differs"), Text("户名与以往不同", "The name is not the usual one")
    ),
    DOUBLE: Look(
        Text("疑似重复", "Possible duplicate"),
        Text("可能重复付款", "Possible duplicate"),
        "stop",
        "copy",
    ),
    "payment.insufficient_funds": Look(
        Text("余额不足", "Short of funds"), Text("可用余额不足", "Not enough available"), "stop"
    ),
    "kernel.card_check_failed": Look(
        Text("卡号存疑", "Card number"),
        Text("卡号校验位不符", "The card number fails its check"),
    ),
    "payee.not_listed": Look(
        Text("不在白名单", "Not listed"),
        Text("收款人不在白名单", "Not on the white list"),
        icon="shield-lock",
    ),
    "payee.listed_otherwise": Look(
        Text("与名册不符", "Not as listed"),
        Text("与收款人名册不符", "Not as the payee book has it"),
        icon="shield-lock",
    ),
    "payee.new": Look(
        Text("新收款人", "New payee"),
        Text("新收款人", "New payee"),
    ),
    "payee.cooling": Look(
        Text("冷静期内", "Cooling down"),
        Text("新收款人在冷静期内", "The new payee cools down"),
        icon="clock",
    ),
    "payee.name_close": Look(
        Text("户名接近", "Name is close"),
        Text("户名接近但不一致", "The name is close, not the same"),
    ),
    "payee.name_no_match": Look(
        Text("户名不符", "Name differs"),
        Text("户名不符", "The name does not match"),
        "stop",
        "circle-x",
    ),
    "payee.name_unavailable": Look(
        Text("户名未核验", "Name unchecked"),
        Text("户名暂时无法核验", "The name could not be checked"),
        icon="help-circle",
    ),
    "limit.confirmation_needed": Look(
        Text("大额", "Large"), Text("大额提醒", "A large amount"), icon="alert-circle"
    ),
    "limit.large": Look(
        Text("大额", "Large"), Text("大额提醒", "A large amount"), icon="alert-circle"
    ),
    "payment.rail_closed": Look(
        Text("汇路已关闭", "Rail closed"), Text("汇路当前关闭", "The rail is closed"), icon="clock"
    ),
    "payment.date_past": Look(
        Text("日期已调整", "Date moved"), Text("付款日期已调整", "The date was moved"), icon="clock"
    ),
    "payment.date_off": Look(
        Text("日期顺延", "Date moved"), Text("付款日期顺延", "The date was moved"), icon="clock"
    ),
}
_OTHER: Final = Look(Text("有提示", "See note"), Text("请留意", "Please note"))
_FIRST_KNOWN: Final = Text(
    "尾号 {tail} 于{when} 由{who}新增，{checked}。",
    "The account ending {tail} was added by {who}, {when}; {checked}.",
)
_FIRST: Final = Text(
    "尾号 {tail}，以往没有付款记录，{checked}。",
    "Ending {tail}: nothing was paid to it before; {checked}.",
)
_CHECKED: Final = Text("户名已通过本行核验", "the bank has verified its name")
_UNCHECKED: Final = Text(
    "他行账户，户名以收款行核验为准", "it is at another bank, which will check the name"
)


def tag_of(found: FindingView) -> Tag:
    """A flag in a list."""
    look = _LOOKS.get(found.code, _OTHER)
    return Tag(look.tag, look.tone)


def batch_tag(flagged: int) -> Tag:
    """The flag of a batch: how many of its payments have something to be seen."""
    text = Text("{count} 笔有提示", "{count} with notes").fill(count=flagged)
    return Tag(text, "warn")


def note_of(found: FindingView) -> Note:
    """A finding where it must be read."""
    look = _LOOKS.get(found.code, _OTHER)
    if found.severity == "block":
        return Note(
            Text("不能提交", "Cannot be submitted"), Text(found.zh, found.en), "stop", "ban"
        )
    said = "" if found.zh == str(look.title) else Text(found.zh, found.en)
    return Note(look.title, said, look.tone, look.icon)


def first_note(
    account: str,
    origin: PayeeOrigin | None,
    now: datetime | None = None,
    *,
    own_bank: bool,
) -> Note:
    """The first payment to an account, with who brought it in and whether its name was checked."""
    look, checked = _LOOKS[FIRST], _CHECKED if own_bank else _UNCHECKED
    if origin is None or now is None:
        text = _FIRST.fill(tail=account[-4:], checked=checked)
    else:
        said = {"tail": account[-4:], "who": origin.added_by, "checked": checked}
        text = _FIRST_KNOWN.fill(when=when(origin.at, now), **said)
    return Note(look.title, text, look.tone, look.icon)
