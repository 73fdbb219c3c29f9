"""Why the trail is not written into a file."""

from __future__ import annotations

from kernel.errors import Invalid
from kernel.text import Text


class TooMuch(Invalid):
    """More lines than one file holds."""

    code = "audit.too_much"
    text = Text(
        "超过 {limit} 行，请缩小日期范围后再导出",
        "More than {limit} lines; narrow the dates and export again",
    )
