"""Tables of batches: the header with its counters, the rows, what is wrong with them, who pays them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, refers, unique, word
from workflows.batches.row_states import RowState
from workflows.batches.states import BatchStatus

_DEBIT = "debit IN ('total', 'each')"


class BatchAccountRow(EnterpriseRow):
    """How an account is debited for batches: 一笔扣总额 or 逐笔扣款; one that has no row, in total."""

    __tablename__ = "batch_account"
    __table_args__ = (CheckConstraint(_DEBIT, name="debit"),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    account_number: Mapped[str] = mapped_column(primary_key=True)
    debit: Mapped[str]


class BatchRow(EnterpriseRow):
    """The header. Its counters add up to it at every moment."""

    __tablename__ = "batch"
    __table_args__ = (
        unique("number"),
        unique("enterprise_id", "client_serial"),
        refers("batch", "reissue_of"),
        refers("payment_message", "message_row_id"),
        index("enterprise_id", "created_at", "id"),
        index("enterprise_id", "content"),
        index("message_row_id", where="message_row_id IS NOT NULL"),
        index("status", "due_on", where="status = 'released'"),
        Index(
            "batch_reissue_uq",
            "tenant_id",
            "reissue_of",
            unique=True,
            postgresql_where=text(
                "status NOT IN ('rejected', 'withdrawn', 'expired', 'cancelled')"
            ),
        ),
        one_of("status", BatchStatus),
        CheckConstraint(_DEBIT, name="debit"),
        CheckConstraint(
            "open_count + paid_count + failed_count + unknown_count + returned_count = row_count",
            name="rows",
        ),
        CheckConstraint(
            "open_minor + paid_minor + failed_minor + unknown_minor + returned_minor = total_minor",
            name="totals",
        ),
        CheckConstraint(
            "least(open_count, paid_count, failed_count, unknown_count, returned_count,"
            " open_minor, paid_minor, failed_minor, unknown_minor, returned_minor) >= 0",
            name="signs",
        ),
        CheckConstraint(
            "status NOT IN ('succeeded', 'partly_succeeded', 'failed') OR open_count = 0 AND unknown_count = 0",
            name="ended",
        ),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    client_serial: Mapped[str]
    kind: Mapped[str]
    door: Mapped[str]
    name: Mapped[str]
    account: Mapped[str]
    account_name: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3))
    due_on: Mapped[date]
    debit: Mapped[str]
    reissue_of: Mapped[UUID | None]
    source: Mapped[dict[str, Any]]
    stated_rows: Mapped[int | None]
    stated_minor: Mapped[int | None]
    content: Mapped[bytes]
    row_count: Mapped[int]
    total_minor: Mapped[int]
    fee_minor: Mapped[int]
    largest_minor: Mapped[int]
    faulty_count: Mapped[int]
    open_count: Mapped[int]
    open_minor: Mapped[int]
    paid_count: Mapped[int]
    paid_minor: Mapped[int]
    failed_count: Mapped[int]
    failed_minor: Mapped[int]
    unknown_count: Mapped[int]
    unknown_minor: Mapped[int]
    returned_count: Mapped[int]
    returned_minor: Mapped[int]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    status: Mapped[str]
    status_at: Mapped[datetime]
    version: Mapped[int]
    reason_code: Mapped[str]
    reason: Mapped[dict[str, Any]]
    maker_person_id: Mapped[UUID | None]
    maker_name: Mapped[str]
    approval_id: Mapped[UUID | None]
    limited: Mapped[bool]
    transaction_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    message_row_id: Mapped[UUID | None]


class BatchTransitionRow(EnterpriseRow):
    """Every change of a batch's state, in order; never changed."""

    __tablename__ = "batch_transition"
    __table_args__ = (refers("batch", "batch_id"),)

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    door: Mapped[str]
    note: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class BatchItemRow(EnterpriseRow):
    """A row as the file had it, and what became of it. A private one keeps its words in `sealed` alone."""

    __tablename__ = "batch_row"
    __table_args__ = (
        refers("batch", "batch_id"),
        Index(
            "batch_row_dispatch_uq",
            "tenant_id",
            "dispatch_id",
            unique=True,
            postgresql_where=text("dispatch_id IS NOT NULL"),
        ),
        CheckConstraint(
            "sealed IS NULL OR name = '' AND account = '' AND amount = '' AND amount_minor IS NULL",
            name="private",
        ),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_no: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    account: Mapped[str]
    amount: Mapped[str]
    bank: Mapped[str]
    remark: Mapped[str]
    reference: Mapped[str]
    extra: Mapped[dict[str, Any]]
    sealed: Mapped[bytes | None]
    blind: Mapped[bytes | None]
    twin: Mapped[bytes]
    amount_minor: Mapped[int | None]
    bank_code: Mapped[str]
    bank_name: Mapped[str]
    rail: Mapped[str]
    fee_minor: Mapped[int]
    state: Mapped[str] = word("batch_row_state", *RowState)
    reason_code: Mapped[str]
    reason: Mapped[dict[str, Any]]
    dispatch_id: Mapped[UUID | None]
    hold_id: Mapped[UUID | None]
    transaction_id: Mapped[UUID | None]
    refund_transaction_id: Mapped[UUID | None]
    state_at: Mapped[datetime]
    instruction: Mapped[str] = mapped_column(server_default="")
    urgent: Mapped[bool] = mapped_column(server_default="false")


class BatchFindingRow(EnterpriseRow):
    """What is wrong with a row, or (row 0) with the whole; the sentence is made from code and facts."""

    __tablename__ = "batch_finding"
    __table_args__ = (
        refers("batch", "batch_id"),
        CheckConstraint("severity IN ('block', 'warn')", name="severity"),
    )

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_no: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    severity: Mapped[str]
    facts: Mapped[dict[str, Any]]
    live: Mapped[bool]


class BatchPortionRow(EnterpriseRow):
    """Rows one worker pays at a time, under a lease."""

    __tablename__ = "batch_portion"
    __table_args__ = (
        refers("batch", "batch_id"),
        index("due_at", where="status = 'waiting'"),
        CheckConstraint("status IN ('waiting', 'done')", name="status"),
    )

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    portion: Mapped[int] = mapped_column(primary_key=True)
    first_row: Mapped[int]
    last_row: Mapped[int]
    status: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    hold_id: Mapped[UUID | None]
    fee_hold_id: Mapped[UUID | None]
