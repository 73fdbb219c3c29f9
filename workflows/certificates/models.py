"""Tables beside the certificates themselves, which belong to identity."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, TenantRow, one_of
from workflows.certificates.life import Standing


class TrustedAuthorityRow(TenantRow):
    """An authority outside the bank that it trusts, and its revocation list."""

    __tablename__ = "trusted_authority"
    __table_args__ = (one_of("status", Standing),)

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    der: Mapped[bytes]
    subject: Mapped[str]
    status: Mapped[str]
    crl: Mapped[bytes | None]
    crl_number: Mapped[int]
    created_at: Mapped[datetime]


class RevocationListRow(TenantRow):
    """A revocation list (CRL) of the bank's own authority, published once."""

    __tablename__ = "revocation_list"

    number: Mapped[int] = mapped_column(primary_key=True)
    der: Mapped[bytes]
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]


class LinkAddressRow(EnterpriseRow):
    """What the door asks of an enterprise's messages: from where (IP 白名单), sealed or not, how many."""

    __tablename__ = "link_address"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    networks: Mapped[list[Any]]
    changed_at: Mapped[datetime]
    sealed: Mapped[bool]
    per_minute: Mapped[int | None]
    at_once: Mapped[int | None]
