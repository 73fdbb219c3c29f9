"""A day's statement as CSV that Excel opens rightly: UTF-8 with its mark, accounts as text, a running balance."""

from __future__ import annotations

import codecs
import csv
import io
from typing import Final

from erp_adapters.adapter import BackFile
from erp_adapters.statement import Statement
from kernel.money import format_minor, parse_amount

_HEADER: Final = (
    "记账日", "序号", "收入", "支出", "余额", "币种", "对方户名", "对方账号", "摘要", "端到端标识", "银行业务编号", "业务种类",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def entries_csv(statement: Statement) -> BackFile:
    """One row an entry; nothing in it can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    balance = _minor(statement.opening, statement.currency)
    for line in statement.lines:
        minor = parse_amount(line.amount, line.currency)
        balance += minor if line.credit else -minor
        income, spent = (line.amount, "") if line.credit else ("", line.amount)
        writer.writerow(
            (
                line.booked_on, line.number, income, spent,
                format_minor(balance, statement.currency, grouping=False), line.currency,
                _safe(line.party_name), _as_text(line.party_account), _safe(line.text),
                _safe(line.end_to_end), _safe(line.bank_reference), _safe(line.kind),
            )
        )  # fmt: skip
    name = f"{statement.account}-{statement.day}.csv"
    return BackFile(name, codecs.BOM_UTF8 + text.getvalue().encode())


def _minor(amount: str, currency: str) -> int:
    if not amount:
        return 0
    size = parse_amount(amount.removeprefix("-"), currency)
    return -size if amount.startswith("-") else size


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_text(account: str) -> str:
    """A tab before the digits: Excel shows them all and makes no number of them."""
    return f"\t{account}" if account.isdigit() else _safe(account)
