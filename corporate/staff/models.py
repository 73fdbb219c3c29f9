"""Tables of the bank's staff: themselves, their sessions and passkeys; the bank's rows, no enterprise's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from corporate.identity.credentials import CredentialStatus
from corporate.staff.roles import Role, StaffStatus
from kernel.models import TenantRow, identity, index, one_of, refers, unique


class StaffRow(TenantRow):
    """A member of staff (行员), with what they log in and sign with."""

    __tablename__ = "staff"
    __table_args__ = (unique("login"), one_of("role", Role), one_of("status", StaffStatus))

    id: Mapped[UUID] = identity()
    login: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    status: Mapped[str]
    password: Mapped[str]
    totp_secret: Mapped[str]
    totp_step: Mapped[int]
    code_hash: Mapped[bytes | None]
    code_until: Mapped[datetime | None]
    code_guesses: Mapped[int]
    created_at: Mapped[datetime]


class StaffSessionRow(TenantRow):
    """A session at the desk, by the hash of its token."""

    __tablename__ = "staff_session"
    __table_args__ = (refers("staff", "staff_id"), index("staff_id"))

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]
    csrf_secret: Mapped[str]
    device: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class StaffPasskeyRow(TenantRow):
    """The public half of a passkey of a member of staff."""

    __tablename__ = "staff_passkey"
    __table_args__ = (
        unique("key_id"),
        refers("staff", "staff_id"),
        one_of("status", CredentialStatus),
        index("staff_id"),
    )

    id: Mapped[UUID] = identity()
    staff_id: Mapped[UUID]
    key_id: Mapped[bytes]
    public_key: Mapped[bytes]
    algorithm: Mapped[int]
    rp_id: Mapped[str]
    aaguid: Mapped[str]
    transports: Mapped[list[Any]]
    is_synced: Mapped[bool]
    label: Mapped[str]
    status: Mapped[str]
    counter: Mapped[int]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class StaffChallengeRow(TenantRow):
    """What an authenticator of a member of staff was asked, to be answered once and soon."""

    __tablename__ = "staff_challenge"
    __table_args__ = (index("expires_at"),)

    token: Mapped[bytes] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    person_id: Mapped[UUID | None]
    nonce: Mapped[bytes]
    digest: Mapped[bytes]
    origin: Mapped[str]
    detail: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
