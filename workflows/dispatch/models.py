"""Tables of the dispatch engine: what was sent out of the house, and every answer that came back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import TenantRow, identity, index, one_of, refers, unique
from workflows.dispatch.states import SubmissionStatus


class SubmissionRow(TenantRow):
    """One message to clearing: stored before the first byte is sent, one per subject, for ever.

    What is `sealed` stands nowhere else. `enterprise_id` is empty for the bank's own messages. `heard_at` is when clearing last showed
    that it knows the message.
    """

    __tablename__ = "submission"
    __table_args__ = (
        unique("subject_type", "subject_id"),
        index("next_at", where="next_at IS NOT NULL"),
        index("status", where="status = 'unknown'"),
        one_of("status", SubmissionStatus),
        CheckConstraint(
            "sealed IS NULL OR payload - 'currency' - 'amount_mark' = '{}'::jsonb", name="private"
        ),
    )

    id: Mapped[UUID] = identity()
    enterprise_id: Mapped[UUID | None]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    rail: Mapped[str]
    payload: Mapped[dict[str, Any]]
    payload_hash: Mapped[bytes]
    status: Mapped[str]
    version: Mapped[int]
    attempts: Mapped[int]
    enquiries: Mapped[int]
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    reference: Mapped[str]
    reason: Mapped[str]
    heard_at: Mapped[datetime | None]
    sealed: Mapped[bytes | None]


class SubmissionTransitionRow(TenantRow):
    """Every change of a submission's state, in order."""

    __tablename__ = "submission_transition"
    __table_args__ = (refers("submission", "submission_id"),)

    enterprise_id: Mapped[UUID | None]
    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class AnswerRow(TenantRow):
    """An answer or notice from clearing as it came, also late, doubled or contradictory ones."""

    __tablename__ = "clearing_answer"
    __table_args__ = (
        index("submission_id"),
        index("received_at", where="verdict = 'exception'"),
        Index(
            "clearing_answer_message_uq",
            "tenant_id",
            "message_id",
            "outcome",
            text("coalesce(submission_id, '00000000-0000-0000-0000-000000000000')"),
            unique=True,
            postgresql_where=text("message_id <> ''"),
        ),
    )

    id: Mapped[UUID] = identity()
    submission_id: Mapped[UUID | None]
    message_id: Mapped[str]
    outcome: Mapped[str]
    payload: Mapped[dict[str, Any]]
    verdict: Mapped[str]
    received_at: Mapped[datetime]


class CursorRow(TenantRow):
    """How far the bank has read what waits at clearing."""

    __tablename__ = "clearing_cursor"

    link: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[str]
    moved_at: Mapped[datetime]
