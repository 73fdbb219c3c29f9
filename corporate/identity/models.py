"""Tables of people: persons, credentials, memberships, rights, certificates, sessions.

Persons and sessions belong to the bank (one log-in, many companies); rights belong to an enterprise.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, TenantRow, identity, index, refers, unique, word


class PersonRow(TenantRow):
    """A natural person; distinct people in every rule means distinct persons."""

    __tablename__ = "person"
    __table_args__ = (unique("login"),)

    id: Mapped[UUID] = identity()
    login: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    preferences: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]


class CredentialRow(TenantRow):
    """A way a person proves to be that person; methods are data."""

    __tablename__ = "credential"
    __table_args__ = (refers("person", "person_id"), index("person_id"))

    id: Mapped[UUID] = identity()
    person_id: Mapped[UUID]
    method: Mapped[str]
    secret: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    label: Mapped[str]
    counter: Mapped[int]
    ended_at: Mapped[datetime | None]


class PasskeyRow(TenantRow):
    """The public half of a passkey or security key (通行密钥)."""

    __tablename__ = "passkey"
    __table_args__ = (refers("credential", "credential_id"), unique("key_id"))

    credential_id: Mapped[UUID] = mapped_column(primary_key=True)
    key_id: Mapped[bytes]
    public_key: Mapped[bytes]
    algorithm: Mapped[int]
    rp_id: Mapped[str]
    aaguid: Mapped[str]
    transports: Mapped[list[Any]]
    is_synced: Mapped[bool]


class ChallengeRow(TenantRow):
    """What somebody was asked, to be answered once and soon."""

    __tablename__ = "challenge"
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


class UserRow(EnterpriseRow):
    """A person's membership in an enterprise (企业用户)."""

    __tablename__ = "enterprise_user"
    __table_args__ = (
        refers("person", "person_id"),
        refers("enterprise", "enterprise_id"),
        unique("enterprise_id", "person_id"),
        index("person_id"),
    )

    id: Mapped[UUID] = identity()
    person_id: Mapped[UUID]
    title: Mapped[str]
    status: Mapped[str]


class RoleMemberRow(EnterpriseRow):
    """A user holds a role the enterprise named (角色)."""

    __tablename__ = "role_member"
    __table_args__ = (refers("enterprise_user", "user_id"),)

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    live: Mapped[bool] = mapped_column(server_default="true")


class RightRow(EnterpriseRow):
    """A row of the rights matrix: user × account × operation; account `*` means every account.

    With a ceiling, making and approving count up to that amount of that currency only.
    """

    __tablename__ = "user_right"
    __table_args__ = (
        refers("enterprise_user", "user_id"),
        CheckConstraint(
            "(upto_minor IS NULL) = (currency IS NULL) AND upto_minor > 0", name="ceiling"
        ),
    )

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    account_number: Mapped[str] = mapped_column(primary_key=True)
    may_see: Mapped[bool]
    may_make: Mapped[bool]
    may_approve: Mapped[bool]
    upto_minor: Mapped[int | None]
    currency: Mapped[str | None]


class RoleRow(EnterpriseRow):
    """What an enterprise calls a role that its rules name by code (角色)."""

    __tablename__ = "enterprise_role"
    __table_args__ = (refers("enterprise", "enterprise_id"),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[dict[str, Any]]
    live: Mapped[bool]
    created_at: Mapped[datetime]


class InvitationRow(EnterpriseRow):
    """An activation code (激活码), by its hash: used once, for a while, with few guesses."""

    __tablename__ = "invitation"
    __table_args__ = (refers("enterprise_user", "user_id"), index("user_id", "created_at"))

    id: Mapped[UUID] = identity()
    user_id: Mapped[UUID]
    code_hash: Mapped[bytes]
    guesses: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CertificateRow(EnterpriseRow):
    """A key of the direct link, bound to an enterprise and an operator; without `der` a bare key."""

    __tablename__ = "certificate"
    __table_args__ = (
        refers("enterprise_user", "user_id"),
        index("enterprise_id"),
        index("not_after", where="status = 'active'"),
    )

    serial: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    public_key: Mapped[str]
    status: Mapped[str]
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    der: Mapped[bytes | None]
    subject: Mapped[str]
    issuer: Mapped[str]
    authority: Mapped[str]
    renewed_from: Mapped[str]
    created_at: Mapped[datetime | None]
    retires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    told_days: Mapped[int | None]


class SessionRow(TenantRow):
    """A log-in, kept on the server by the hash of its token."""

    __tablename__ = "web_session"
    __table_args__ = (refers("person", "person_id"), index("person_id"), index("expires_at"))

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    enterprise_id: Mapped[UUID | None]
    csrf_secret: Mapped[str]
    method: Mapped[str] = word("session_method", "password", "password+totp", "passkey")
    device: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DeviceRow(TenantRow):
    """A browser a person has logged in from before, by the hash of the token it keeps."""

    __tablename__ = "known_device"
    __table_args__ = (refers("person", "person_id"), index("person_id"))

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    label: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ThrottleRow(TenantRow):
    """Failures counted against a key: a person on a new device, an address, a signature."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    window_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
