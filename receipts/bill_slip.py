"""What a slip of a bill's act states (票据业务回单), and the voucher of a discount (贴现凭证), in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.money import Money
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One thing it states."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True)
class BillSlip:
    """One act that has ended, as it was signed and settled."""

    bank: str
    title: Text
    number: str
    bill_number: str
    interval: str
    money: Money
    lines: tuple[SlipLine, ...]
    fingerprint: str
    """The SM3 of the text that was signed (交易指纹)."""
    done_at: datetime
    printed_at: datetime
    is_test: bool
    colour: str = ""
