"""Tables of notices (通知): what somebody should know, told inside the house first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from corporate.notices.kinds import ChannelKind, ChannelStatus, DeliveryStatus
from kernel.models import TenantRow, identity, index, one_of, refers, unique


class NoticeRow(TenantRow):
    """One notice to one user of an enterprise; to the bank's desk when it names no enterprise."""

    __tablename__ = "notice"
    __table_args__ = (
        unique("source_key"),
        index("enterprise_id", "user_id", "created_at"),
        index("enterprise_id", "user_id", where="read_at IS NULL"),
        index("created_at"),
    )

    id: Mapped[UUID] = identity()
    enterprise_id: Mapped[UUID | None] = mapped_column(sort_order=-1)
    user_id: Mapped[UUID | None]
    kind: Mapped[str]
    text: Mapped[dict[str, Any]]
    link: Mapped[str]
    source_key: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class ChannelRow(TenantRow):
    """How a person wants to be told (通知渠道); it counts once its address has been proven.

    `sealed` is the address; `address` holds one from before addresses were sealed, until the worker
    has sealed it too.
    """

    __tablename__ = "notice_channel"
    __table_args__ = (
        refers("person", "person_id"),
        unique("person_id", "kind", "mark"),
        CheckConstraint("(address IS NULL) <> (sealed IS NULL)", name="address"),
        one_of("kind", ChannelKind),
        one_of("status", ChannelStatus),
    )

    id: Mapped[UUID] = identity()
    person_id: Mapped[UUID]
    kind: Mapped[str]
    address: Mapped[str | None]
    topics: Mapped[list[Any]]
    status: Mapped[str]
    code_hash: Mapped[bytes | None]
    code_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    sealed: Mapped[str | None]
    shown: Mapped[str | None]
    mark: Mapped[bytes]


class DeliveryRow(TenantRow):
    """One notice on its way over one channel; sent at least once, never for ever."""

    __tablename__ = "notice_delivery"
    __table_args__ = (
        refers("notice_channel", "channel_id"),
        refers("notice", "notice_id"),
        unique("channel_id", "notice_id"),
        index("due_at", where="status = 'waiting'"),
        index("status", "due_at", where="status = 'given_up'"),
        index("created_at"),
        one_of("status", DeliveryStatus),
    )

    id: Mapped[UUID] = identity()
    channel_id: Mapped[UUID]
    notice_id: Mapped[UUID | None]
    what: Mapped[dict[str, Any] | None]
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
