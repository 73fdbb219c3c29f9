"""Stored rows as what is answered."""

from __future__ import annotations

from typing import Final

from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.batches import commands
from workflows.batches.errors import sentence
from workflows.batches.row_states import RowState
from workflows.batches.states import BatchStatus

_COUNTERS: Final = ("open", "paid", "failed", "unknown", "returned")
_CELLS: Final = frozenset({"name", "account", "amount", "bank", "remark", "reference"})


def batch(
    row: Row, reissue_of: str = "", *, duplicate: bool = False, sums: bool = True
) -> commands.BatchHeader:
    """A batch with its counters; without `sums` a part's amount is not told, for a part may be one row."""
    currency = row["currency"].strip()

    def whole(name: str) -> bool:
        return bool(row[f"{name}_count"] == row["row_count"])

    tallies = tuple(
        commands.Tally(
            state=name,
            rows=row[f"{name}_count"],
            total_minor=row[f"{name}_minor"] if sums or whole(name) else 0,
            currency=currency,
        )
        for name in _COUNTERS
    )
    return commands.BatchHeader(
        number=row["number"], client_serial=row["client_serial"], kind=row["kind"], name=row["name"],
        status=BatchStatus(row["status"]).public, payer_account=row["account"], rows=row["row_count"],
        total_minor=row["total_minor"], fee_minor=row["fee_minor"], currency=currency, due_on=row["due_on"],
        faulty=row["faulty_count"], tallies=tallies, fingerprint=bytes(row["digest"]).hex(), reissue_of=reissue_of,
        reason_code=row["reason_code"], reason_zh=row["reason"].get("zh", ""), reason_en=row["reason"].get("en", ""),
        file_name=row["source"].get("file", ""), created_at=row["created_at"], ended_at=row.get("ended_at"),
        duplicate=duplicate,
    )  # fmt: skip


def row(found: Row) -> commands.RowView:
    """One row and what became of it."""
    return commands.RowView(
        row=found["row_no"], name=found["name"], account=found["account"], amount=found["amount"], bank=found["bank"],
        remark=found["remark"], reference=found["reference"], state=RowState(found["state"]),
        reason_code=found["reason_code"], reason_zh=found["reason"].get("zh", ""),
        reason_en=found["reason"].get("en", ""), refunded=found["refund_transaction_id"] is not None,
    )  # fmt: skip


def finding(found: Row) -> commands.FindingView:
    """One thing wrong, in words, with the cell as it stands."""
    value = found[found["field"]] if found["field"] in _CELLS and found["name"] is not None else ""
    said: Text = sentence(found["code"], found["facts"], value)
    return commands.FindingView(
        row=found["row_no"], field=found["field"], code=found["code"], severity=found["severity"], value=value[:100],
        text_zh=said.zh, text_en=said.en,
    )  # fmt: skip


def money(row_: Row, minor: int) -> Money:
    """An amount of a batch."""
    return Money(minor, row_["currency"].strip())
