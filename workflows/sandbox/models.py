"""Tables of the sandbox: empty where there is real money."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, unique
from workflows.sandbox.commands import OrderStatus


class RuleRow(EnterpriseRow):
    """What shall become of submissions that fit."""

    __tablename__ = "sandbox_rule"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    name: Mapped[str] = mapped_column(primary_key=True)
    rail: Mapped[str]
    account_tail: Mapped[str]
    amount: Mapped[str]
    behaviour: Mapped[str]
    reason: Mapped[str]
    times: Mapped[int | None]
    used: Mapped[int]
    told_at: Mapped[datetime]
    live: Mapped[bool]


class HintRow(EnterpriseRow):
    """What a submission met first, and meets whenever it is sent again."""

    __tablename__ = "sandbox_hint"
    __table_args__ = (index("met_at"),)

    submission_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    rule: Mapped[str]
    behaviour: Mapped[str]
    reason: Mapped[str]
    met_at: Mapped[datetime]


class OrderRow(EnterpriseRow):
    """Money to be sent in, or the clock to be moved; `due_at` is also the lease of who does it."""

    __tablename__ = "sandbox_order"
    __table_args__ = (
        unique("enterprise_id", "kind", "reference"),
        index("due_at", where="status = 'waiting'"),
        index("enterprise_id", "ordered_at"),
        CheckConstraint("kind IN ('credit', 'clock')", name="kind"),
        one_of("status", OrderStatus),
    )

    id: Mapped[UUID] = identity()
    kind: Mapped[str]
    reference: Mapped[str]
    payload: Mapped[dict[str, Any]]
    status: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    ordered_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str]
