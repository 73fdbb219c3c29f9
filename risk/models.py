"""Tables of limits: rules with every content they had, counters, reservations."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, refers
from risk.rules import Effect, Issuer, LimitScope, LimitSpan


class ReservationState(StrEnum):
    """What became of what an instruction took: it ends once."""

    RESERVED = "reserved"
    CONSUMED = "consumed"
    RELEASED = "released"


class LimitRuleRow(EnterpriseRow):
    """A limit (限额) as it stands."""

    __tablename__ = "limit_rule"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "enterprise_id", "issuer", "effect", "scope", "holder", "span", "currency",
            name="limit_rule_one_uq",
        ),
        one_of("issuer", Issuer),
        one_of("effect", Effect),
        one_of("scope", LimitScope),
        one_of("span", LimitSpan),
        CheckConstraint("ceiling >= 0 AND temporary_ceiling >= 0", name="ceiling"),
        CheckConstraint("(temporary_ceiling IS NULL) = (temporary_until IS NULL)", name="temporary"),
        CheckConstraint("currency <> '*' OR span = 'day_count'", name="currency"),
    )  # fmt: skip

    id: Mapped[UUID] = identity()
    issuer: Mapped[str]
    scope: Mapped[str]
    holder: Mapped[str]
    span: Mapped[str]
    currency: Mapped[str]
    effect: Mapped[str]
    ceiling: Mapped[int]
    temporary_ceiling: Mapped[int | None]
    temporary_until: Mapped[date | None]
    live: Mapped[bool]
    version: Mapped[int]
    changed_at: Mapped[datetime]


class LimitRuleVersionRow(EnterpriseRow):
    """Every content a limit ever had; never changed."""

    __tablename__ = "limit_rule_version"
    __table_args__ = (refers("limit_rule", "limit_id"),)

    limit_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    ceiling: Mapped[int]
    temporary_ceiling: Mapped[int | None]
    temporary_until: Mapped[date | None]
    live: Mapped[bool]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class LimitCounterRow(EnterpriseRow):
    """What is reserved and used of a limit by one holder in one window."""

    __tablename__ = "limit_counter"
    __table_args__ = (
        refers("limit_rule", "limit_id"),
        CheckConstraint(
            "reserved_minor >= 0 AND used_minor >= 0 AND reserved_count >= 0 AND used_count >= 0",
            name="positive",
        ),
    )

    limit_id: Mapped[UUID] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    reserved_minor: Mapped[int]
    used_minor: Mapped[int]
    reserved_count: Mapped[int]
    used_count: Mapped[int]


class LimitReservationRow(EnterpriseRow):
    """What one instruction took, and of which counters."""

    __tablename__ = "limit_reservation"
    __table_args__ = (
        index("enterprise_id", "counted_on"),
        one_of("state", ReservationState),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    state: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    counted_on: Mapped[date]
    counts: Mapped[list[Any]]
    turn: Mapped[int]
    reserved_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
