"""Where everything stands on a page of a statement, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from kernel.text import Text
from receipts.render import sheet as on
from receipts.render.sheet import Align, Box, Style
from receipts.statement_paper import Capacity

LEFT: Final = 12.0
RIGHT: Final = 198.0
FIRST_TOP: Final = 51.0
OTHER_TOP: Final = 30.0
HEADING: Final = 8.4
ROW: Final = 8.4
SUM_ROW: Final = 6.0
_BOTTOM: Final = 279.0
_SUMS_PLACES: Final = 5

SMALL: Final = Style(7, colour=on.SECONDARY)
FACT: Final = Style(9.5, is_bold=True)
LABEL: Final = Style(7.6, is_bold=True)
LABEL_EN: Final = Style(5.4, colour=on.SECONDARY)
TEXT: Final = Style(7.6)
SUB: Final = Style(6.6, colour=on.SECONDARY)
DENSE: Final = Style(6.8)
MONEY: Final = Style(8, align=Align.RIGHT)
SUM_LABEL: Final = Style(7.6, is_bold=True)
SUM: Final = Style(8, is_bold=True, align=Align.RIGHT)
TOTAL: Final = Style(11, is_bold=True)
SEAL_BOX: Final = Box(160, 247, 192, 279)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the lines."""

    name: Text
    left: float
    right: float
    align: Align


_NAMES: Final = (
    (Text("记账时间", "Booked"), 17.0, Align.LEFT),
    (Text("摘要", "Description"), 37.0, Align.LEFT),
    (Text("对方户名 / 账号", "Counterparty"), 40.0, Align.LEFT),
    (Text("业务编号 / 流水号", "Reference"), 21.0, Align.LEFT),
    (Text("支出（借方）", "Debit"), 23.0, Align.RIGHT),
    (Text("收入（贷方）", "Credit"), 23.0, Align.RIGHT),
    (Text("余额", "Balance"), 25.0, Align.RIGHT),
)
_EDGES: Final = tuple(accumulate((width for _, width, _ in _NAMES), initial=LEFT))
COLUMNS: Final = tuple(
    Column(name, left, right, align)
    for (name, _, align), (left, right) in zip(_NAMES, pairwise(_EDGES), strict=True)
)
FACTS: Final = {
    "owner": (Text("户名", "Name"), Box(LEFT, 28.5, 104, 38)),
    "account": (Text("账号", "Account"), Box(106, 28.5, 158, 38)),
    "currency": (Text("币种", "Currency"), Box(160, 28.5, RIGHT, 38)),
    "period": (Text("对账期间", "Period"), Box(LEFT, 39.5, 104, 48)),
    "days": (Text("日对账单号", "Daily statements"), Box(106, 39.5, 158, 48)),
    "lines": (Text("笔数", "Entries"), Box(160, 39.5, RIGHT, 48)),
}
"""The head of the first page: a label, and the box of both."""


def _fit(top: float) -> int:
    return int((_BOTTOM - top - HEADING - 3 * SUM_ROW) // ROW)


CAPACITY: Final = Capacity(_fit(FIRST_TOP), _fit(OTHER_TOP), _SUMS_PLACES)


def halves(top: float) -> list[tuple[Box, Box]]:
    """The upper and the lower half of each cell of a row."""
    middle, bottom = top + ROW * 0.53, top + ROW
    return [
        (
            Box(one.left, top + 0.5, one.right, middle).inset(1.2, 0),
            Box(one.left, middle, one.right, bottom - 0.4).inset(1.2, 0),
        )
        for one in COLUMNS
    ]
