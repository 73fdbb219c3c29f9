"""Why a question about the calendar is not answered."""

from __future__ import annotations

from kernel.errors import Invalid
from kernel.text import Text


class DaysWrong(Invalid):
    """Days in the wrong order, or too many at once."""

    code = "reference.days_wrong"
    text = Text(
        "日期范围有误：起始日不得晚于截止日，一次最多 {days} 天",
        "The days are wrong: the first not after the last, {days} days at once",
    )


class DaysUnknown(Invalid):
    """No calendar holds them: asking again later brings nothing."""

    code = "reference.days_unknown"
    text = Text(
        "银行未维护 {year} 年的工作日历，请缩短日期范围",
        "The bank keeps no working calendar of {year}; ask for other days",
    )
