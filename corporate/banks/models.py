"""Tables of a bank: the directory that finds it, its profile, rails, agents and calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import Base, EnterpriseRow, TenantRow, refers


class BankDirectoryRow(Base):
    """Finds the bank before the first query: by path or host. The one table without row security."""

    __tablename__ = "bank_directory"

    slug: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str | None] = mapped_column(unique=True)
    tenant_id: Mapped[UUID]


class BankRow(TenantRow):
    """A bank (tenant) and what it allows."""

    __tablename__ = "bank"

    name_zh: Mapped[str]
    name_en: Mapped[str]
    short_code: Mapped[str]
    bank_code: Mapped[str]
    bic: Mapped[str]
    is_test: Mapped[bool]
    settings: Mapped[dict[str, Any]]
    receipt_key: Mapped[bytes]
    created_at: Mapped[datetime]


class SignaturePermissionRow(TenantRow):
    """Up to what amount a signature of the direct link authorises one enterprise's payments (签名即授权); none is any."""

    __tablename__ = "signature_permission"
    __table_args__ = (
        refers("enterprise", "holder_id"),
        CheckConstraint("upto_minor > 0", name="upto"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    upto_minor: Mapped[int | None]
    live: Mapped[bool]
    changed_at: Mapped[datetime]


class AgentRow(TenantRow):
    """A BIC or bank code under which this bank is addressed (代理行别名)."""

    __tablename__ = "bank_agent"

    alias: Mapped[str] = mapped_column(primary_key=True)


class ParticipantRow(TenantRow):
    """A payee's bank, as clearing knows it (行名行号)."""

    __tablename__ = "bank_participant"

    bank_code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    bic: Mapped[str | None]
    in_ibps: Mapped[bool]
    pinyin: Mapped[str]


class RailRow(TenantRow):
    """A way out of the bank (汇路) with its hours, cap and fee."""

    __tablename__ = "bank_rail"

    code: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    currency: Mapped[str]
    cap_minor: Mapped[int | None]
    fee_minor: Mapped[int]
    hours: Mapped[dict[str, Any]]
    realtime: Mapped[bool]


class FeeBandRow(TenantRow):
    """What payments above an amount cost on a rail (资费): a fixed sum and a share, from a day on."""

    __tablename__ = "fee_band"

    rail: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True, server_default="2000-01-01")
    edition: Mapped[int] = mapped_column(primary_key=True, server_default="0", autoincrement=False)
    above_minor: Mapped[int] = mapped_column(primary_key=True)
    fixed_minor: Mapped[int]
    per_million: Mapped[int]
    least_minor: Mapped[int]
    most_minor: Mapped[int | None]


class FeeDiscountRow(EnterpriseRow):
    """What one enterprise is spared of the tariff (资费优惠), in percent."""

    __tablename__ = "fee_discount"
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    rail: Mapped[str] = mapped_column(primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]
    percent: Mapped[int]


class CalendarRow(TenantRow):
    """A bank's own change to the working calendar."""

    __tablename__ = "bank_calendar"

    on_date: Mapped[date] = mapped_column(primary_key=True)
    is_bank_day: Mapped[bool]
    note: Mapped[str]
