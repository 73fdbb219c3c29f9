"""Where everything stands on the receipt form: the cells of the table and the places around it.

Only measures and printed words; nothing here knows a fact or draws a line. The form has two sizes: one on a
sheet of its own, and a flat one that stands three times on a sheet of A4.
"""

from collections.abc import Mapping
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
_CODE_LEFT: Final = 36.5
_CODE_RIGHT: Final = 118.0
_NOTES_LEFT: Final = 122.0

VALUE: Final = Style(9)
STRONG: Final = Style(9.5, is_bold=True)
FIGURES: Final = Style(13, is_bold=True)
SMALL: Final = Style(7, colour=on.SECONDARY)
SMALL_RIGHT: Final = Style(6.5, colour=on.SECONDARY, align=Align.RIGHT)


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


class Layout:
    """The places of one size of the form, in millimetres from its own top."""

    def __init__(
        self,
        head: float,
        party_rows: tuple[float, ...],
        detail_rows: tuple[float, ...],
        foot: tuple[float, float],
    ) -> None:
        """`head` is where the bank's name begins, `foot` the gap below the table and the side of the QR code."""
        self._lines_above(head)
        self.table_top = head + 19.5
        tops = list(accumulate((*party_rows, *detail_rows), initial=self.table_top))
        self.parties_bottom = tops[len(party_rows)]
        self.table_bottom = tops[-1]
        self.cells: Mapping[str, Cell] = {
            **_party_cells("payer", LEFT, MIDDLE, tops),
            **_party_cells("payee", MIDDLE, RIGHT, tops),
            **_detail_cells(tops[len(party_rows) :]),
        }
        self.values = {name: cell.value_box for name, cell in self.cells.items()}
        self._lines_below(self.table_bottom + foot[0], foot[1])

    def _lines_above(self, top: float) -> None:
        self.bar = Box(LEFT, top + 1.7, LEFT + 1.1, top + 12.3)
        self.bank_zh = Box(LEFT + 3.5, top + 1, 70, top + 7.7)
        self.bank_en = Box(LEFT + 3.5, top + 8.1, 70, top + 12.5)
        self.title = Box(72, top, 138, top + 9)
        self.subtitle = Box(72, top + 9.5, 138, top + 14)
        self.reprint = Box(71, top + 2.2, 86, top + 6.8)
        self.number_label = Box(140, top + 0.1, RIGHT, top + 3.5)
        self.number = Box(140, top + 3.5, RIGHT, top + 7.9)
        self.booked_on = Box(140, top + 9.1, RIGHT, top + 12.9)
        self.rule = top + 16.3

    def _lines_below(self, top: float, size: float) -> None:
        self.qr = Box(LEFT, top, LEFT + size, top + size)
        self.code_label = Box(_CODE_LEFT, top, _CODE_RIGHT, top + 3.4)
        self.code = Box(_CODE_LEFT, top + 3.6, _CODE_RIGHT, top + 10.2)
        self.code_hint = Box(_CODE_LEFT, top + 11.2, _CODE_RIGHT, top + 15)
        self.code_url = Box(_CODE_LEFT, top + 15, _CODE_RIGHT, top + 18)
        self.print_count = Box(_NOTES_LEFT, top, RIGHT, top + 4)
        self.issued_at = Box(_NOTES_LEFT, top + 4.4, RIGHT, top + 8)
        self.repeat_zh = Box(_NOTES_LEFT, top + 9, RIGHT, top + 13)
        self.repeat_en = Box(_NOTES_LEFT, top + 13, RIGHT, top + 16)
        radius = size * 0.63
        self.seal = (RIGHT - radius - 1.5, top + size / 2 - 0.4, radius)


def _party_cells(side: str, left: float, right: float, tops: list[float]) -> dict[str, Cell]:
    labels = {
        "name": (Text("全称", "Name"), STRONG),
        "account": (Text("账号", "Account"), STRONG),
        "bank": (Text("开户行", "Bank"), VALUE),
    }
    return {
        f"{side}.{name}": Cell(label, Box(left, tops[row], right, tops[row + 1]), style, SIDE_WIDTH)
        for row, (name, (label, style)) in enumerate(labels.items())
    }


def _detail_cells(tops: list[float]) -> dict[str, Cell]:
    columns = ((LEFT, MIDDLE), (MIDDLE, RIGHT))
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

FULL: Final = Layout(10.5, (10.6, 8.0, 10.6), (12.2, 10.6, 7.8, 7.8, 7.8, 7.8), (3.2, 21.0))
"""A receipt on a sheet of A5."""
FLAT: Final = Layout(4.5, (7.2, 5.4, 8.0), (7.6, 6.6, 5.0, 5.0, 5.0, 5.0), (1.4, 15.6))
"""One of three on a sheet of A4."""
CELLS: Final = FULL.cells
QR: Final = FULL.qr
