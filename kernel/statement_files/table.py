"""A statement as a table: the columns of CSV and Excel, and the cells of a line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kernel.calendar import SHANGHAI
from kernel.iso20022.statement_model import Statement, StatementEntry
from kernel.text import Text


class Cell(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in one language each, what it holds, how wide it is shown."""

    name: Text
    kind: Cell = Cell.TEXT
    width: int = 14


COLUMNS: Final = (
    Column(Text("记账日", "Date"), Cell.DATE, 12),
    Column(Text("记账时间", "Time"), width=10),
    Column(Text("起息日", "Value date"), Cell.DATE, 12),
    Column(Text("流水号", "Line"), width=10),
    Column(Text("业务种类", "Kind"), width=14),
    Column(Text("收入", "Credit"), Cell.MONEY, 18),
    Column(Text("支出", "Debit"), Cell.MONEY, 18),
    Column(Text("余额", "Balance"), Cell.MONEY, 18),
    Column(Text("币种", "Currency"), width=8),
    Column(Text("对方户名", "Counterparty"), width=30),
    Column(Text("对方账号", "Counterparty account"), width=24),
    Column(Text("对方开户行", "Counterparty bank"), width=26),
    Column(Text("用途", "Description"), width=30),
    Column(Text("业务编号", "Bank number"), width=20),
    Column(Text("端到端标识", "End-to-end id"), width=24),
    Column(Text("账号", "Account"), width=24),
)

Cells = tuple[object, ...]
"""Values of a line: texts, dates, minor units or None, in the order of `COLUMNS`."""


def cells_of(statement: Statement, entry: StatementEntry, balance_minor: int | None) -> Cells:
    """The cells of one line; `balance_minor` is what stood on the account after it."""
    other = entry.counterparty
    at = entry.booked_at.astimezone(SHANGHAI) if entry.booked_at else None
    return (
        entry.booked_on,
        f"{at:%H:%M:%S}" if at else "",
        entry.valued_on,
        entry.entry_reference,
        entry.code.own,
        entry.amount_minor if entry.credit else None,
        None if entry.credit else entry.amount_minor,
        balance_minor,
        statement.account.currency,
        other.name,
        other.account,
        other.bank_name,
        " ".join(filter(None, (entry.remittance, entry.note))),
        entry.bank_reference,
        entry.end_to_end_id or entry.instruction_id,
        statement.account.number,
    )


class Running:
    """The balance after each line: as the books say it, else counted on from the opening."""

    def __init__(self, statement: Statement) -> None:
        self._minor = statement.opening.signed_minor if statement.opening else None

    def after(self, entry: StatementEntry) -> int | None:
        """The balance after `entry`, which must be the next line."""
        if entry.balance_minor is not None:
            self._minor = entry.balance_minor
        elif self._minor is not None:
            self._minor += entry.amount_minor if entry.credit else -entry.amount_minor
        return self._minor
