"""Why a question about accounts is not answered."""

from __future__ import annotations

from kernel.errors import Invalid
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
