"""Where everything stands on the receipt form: the cells of the table and the places around it.

Only measures and printed words; nothing here knows a fact or draws a line.
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from kernel.text import Text
from receipts.render import sheet as on
from receipts.render.sheet import Align, Box, Style

LEFT: Final = 12.0
MIDDLE: Final = 105.0
RIGHT: Final = 198.0
SIDE_WIDTH: Final = 8.0
LABEL_WIDTH: Final = 25.0
TABLE_TOP: Final = 30.0
PARTY_ROWS: Final = (10.6, 8.0, 10.6)
DETAIL_ROWS: Final = (12.2, 10.6, 7.8, 7.8, 7.8, 7.8)
PARTIES_BOTTOM: Final = TABLE_TOP + sum(PARTY_ROWS)
TABLE_BOTTOM: Final = PARTIES_BOTTOM + sum(DETAIL_ROWS)
FOOTER_TOP: Final = TABLE_BOTTOM + 3.2

VALUE: Final = Style(9)
STRONG: Final = Style(9.5, is_bold=True)
FIGURES: Final = Style(13, is_bold=True)
SMALL: Final = Style(7, colour=on.SECONDARY)
SMALL_RIGHT: Final = Style(6.5, colour=on.SECONDARY, align=Align.RIGHT)

BANK_ZH: Final = Box(LEFT + 3.5, 11.5, 70, 18.2)
BANK_EN: Final = Box(LEFT + 3.5, 18.6, 70, 23)
TITLE: Final = Box(72, 10.5, 138, 19.5)
SUBTITLE: Final = Box(72, 20, 138, 24.5)
NUMBER_LABEL: Final = Box(140, 10.6, RIGHT, 14)
NUMBER: Final = Box(140, 14, RIGHT, 18.4)
BOOKED_ON: Final = Box(140, 19.6, RIGHT, 23.4)

QR: Final = Box(LEFT, FOOTER_TOP, LEFT + 21, FOOTER_TOP + 21)
_CODE_LEFT: Final = QR.right + 3.5
CODE_LABEL: Final = Box(_CODE_LEFT, FOOTER_TOP, 118, FOOTER_TOP + 3.4)
CODE: Final = Box(_CODE_LEFT, FOOTER_TOP + 3.6, 118, FOOTER_TOP + 10.2)
CODE_HINT: Final = Box(_CODE_LEFT, FOOTER_TOP + 11.2, 118, FOOTER_TOP + 15)
CODE_URL: Final = Box(_CODE_LEFT, FOOTER_TOP + 15, 118, FOOTER_TOP + 18)
PRINT_COUNT: Final = Box(122, FOOTER_TOP, RIGHT, FOOTER_TOP + 4)
ISSUED_AT: Final = Box(122, FOOTER_TOP + 4.4, RIGHT, FOOTER_TOP + 8)
REPEAT_ZH: Final = Box(122, FOOTER_TOP + 9, RIGHT, FOOTER_TOP + 13)
REPEAT_EN: Final = Box(122, FOOTER_TOP + 13, RIGHT, FOOTER_TOP + 16)


@dataclass(frozen=True, slots=True)
class Cell:
    """One labelled place of the table; `indent` is the room of the vertical 付款人 and 收款人."""

    label: Text
    box: Box
    style: Style = VALUE
    indent: float = 0.0

    @property
    def label_box(self) -> Box:
        """Where the label stands."""
        box = self.box
        return Box(box.left + self.indent + 2, box.top, box.left + LABEL_WIDTH - 1, box.bottom)

    @property
    def value_box(self) -> Box:
        """Where the value stands and must stay."""
        box = self.box
        return Box(box.left + LABEL_WIDTH, box.top, box.right, box.bottom).inset(2, 0.8)


def _tops(first: float, heights: tuple[float, ...]) -> list[float]:
    return list(accumulate(heights, initial=first))


def _party_cells(side: str, left: float, right: float) -> dict[str, Cell]:
    tops = _tops(TABLE_TOP, PARTY_ROWS)
    labels = {
        "name": (Text("全称", "Name"), STRONG),
        "account": (Text("账号", "Account"), STRONG),
        "bank": (Text("开户行", "Bank"), VALUE),
    }
    return {
        f"{side}.{name}": Cell(label, Box(left, top, right, bottom), style, SIDE_WIDTH)
        for (name, (label, style)), top, bottom in zip(
            labels.items(), tops[:-1], tops[1:], strict=True
        )
    }


def _detail_cells() -> dict[str, Cell]:
    columns = ((LEFT, MIDDLE), (MIDDLE, RIGHT))
    tops = _tops(PARTIES_BOTTOM, DETAIL_ROWS)
    return {
        name: Cell(label, Box(left, tops[row], right, tops[row + 1]), style)
        for row, entries in enumerate(_DETAILS)
        for (left, right), (name, label, style) in zip(columns, entries, strict=True)
    }


_DETAILS: Final = (
    (
        ("words", Text("金额（大写）", "Amount in words"), VALUE),
        ("amount", Text("金额（小写）", "Amount"), FIGURES),
    ),
    (
        ("purpose", Text("用途", "Purpose"), VALUE),
        ("remark", Text("摘要", "Remark"), VALUE),
    ),
    (
        ("kind", Text("业务类型", "Type"), VALUE),
        ("booked_at", Text("记账时间", "Booked at"), VALUE),
    ),
    (
        ("business_serial", Text("业务流水号", "Business serial"), VALUE),
        ("client_serial", Text("企业流水号", "Customer's serial"), VALUE),
    ),
    (
        ("transaction_id", Text("交易流水号", "Transaction"), VALUE),
        ("refunded_of", Text("原业务流水号", "Original serial"), VALUE),
    ),
    (
        ("channel", Text("渠道", "Channel"), VALUE),
        ("rail", Text("汇路", "Route"), VALUE),
    ),
)

CELLS: Final[dict[str, Cell]] = {
    **_party_cells("payer", LEFT, MIDDLE),
    **_party_cells("payee", MIDDLE, RIGHT),
    **_detail_cells(),
}
