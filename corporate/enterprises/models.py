"""Tables of an enterprise: itself, the accounts and services it signed up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, TenantRow, identity, index, refers, unique


class CustomerRow(TenantRow):
    """A customer of the bank (企业), known by its unified social credit code."""

    __tablename__ = "enterprise"
    __table_args__ = (unique("number"), unique("uscc"))

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    uscc: Mapped[str]
    status: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]


class SignedAccountRow(EnterpriseRow):
    """An account signed up for electronic banking (签约账户)."""

    __tablename__ = "signed_account"
    __table_args__ = (refers("enterprise", "enterprise_id"),)

    account_number: Mapped[str] = mapped_column(primary_key=True)
    alias: Mapped[str]
    currency: Mapped[str]
    may_pay: Mapped[bool]
    position: Mapped[int]


class ServiceRow(EnterpriseRow):
    """An operation the enterprise signed up for, by door (签约服务)."""

    __tablename__ = "signed_service"
    __table_args__ = (refers("enterprise", "enterprise_id"),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    operation: Mapped[str] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(primary_key=True)


class AgreementRow(EnterpriseRow):
    """An agreement, to the letter as it was offered (服务协议)."""

    __tablename__ = "agreement"
    __table_args__ = (
        unique("number"),
        refers("enterprise", "enterprise_id"),
        index("enterprise_id"),
        CheckConstraint("status IN ('offered', 'in_force')", name="status"),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    text: Mapped[str]
    digest: Mapped[bytes]
    status: Mapped[str]
    offered_at: Mapped[datetime]
    in_force_at: Mapped[datetime | None]


class AgreementSignatureRow(EnterpriseRow):
    """An administrator's signature under an agreement."""

    __tablename__ = "agreement_signature"
    __table_args__ = (refers("agreement", "agreement_id"),)

    agreement_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    signed_at: Mapped[datetime]
