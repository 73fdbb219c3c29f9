"""Tables of the desk: changes with the two who agreed, measures on accounts, switches, agreements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import SCHEMA, EnterpriseRow, TenantRow, identity, index, one_of, refers, unique
from workflows.desk.states import DeskChangeStatus


def _staff(column: str) -> ForeignKeyConstraint:
    own, theirs = ["tenant_id", f"{column}_id"], [f"{SCHEMA}.staff.tenant_id", f"{SCHEMA}.staff.id"]
    return ForeignKeyConstraint(own, theirs, name=f"desk_change_{column}_fk")


class DeskChangeRow(TenantRow):
    """One change of one thing, as it was asked for, and who agreed."""

    __tablename__ = "desk_change"
    __table_args__ = (
        unique("number"),
        index("created_at", "id"),
        index("kind", "target", "status_at", where="status = 'in_force'"),
        Index(
            "desk_change_running_uq",
            "tenant_id",
            "kind",
            "target",
            unique=True,
            postgresql_where=text("status IN ('waiting', 'approved')"),
        ),
        CheckConstraint("checker_id <> maker_id", name="two"),
        one_of("status", DeskChangeStatus),
        _staff("maker"),
        _staff("checker"),
    )

    enterprise_id: Mapped[UUID | None] = mapped_column(sort_order=-1)
    id: Mapped[UUID] = identity()
    number: Mapped[str]
    kind: Mapped[str]
    target: Mapped[str]
    title: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    lines: Mapped[list[Any]]
    reason: Mapped[str]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    status: Mapped[str]
    status_at: Mapped[datetime]
    version: Mapped[int]
    why: Mapped[dict[str, Any]]
    maker_id: Mapped[UUID]
    maker_name: Mapped[str]
    checker_id: Mapped[UUID | None]
    checker_name: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class DeskChangeTransitionRow(TenantRow):
    """Every change of a change's state, in order; never changed."""

    __tablename__ = "desk_change_transition"
    __table_args__ = (refers("desk_change", "change_id"),)

    enterprise_id: Mapped[UUID | None] = mapped_column(sort_order=-1)
    change_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class MeasureRow(EnterpriseRow):
    """A freeze, a stop of payments or a hold on an account, on somebody's order (账户管制)."""

    __tablename__ = "account_measure"
    __table_args__ = (
        unique("number"),
        refers("enterprise", "enterprise_id"),
        index("account_number"),
        CheckConstraint("sort IN ('freeze', 'stop', 'hold')", name="sort"),
        CheckConstraint(
            "(sort = 'hold') = (amount_minor IS NOT NULL) AND (sort = 'hold') = (hold_id IS NOT NULL)",
            name="amount",
        ),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    account_number: Mapped[str]
    sort: Mapped[str]
    amount_minor: Mapped[int | None]
    currency: Mapped[str]
    authority: Mapped[str]
    document: Mapped[str]
    reason: Mapped[str]
    until_on: Mapped[date | None]
    hold_id: Mapped[UUID | None]
    live: Mapped[bool]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(server_default="")


class SwitchRow(TenantRow):
    """A function that is switched off (功能停用)."""

    __tablename__ = "service_switch"
    __table_args__ = (CheckConstraint("share BETWEEN 0 AND 99", name="share"),)

    enterprise_id: Mapped[UUID | None] = mapped_column(sort_order=-1)
    holder: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(primary_key=True)
    sentence: Mapped[dict[str, Any]]
    live: Mapped[bool]
    changed_at: Mapped[datetime]
    share: Mapped[int] = mapped_column(server_default="0")


class LicenceRow(EnterpriseRow):
    """What the bank has seen of an enterprise's licence (营业执照)."""

    __tablename__ = "enterprise_licence"
    __table_args__ = (refers("enterprise", "enterprise_id"),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    legal_person: Mapped[str]
    address: Mapped[str]
    valid_until: Mapped[date | None]
    contact: Mapped[str]
    checked_at: Mapped[datetime]


class DeskCodeRow(EnterpriseRow):
    """Who handed out an administrator's activation code."""

    __tablename__ = "desk_code"
    __table_args__ = (refers("enterprise_user", "user_id"), refers("staff", "staff_id"))

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    issued_at: Mapped[datetime] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]


class LinkKeyRow(TenantRow):
    """A key of the direct link that came after the first of its line, as everybody may know it (直联密钥换代)."""

    __tablename__ = "link_key"
    __table_args__ = (
        unique("change_number"),
        refers("desk_change", "change_number", to=("number",)),
        CheckConstraint("used_for IN ('answers', 'seals')", name="used_for"),
        CheckConstraint("algorithm IN ('sm2', 'rsa', 'ecdsa')", name="algorithm"),
    )

    key_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-1)
    used_for: Mapped[str]
    algorithm: Mapped[str]
    fingerprint: Mapped[str]
    from_at: Mapped[datetime]
    change_number: Mapped[str]
    made_at: Mapped[datetime]
