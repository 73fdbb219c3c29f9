"""What a printed payslip (工资条) says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.money import Money

Items = Sequence[tuple[str, str]]
"""Labels and what stands beside them, as the enterprise wrote it."""


@dataclass(frozen=True, slots=True)
class PayslipFacts:
    """One person's slip; `income` and `deductions` are printed side by side."""

    enterprise: str
    month: str
    number: str
    name: str
    account_tail: str
    net: Money
    income: Items
    deductions: Items
    info: Items
    note: str
    made_at: datetime
