"""Tables of webhooks: the addresses, and the events on their way to each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, refers


class WebhookRow(EnterpriseRow):
    """One address that two administrators agreed on."""

    __tablename__ = "webhook"
    __table_args__ = (
        Index(
            "webhook_url_uq",
            "tenant_id",
            "enterprise_id",
            "url",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        CheckConstraint("status IN ('active', 'ended')", name="status"),
    )

    id: Mapped[UUID] = identity()
    url: Mapped[str]
    kinds: Mapped[list[Any]]
    signature: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    sent: Mapped[int]
    last_sent_at: Mapped[datetime | None]


class DeliveryRow(EnterpriseRow):
    """One event of the feed on its way to one address; `due_at` is also the lease of who sends it."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        refers("webhook", "webhook_id"),
        index("due_at", where="status = 'waiting'"),
        index("webhook_id", "object", "seq", where="status = 'waiting'"),
        Index(
            "webhook_delivery_tenant_id_due_at_over_ix",
            "tenant_id",
            "due_at",
            postgresql_where=text("status <> 'waiting'"),
        ),
        index("webhook_id", "status", "due_at", where="status <> 'sent'"),
        index("status", "due_at", where="status = 'given_up'"),
        CheckConstraint("status IN ('waiting', 'sent', 'given_up')", name="status"),
    )

    webhook_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    seq: Mapped[int] = mapped_column(primary_key=True)
    object: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
