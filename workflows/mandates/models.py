"""Tables of changes of rule: each with what was, what shall be, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, refers, unique
from workflows.mandates.states import MandateStatus


class MandateRow(EnterpriseRow):
    """One change of one thing (授权变更), as it was proposed."""

    __tablename__ = "mandate"
    __table_args__ = (
        unique("number"),
        index("enterprise_id", "created_at", "id"),
        index("enterprise_id", "kind", "target", "created_at"),
        Index(
            "mandate_running_uq",
            "tenant_id",
            "enterprise_id",
            "kind",
            "target",
            unique=True,
            postgresql_where=text("status IN ('pending_approval', 'approved')"),
        ),
        one_of("status", MandateStatus),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    kind: Mapped[str]
    target: Mapped[str]
    title: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    lines: Mapped[list[Any]]
    reason: Mapped[str]
    door: Mapped[str]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    status: Mapped[str]
    status_at: Mapped[datetime]
    version: Mapped[int]
    why: Mapped[dict[str, Any]]
    maker_person_id: Mapped[UUID]
    maker_name: Mapped[str]
    approval_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class MandateTransitionRow(EnterpriseRow):
    """Every change of a mandate's state, in order; never changed."""

    __tablename__ = "mandate_transition"
    __table_args__ = (refers("mandate", "mandate_id"),)

    mandate_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    door: Mapped[str]
    at: Mapped[datetime]
