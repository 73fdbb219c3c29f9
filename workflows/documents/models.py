"""Tables of documents: what is made without being waited for. Receipts themselves stand in `receipts`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, TenantRow, identity, index, one_of, refers, unique
from workflows.documents.states import Period, ScheduleStatus, SealedKind, TaskStatus


class DocumentTaskRow(EnterpriseRow):
    """Documents asked for under the enterprise's own serial; made once, kept for some days."""

    __tablename__ = "document_task"
    __table_args__ = (
        refers("enterprise_user", "user_id"),
        unique("number"),
        unique("enterprise_id", "client_serial"),
        one_of("status", TaskStatus),
        index("due_at", where="status = 'waiting'"),
        index("ended_at", where="status = 'ready'"),
        index("enterprise_id", "created_at", "id"),
        index("status", "due_at", where="status = 'failed'"),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    client_serial: Mapped[str]
    user_id: Mapped[UUID]
    kind: Mapped[str]
    asked: Mapped[dict[str, Any]]
    status: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    items: Mapped[int]
    total: Mapped[int] = mapped_column(server_default="0")
    size: Mapped[int]
    digest: Mapped[bytes | None]
    part_digests: Mapped[bytes] = mapped_column(server_default="")
    reason: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DocumentSealRow(TenantRow):
    """A document the bank signed: its hash and the seal value over it; never whom it is about."""

    __tablename__ = "document_seal"
    __table_args__ = (one_of("kind", SealedKind), index("number"))

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str]
    print_no: Mapped[int]
    items: Mapped[int]
    size: Mapped[int]
    seal: Mapped[bytes]
    certificate: Mapped[str]
    made_at: Mapped[datetime]


class DocumentShareRow(EnterpriseRow):
    """A link that shows one receipt to whoever holds it, for some days and so many downloads."""

    __tablename__ = "document_share"
    __table_args__ = (
        refers("enterprise_user", "user_id"),
        unique("token_hash"),
        index("enterprise_id", "number"),
    )

    id: Mapped[UUID] = identity()
    token_hash: Mapped[bytes]
    number: Mapped[str]
    user_id: Mapped[UUID]
    uses: Mapped[int]
    uses_max: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class StatementScheduleRow(EnterpriseRow):
    """Statements of an account that come by themselves; `next_on` is the day after the period to come."""

    __tablename__ = "statement_schedule"
    __table_args__ = (
        refers("enterprise_user", "user_id"),
        one_of("period", Period),
        one_of("status", ScheduleStatus),
        index("enterprise_id", "account_number"),
        index("next_on", where="status = 'active'"),
    )

    id: Mapped[UUID] = identity()
    account_number: Mapped[str]
    user_id: Mapped[UUID]
    period: Mapped[str]
    format: Mapped[str]
    status: Mapped[str]
    next_on: Mapped[date]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
