"""A day of an account with one line of every kind, and the file it is in each format."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from kernel.iso20022.codes import BalanceKind
from kernel.iso20022.statement_model import (
    Counterparty,
    EntrySums,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
    TransactionCode,
)
from kernel.statement_files import FileFormat, write_statement

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
HENGRUI = Counterparty(
    "苏州恒锐特钢有限公司", "3250612000181470", bank_name="云港银行", bank_code="313305000012"
)
MULLER = Counterparty(
    "Müller & Söhne GmbH", "DE89370400440532013000", iban=True, bank_bic="DEUTDEFF"
)


def entry(
    place: int, minor: int, kind: str, balance: int | None = None, **more: Any
) -> StatementEntry:
    """A line; a negative amount is a debit."""
    sub = {"transfer": "BOOK", "transfer_out": "DMCT", "return": "RRTN", "fee": "CHRG"}[kind]
    family = "RCDT" if minor > 0 and kind != "return" else "ICDT"
    return StatementEntry(
        abs(minor), minor > 0, DAY, DAY, f"P261123-0000000{place}", TransactionCode("PMNT", family, sub, own=kind),
        reversal=kind == "return", entry_reference=str(place), balance_minor=balance, booked_at=AT, **more,
    )  # fmt: skip


ENTRIES = (
    entry(
        41, -128_640, "transfer", 9_871_360, counterparty=HENGRUI, remittance="货款 合同 HT-2026-118",
        end_to_end_id="E2E-7", instruction_id="INSTR-7", payment_info_id="INF-1", message_id="PAY0005",
    ),
    entry(42, 250_000, "transfer", 10_121_360, counterparty=HENGRUI, remittance="退货款"),
    entry(43, -7_550, "transfer_out", 10_113_810, counterparty=MULLER, remittance="RF18 5390 0754 7034", end_to_end_id="E2E-8"),
    entry(44, 7_550, "return", 10_121_360, counterparty=MULLER, remittance="RF18 5390 0754 7034", end_to_end_id="E2E-8"),
    entry(45, -500, "fee", 10_120_860, end_to_end_id="E2E-8"),
)  # fmt: skip


def statement(opening: int = 10_000_000, closing: int = 10_120_860) -> Statement:
    """The day's head."""
    return Statement(
        "", "20261123-12", 12, AT, datetime(2026, 11, 22, 16, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC),
        StatementAccount(
            "1001234509012345678", "CNY", owner="上海辰海物流股份有限公司", bank_name="云港银行",
            bank_bic="YUGACN2S", bank_code="313305000012",
        ),
        (
            StatementBalance(BalanceKind.OPBD, abs(opening), DAY, opening >= 0),
            StatementBalance(BalanceKind.CLBD, abs(closing), DAY, closing >= 0),
        ),
        EntrySums(2, 257_550, 3, 136_690),
    )  # fmt: skip


def file(form: FileFormat, *parts: tuple[Statement, Iterable[StatementEntry]]) -> bytes:
    """The file of these parts, or of the day."""
    out = BytesIO()
    write_statement(out, form, "S261123-00000012", AT, parts or [(statement(), ENTRIES)])
    return out.read()
