"""Tables of documents: what is made without being waited for. Receipts themselves stand in `receipts`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped

from kernel.models import EnterpriseRow, identity, index, one_of, refers, unique
from workflows.documents.states import TaskStatus


class DocumentTaskRow(EnterpriseRow):
    """Documents asked for under the enterprise's own serial; made once, kept for some days."""

    __tablename__ = "document_task"
    __table_args__ = (
        refers("enterprise_user", "user_id"),
        unique("number"),
        unique("enterprise_id", "client_serial"),
        one_of("status", TaskStatus),
        index("due_at", where="status = 'waiting'"),
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
    size: Mapped[int]
    digest: Mapped[bytes | None]
    reason: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
