"""A statement on paper with its voucher inside: its lines are walked once, drawn and kept as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kernel.iso20022.statement_model import Part, StatementEntry
from receipts.render.statement import render_statement
from receipts.signing import Slot
from receipts.statement_paper import StatementHead
from receipts.vouchers.embedding import Embedded, embed
from receipts.vouchers.paper import XML
from receipts.vouchers.statement import KIND, StatementLine, StatementVoucher, statement_voucher
from receipts.vouchers.xbrl import write_instance

LINES_MAX: Final = 2_000
"""A longer statement goes without: its data are fetched as a file of lines, not as one document."""


def render_statement_with_voucher(
    head: StatementHead, parts: Iterable[Part], slot: Slot | None = None
) -> bytes:
    """The statement as PDF with its voucher attached. Raises Unbalanced."""
    lines: list[StatementLine] = []
    drawn = render_statement(head, _kept(parts, lines), slot)
    if len(lines) > LINES_MAX:
        return drawn
    told = StatementVoucher(
        head.bank.short_code, head.account, head.owner, "", head.currency, head.from_on, head.to_on,
        head.closing_minor, lines,
    )  # fmt: skip
    name = f"{KIND}_{head.bank.short_code}_{head.number}.xml"
    return embed(drawn, [Embedded(name, XML, write_instance(statement_voucher(told)))])


def _kept(parts: Iterable[Part], lines: list[StatementLine]) -> Iterator[Part]:
    for statement, entries in parts:
        yield statement, _noted(entries, lines)


def _noted(
    entries: Iterable[StatementEntry], lines: list[StatementLine]
) -> Iterator[StatementEntry]:
    for entry in entries:
        if len(lines) <= LINES_MAX:
            lines.append(_line(entry))
        yield entry


def _line(entry: StatementEntry) -> StatementLine:
    other = entry.counterparty
    return StatementLine(
        booked_at=entry.booked_at,
        booked_on=entry.booked_on,
        amount_minor=entry.amount_minor if entry.credit else -entry.amount_minor,
        balance_minor=entry.balance_minor,
        business_serial=entry.bank_reference,
        transaction=entry.entry_reference,
        counterparty_account=other.account,
        counterparty_name=other.name,
        counterparty_bank=other.bank_name,
        notes=entry.remittance or entry.note,
    )
