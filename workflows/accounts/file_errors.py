"""What a question about statements is refused for."""

from __future__ import annotations

from kernel.errors import Invalid
from kernel.text import Text


class PeriodWrong(Invalid):
    """The days asked for end before they begin, or are too many."""

    code = "accounts.period_wrong"
    text = Text(
        "起止日期有误：截止日不得早于起始日，且不超过 {days} 天",
        "The days are wrong: the last may not lie before the first, and at most {days} days are told at once",
    )


class TooManyLines(Invalid):
    """More lines than one file may have."""

    code = "accounts.too_many_lines"
    text = Text(
        "该期间共 {lines} 笔，超过一个文件的上限 {limit} 笔，请缩短期间，或逐页查询明细",
        "These days have {lines} lines, more than the {limit} of one file; ask for fewer days, or page through the lines",
    )
