"""What following the audit chain to its end found; the trail itself belongs to the kernel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import TenantRow


class AuditCheckRow(TenantRow):
    """One walk along the bank's whole chain."""

    __tablename__ = "audit_check"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    good: Mapped[bool]
    sealed: Mapped[int]
    reason: Mapped[str]
