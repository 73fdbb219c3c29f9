"""Tables of payroll: the employee book, agreements, what each run is. Nothing private stands in clear."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, index, one_of, refers
from workflows.payroll.kinds import EmployeeStatus, NameCheck, PayKind


class EmployeeRow(EnterpriseRow):
    """Somebody who is paid; `sealed` holds name, account, bank, mobile and mail."""

    __tablename__ = "payroll_employee"
    __table_args__ = (
        index("enterprise_id", "account_mark"),
        index("enterprise_id", "name_mark"),
        one_of("name_check", NameCheck),
        one_of("status", EmployeeStatus),
        CheckConstraint("(status = 'left') = (left_on IS NOT NULL)", name="left"),
    )

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    number: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    account_mark: Mapped[bytes]
    name_mark: Mapped[bytes]
    project: Mapped[str]
    name_check: Mapped[str]
    status: Mapped[str]
    left_on: Mapped[date | None]
    account_since: Mapped[datetime]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class AgreementRow(EnterpriseRow):
    """What an account may pay (代发协议), as two administrators agreed."""

    __tablename__ = "payroll_agreement"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    account_number: Mapped[str] = mapped_column(primary_key=True)
    kinds: Mapped[list[Any]]
    project: Mapped[str]
    live: Mapped[bool]
    since_at: Mapped[datetime]


class RunRow(EnterpriseRow):
    """A batch as a payroll: what is paid for which month, and what stands out, by row number alone."""

    __tablename__ = "payroll_run"
    __table_args__ = (
        index("enterprise_id", "account_number", "month"),
        one_of("kind", PayKind),
    )

    batch_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    account_number: Mapped[str]
    kind: Mapped[str]
    month: Mapped[str]
    histogram: Mapped[list[Any]]
    anomalies: Mapped[list[Any]]
    counted: Mapped[dict[str, Any]]
    compared_with: Mapped[UUID | None]
    created_at: Mapped[datetime]


class LookedRow(EnterpriseRow):
    """What was read of all rows of a run at once, sealed as one cell, and which rows those were."""

    __tablename__ = "payroll_looked"
    __table_args__ = (refers("payroll_run", "batch_id", to=("batch_id",)),)

    batch_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    rows_hash: Mapped[bytes]
    sealed: Mapped[bytes]
