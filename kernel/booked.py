"""What is asked of an account's books and told of them, alike for the books themselves and for any core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from kernel.text import Text

KINDS: Final[Mapping[str, tuple[Text, Text]]] = MappingProxyType(
    {
        "transfer": (Text("行内转账", "Transfer"), Text("行内收款", "Transfer in")),
        "transfer_out": (Text("跨行汇出", "Payment"), Text("跨行汇出退回", "Payment back")),
        "transfer_in": (Text("跨行汇入", "Credit"), Text("跨行汇入", "Credit")),
        "return": (Text("退汇", "Return"), Text("退汇", "Return")),
        "batch": (Text("批量付款", "Batch"), Text("批量收款", "Batch")),
        "batch_out": (Text("批量付款", "Batch"), Text("批量退款", "Batch back")),
        "bill": (Text("票据结算", "Bill"), Text("票据结算", "Bill")),
        "suspense": (Text("挂账", "Suspense"), Text("挂账", "Suspense")),
        "suspense_out": (Text("挂账退回", "Suspense back"), Text("挂账入账", "From suspense")),
        "reversal": (Text("冲正", "Reversal"), Text("冲正", "Reversal")),
        "fee": (Text("手续费", "Fee"), Text("手续费退回", "Fee back")),
        "interest": (Text("利息", "Interest"), Text("结息", "Interest")),
        "closing": (Text("销户转出", "Account closed"), Text("销户转入", "From a closed account")),
        "opening": (Text("期初", "Opening"), Text("期初余额", "Opening balance")),
    }
)
"""What the books call what was booked (业务种类), in words: of a debit, and of a credit."""


def words_of(kind: str, *, credit: bool) -> Text:
    """A kind in words; one that a bank's own core made up is said by its code."""
    return KINDS.get(kind, (Text(kind, kind),) * 2)[credit]


@dataclass(frozen=True, slots=True)
class DayBalance:
    """What an account held at the end of a bank day, and what moved on it, in minor units; a `closed` day never changes."""

    number: str
    on_date: date
    closed: bool
    closing_minor: int
    lines: int
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class LineChoice:
    """Which lines of an account: behind a line, on days, of a direction, of a size, fees or not."""

    number: str
    after: int = 0
    from_on: date | None = None
    to_on: date | None = None
    credit: bool | None = None
    low_minor: int | None = None
    high_minor: int | None = None
    fees: bool | None = None


@dataclass(frozen=True, slots=True)
class LineSearch(LineChoice):
    """Chosen lines with words in them, the newest first: those below the line `after` (0: from the newest on)."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class LineSums:
    """What chosen lines come to, and between which lines they lie."""

    debits: int
    credits: int
    debit_minor: int
    credit_minor: int
    first_seq: int
    last_seq: int
