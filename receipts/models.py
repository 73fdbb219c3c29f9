"""Table of receipts: the facts as they were issued, so that a receipt can be drawn again and checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, unique


class ReceiptRow(EnterpriseRow):
    """A receipt issued (电子回单): one per transaction, account and kind, for ever the same number."""

    __tablename__ = "receipt"
    __table_args__ = (
        unique("number"),
        unique("transaction_id", "account_number", "kind"),
        index("enterprise_id", "issued_at"),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    kind: Mapped[str]
    transaction_id: Mapped[UUID]
    account_number: Mapped[str]
    subject_id: Mapped[UUID]
    facts: Mapped[dict[str, Any]]
    code: Mapped[str]
    issued_at: Mapped[datetime]
    prints: Mapped[int] = mapped_column(server_default="0")
