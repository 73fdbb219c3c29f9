"""Tables of the feed: what happened, numbered, and the gate that gives out the numbers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, TenantRow, unique


class EventGateRow(TenantRow):
    """One row for each bank; whoever numbers events holds it until they are committed."""

    __tablename__ = "event_gate"

    told: Mapped[int]


class EventFeedRow(EnterpriseRow):
    """One thing that happened: where to look, never its content."""

    __tablename__ = "event_feed"
    __table_args__ = (unique("event_id"),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    seq: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    topic: Mapped[str]
    account_number: Mapped[str]
    number: Mapped[str]
    client_serial: Mapped[str]
    happened_at: Mapped[datetime]
