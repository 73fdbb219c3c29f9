"""What limits are called: whose they are, and the sentence of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kernel.context import Context
from kernel.operation import Door
from kernel.text import NO_TEXT, Text
from risk.rules import (
    EVERY,
    METHODS,
    RISK_NORMAL,
    Content,
    Effect,
    Key,
    LimitScope,
    PayeeClass,
    said,
)
from workflows.limits import queries

Names = Mapping[tuple[str, str], Text]

_EVERY: Final = {
    "enterprise": Text("全企业", "the whole enterprise"),
    "account": Text("每个账户", "each account"),
    "user": Text("每位经办人", "each maker"),
    "role": Text("每个角色", "each role"),
    "door": Text("每个渠道", "each channel"),
    "operation": Text("每种业务", "each operation"),
    "method": Text("每种认证方式", "each method"),
    "payee_class": Text("每类收款人", "each class of payees"),
    "risk_level": Text("每个风险等级", "each risk level"),
}
_FIXED: Final[dict[tuple[str, str], Text]] = {
    **{("door", door.value): door.label for door in (Door.WEB, Door.PHONE, Door.DIRECT_LINK)},
    ("operation", "payments.submit"): Text("付款", "payments"),
    **{("method", code): text for code, text in METHODS.items()},
    **{("payee_class", one.value): one.label for one in PayeeClass},
    ("risk_level", RISK_NORMAL): Text("正常", "normal"),
}
_AT_MOST: Final = {
    "single": Text("单笔不超过 {figure}", "one payment at most {figure}"),
    "day_sum": Text("每日累计不超过 {figure}", "at most {figure} a day"),
    "day_count": Text("每日不超过 {figure}", "at most {figure} a day"),
    "month_sum": Text("每月累计不超过 {figure}", "at most {figure} a month"),
    "year_sum": Text("每年累计不超过 {figure}", "at most {figure} a year"),
}
_REMIND: Final = Text(
    "{tally}超过 {figure} 时提醒，经确认后受理",
    "above {figure} ({tally}) a reminder, to be confirmed",
)
_SENTENCE: Final = Text("{who}：{what}{until}", "{who}: {what}{until}")
_UNTIL: Final = Text("；{until} 前（含）临时为 {figure}", "; {figure} until {until} inclusive")


def known(ctx: Context) -> Names:
    """Everything of this enterprise that a limit can be set for."""
    found = dict(_FIXED)
    for row in queries.holders(ctx):
        tail = f" {row['holder'][-4:]}" if row["scope"] == "account" else ""
        text = (
            Text(**row["texts"]) if row["texts"] else Text(row["name"] + tail, row["name"] + tail)
        )
        found[row["scope"], row["holder"]] = text
    return found


def who(names: Names, scope: LimitScope, holder: str) -> Text:
    """Whose a limit is, in words; what has no name any more is called by its code."""
    if holder == EVERY:
        return _EVERY[scope]
    name = names.get((scope, holder), Text(holder, holder))
    return Text(f"{scope.label.zh} {name.zh}", f"{scope.label.en.lower()} {name.en}")


def sentence(names: Names, key: Key, content: Content, *, effect: Effect) -> Text:
    """A limit as one sentence; who set it is told beside it."""
    figure = said(key, content.ceiling)
    if effect is Effect.CONFIRM:
        what = _REMIND.fill(tally=key.span.tally, figure=figure)
    else:
        what = _AT_MOST[key.span].fill(figure=figure)
    whose = who(names, key.scope, key.holder)
    told = _SENTENCE.fill(who=whose, what=what, until=temporary(key, content))
    return Text(told.zh, told.en[:1].upper() + told.en[1:])


def by_bank(told: Text) -> Text:
    """A sentence that also says that the bank set it."""
    return Text(f"{told.zh}（银行设定）", f"{told.en} (set by the bank)")


def temporary(key: Key, content: Content) -> Text:
    """What holds for a while instead; nothing when nothing does."""
    if content.temporary_ceiling is None:
        return NO_TEXT
    figure = said(key, content.temporary_ceiling)
    return _UNTIL.fill(until=content.temporary_until, figure=figure)


def figure(key: Key, content: Content) -> Text:
    """How much, and what holds for a while."""
    rest = temporary(key, content)
    amount = said(key, content.ceiling)
    return Text(amount.zh + rest.zh, amount.en + rest.en)
