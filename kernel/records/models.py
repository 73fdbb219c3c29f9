"""Tables of the kernel's records."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Identity
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, TenantRow, identity, index, unique


class OutboxRow(TenantRow):
    """A fact that has happened and must be told, in order per key; told only after commit."""

    __tablename__ = "outbox"
    __table_args__ = (index("position", where="relayed_at IS NULL"),)

    id: Mapped[UUID] = identity()
    topic: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    relayed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    retry_at: Mapped[datetime | None]
    error: Mapped[str | None]
    position: Mapped[int] = mapped_column(Identity(always=True))


class AuditRow(TenantRow):
    """Who did what to which object; sealed into the bank's own chain within a second."""

    __tablename__ = "audit"
    __table_args__ = (
        unique("seq"),
        index("at", "id", where="seq IS NULL"),
        index("door", "at", "id", where="door = 'desk'"),
        index("object_type", "object_id"),
        index("enterprise_id", "at"),
    )

    id: Mapped[UUID] = identity()
    enterprise_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor: Mapped[str]
    person_id: Mapped[UUID | None]
    door: Mapped[str]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[str]
    detail: Mapped[dict[str, Any]]
    seq: Mapped[int | None]
    prev_hash: Mapped[bytes | None]
    hash: Mapped[bytes | None]


class SerialRow(EnterpriseRow):
    """The enterprise's own serial: the idempotency key over all doors, never pruned."""

    __tablename__ = "client_serial"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    serial: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str]
    content_hash: Mapped[bytes]
    subject_id: Mapped[UUID]
    created_at: Mapped[datetime]


class ScheduleRow(TenantRow):
    """When a recurring job is due next, on the injected clock."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    ran_at: Mapped[datetime | None]
