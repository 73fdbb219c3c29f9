"""Example facts of the pages about limits."""

from __future__ import annotations

from typing import Any, Final

from flask import request

from corporate.web import parts as p
from kernel.text import Text
from risk.rules import LimitSpan

_BANK: Final = p.Tag(Text("银行设定", "Set by the bank"), "", "building-bank")
_TEMPORARY: Final = p.Tag(Text("临时额度", "Temporary"), "warn", "clock")
_WAITING: Final = p.Tag(Text("有变更待确认", "A change waits"), "warn", "clock")
_WHOLE: Final = Text(
    "全企业：每日累计不超过 CNY 50,000,000.00",
    "The whole enterprise: at most CNY 50,000,000.00 a day",
)
_EACH: Final = Text(
    "每位经办人：每日累计不超过 CNY 2,000,000.00", "Each maker: at most CNY 2,000,000.00 a day"
)
_SINGLE: Final = Text(
    "账户 基本户 5678：单笔不超过 CNY 5,000,000.00",
    "Account 基本户 5678: one payment at most CNY 5,000,000.00",
)
_AWHILE: Final = Text(
    "渠道 银企直联：每日累计不超过 CNY 8,000,000.00；2026-11-30 前（含）临时为 CNY 20,000,000.00",
    "Channel Direct link: at most CNY 8,000,000.00 a day; CNY 20,000,000.00 until 2026-11-30 inclusive",
)  # fmt: skip
_USED: Final = Text("已用 CNY {amount}", "CNY {amount} used")
_HELD: Final = Text("待付 CNY 620,000.00", "CNY 620,000.00 waiting")
_LEFT: Final = Text("剩余 CNY {amount}", "CNY {amount} left")


def limits() -> dict[str, Any]:
    """Limits of every look; `?empty` before the first."""
    rows = (
        _row(_WHOLE, 18, "8,380,000.00", "41,000,000.00", tags=(_BANK,)),
        _row(
            _EACH,
            95,
            "1,286,400.00",
            "93,600.00",
            whose=Text("用户 李娜", "user 李娜"),
            edit_url="#",
        ),
        _row(_SINGLE, 0, "", "", has_bar=False, edit_url="#"),
        _row(
            _AWHILE,
            41,
            "7,580,000.00",
            "11,800,000.00",
            tags=(_TEMPORARY, _WAITING),
            waiting_url="#",
        ),
    )
    return {"rows": () if "empty" in request.args else rows, "new_url": "/gallery/limit-edit"}


def limit_edit() -> dict[str, Any]:
    """A new limit with a fault; `?known` is the change of one."""
    known = "known" in request.args
    fault = Text(
        "不得超过银行设定的上限 CNY 50,000,000.00", "The bank's ceiling is CNY 50,000,000.00"
    )
    names = ("whose", "span", "currency", "ceiling", "temporary", "until", "reason")
    form = {name: p.Value() for name in names} | {"ceiling": p.Value("60000000", fault)}
    return {
        "form": form,
        "faults": (p.FormFault("ceiling", fault),),
        "holders": (("enterprise/*", Text("全企业", "the whole enterprise")),),
        "spans": tuple((one.value, one.label) for one in LimitSpan),
        "currencies": (("CNY", Text("CNY", "CNY")),),
        "limit": "user/*/day_sum/CNY" if known else "",
        "sentence": _EACH,
        "post_url": "/gallery/limit-check",
        "back_url": "/gallery/limits",
    }


def limit_check() -> dict[str, Any]:
    """The difference before it is proposed."""
    label = Text("每位经办人 日累计限额", "daily limit of each maker")
    was, becomes = ("CNY 2,000,000.00", "CNY 3,000,000.00")
    return {
        "lines": (p.ChangeRow(label, Text(was, was), Text(becomes, becomes)),),
        "hidden": (),
        "limit": "",
        "send": "send",
        "post_url": "#",
        "back_url": "/gallery/limits",
    }


def _row(sentence: Text, share: int, used: str, left: str, **more: Any) -> dict[str, Any]:
    """One limit; what is used, waits and is left makes up its ceiling."""
    figures = {"used": _USED.fill(amount=used), "held": _HELD, "left": _LEFT.fill(amount=left)}
    base = {"tags": (), "has_bar": True, "whose": Text("", ""), "edit_url": "", "waiting_url": ""}
    tone = "full" if share >= 90 else ""  # noqa: PLR2004 - an example
    return base | figures | {"sentence": sentence, "share": share, "tone": tone} | more
