"""Why a question about accounts is not answered."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class SpanWrong(Invalid):
    """Days in the wrong order, in the future, or too many at once."""

    code = "accounts.span_wrong"
    text = Text(
        "日期范围有误：起始日不得晚于截止日，截止日不得晚于 {last}，一次最多 {days} 天",
        "The days are wrong: the first not after the last, the last not after {last}, {days} days at once",
    )


class TooManyAccounts(Invalid):
    """More accounts than one answer can be about."""

    code = "accounts.too_many"
    text = Text(
        "一次最多查询 {max} 个账户，请指定账号分次查询",
        "At most {max} accounts at once; name them and ask several times",
    )


class DayOpen(Conflict):
    """The day's balance may still change, or nothing is known of that day."""

    code = "accounts.day_open"
    text = Text(
        "{on} 尚未日终，请在日终后回签", "{on} is not closed yet; confirm it after the end of day"
    )


class NoteMissing(Invalid):
    """A balance that differs, and not a word why."""

    code = "accounts.note_missing"
    text = Text(
        "余额不符（银行 {bank}，企业 {own}），请填写差异说明后重新提交",
        "The balances differ (the bank's {bank}, yours {own}): send it again with a note",
    )
