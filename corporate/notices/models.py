"""Tables of notices (通知): what somebody should know, told inside the house first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import TenantRow, identity, index, unique


class NoticeRow(TenantRow):
    """One notice to one user of an enterprise; to the bank's desk when it names no enterprise."""

    __tablename__ = "notice"
    __table_args__ = (unique("source_key"), index("enterprise_id", "user_id", "created_at"))

    id: Mapped[UUID] = identity()
    enterprise_id: Mapped[UUID | None] = mapped_column(sort_order=-1)
    user_id: Mapped[UUID | None]
    kind: Mapped[str]
    text: Mapped[dict[str, Any]]
    link: Mapped[str]
    source_key: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
