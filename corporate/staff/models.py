"""Tables of the bank's staff: themselves and their sessions; the bank's rows, no enterprise's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

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
