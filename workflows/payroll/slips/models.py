"""Tables of payslips."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, unique
from workflows.payroll.slips.kinds import PackLayout, PackStatus, PasswordRule, SlipStatus


class TemplateRow(EnterpriseRow):
    """What an enterprise's slips show."""

    __tablename__ = "payslip_template"
    __table_args__ = (
        one_of("password_rule", PasswordRule),
        CheckConstraint("days BETWEEN 1 AND 90", name="days"),
    )

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    items: Mapped[list[Any]]
    note: Mapped[str]
    password_rule: Mapped[str]
    days: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class SlipRow(EnterpriseRow):
    """One person's slip of one run; what it says is sealed."""

    __tablename__ = "payslip"
    __table_args__ = (
        unique("batch_id", "row"),
        Index(
            "payslip_link_uq", "tenant_id", "link_hash", unique=True,
            postgresql_where=text("link_hash IS NOT NULL"),
        ),
        index("due_at", where="status = 'waiting'"),
        index("status", "due_at", where="status = 'unreachable'"),
        index("code_wanted_at", where="code_wanted_at IS NOT NULL"),
        one_of("status", SlipStatus),
    )  # fmt: skip

    id: Mapped[UUID] = identity()
    batch_id: Mapped[UUID]
    row: Mapped[int]
    number: Mapped[str]
    month: Mapped[str]
    kind: Mapped[str]
    sealed: Mapped[bytes]
    status: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    link_hash: Mapped[bytes | None]
    expires_at: Mapped[datetime]
    code_wanted_at: Mapped[datetime | None]
    code_mark: Mapped[bytes | None]
    code_until: Mapped[datetime | None]
    guesses: Mapped[int]
    view_hash: Mapped[bytes | None]
    view_until: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PackRow(EnterpriseRow):
    """All slips of a run as one file (工资条打包): what it holds lies sealed in the file store, and a day at most."""

    __tablename__ = "payslip_pack"
    __table_args__ = (
        Index(
            "payslip_pack_waiting_uq", "tenant_id", "batch_id", "layout", unique=True,
            postgresql_where=text("status = 'waiting'"),
        ),
        index("batch_id", "created_at"),
        index("due_at", where="status IN ('waiting', 'ready')"),
        one_of("layout", PackLayout),
        one_of("status", PackStatus),
    )  # fmt: skip

    id: Mapped[UUID] = identity()
    batch_id: Mapped[UUID]
    layout: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    made: Mapped[int]
    total: Mapped[int]
    size: Mapped[int]
    piece_bytes: Mapped[int]
    pieces: Mapped[int]
    created_at: Mapped[datetime]
