"""Stored runs as what is answered."""

from __future__ import annotations

from itertools import zip_longest

from kernel.statements import Row
from workflows.batches.queries import as_read
from workflows.batches.row_states import RowState
from workflows.batches.rows import read
from workflows.batches.staging import INTERNAL
from workflows.batches.states import BatchStatus
from workflows.batches.views import batch as batch_view
from workflows.payroll import anomalies as what
from workflows.payroll import run_commands as c
from workflows.payroll.anomalies import BOUNDS, Anomaly
from workflows.payroll.kinds import PayKind


def run_view(
    batch: Row, run: Row, reissue_of: str = "", *, duplicate: bool = False, whole: bool = True
) -> c.RunView:
    """A run as everybody sees it; a list leaves out what stands out row by row."""
    seen = batch_view(batch, reissue_of, sums=False)
    return c.RunView(
        number=seen.number, client_serial=seen.client_serial, kind=PayKind(run["kind"]), month=run["month"],
        name=seen.name, status=BatchStatus(batch["status"]).public, payer_account=seen.payer_account,
        rows=seen.rows, total_minor=seen.total_minor, currency=seen.currency, due_on=seen.due_on, faulty=seen.faulty,
        tallies=seen.tallies,
        histogram=tuple(
            c.Column(upto_minor=top, rows=rows)
            for top, rows in zip_longest(BOUNDS, run["histogram"], fillvalue=0)
        ) if run["histogram"] else (),
        counts=tuple(
            c.AnomalyCount(kind=kind, rows=run["counted"][kind.value])
            for kind in Anomaly if run["counted"].get(kind.value)
        ),
        anomalies=tuple(map(_anomaly, run["anomalies"])) if whole else (),
        last_month=run["last_month"] or "", last_rows=run["last_rows"] or 0,
        last_total_minor=run["last_minor"] or 0, fingerprint=seen.fingerprint, reissue_of=reissue_of,
        reason_zh=seen.reason_zh, reason_en=seen.reason_en, file_name=seen.file_name, created_at=seen.created_at,
        fee_minor=seen.fee_minor, parts=len(batch["source"].get("parts", {})),
        duplicate=duplicate,
    )  # fmt: skip


def row_view(row: Row, last_minor: int | None = None) -> c.RunRow:
    """One person's row, opened, beside what they were paid last time."""
    now = read(as_read(row), "CNY").minor if last_minor is not None else None
    return c.RunRow(
        row=row["row_no"], number=row["reference"], name=row["name"], account=row["account"], amount=row["amount"],
        bank=row["bank"], other_bank="" if row["rail"] in {"", INTERNAL} else row["bank_name"], remark=row["remark"], state=RowState(row["state"]), reason_zh=row["reason"].get("zh", ""),
        reason_en=row["reason"].get("en", ""), refunded=row["refund_transaction_id"] is not None,
        before_minor=None if now == last_minor else last_minor,
    )  # fmt: skip


def _anomaly(kept: Row) -> c.AnomalyView:
    found = what.read(kept)
    said = found.sentence
    return c.AnomalyView(
        row=found.row, kind=found.kind, grave=found.kind.grave, text_zh=said.zh, text_en=said.en
    )
