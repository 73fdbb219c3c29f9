"""Tables of standing orders (定期付款): the order, its transitions, and what became of each run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, refers, unique
from workflows.standing.states import RunStatus, StandingStatus
from workflows.standing.words import Frequency, Roll


class StandingOrderRow(EnterpriseRow):
    """One order; what was agreed upon never changes, only where it stands."""

    __tablename__ = "standing_order"
    __table_args__ = (
        unique("number"),
        index("enterprise_id", "created_at", "id"),
        index("next_at", where="status = 'active'"),
        CheckConstraint("amount_minor > 0 AND total_minor = amount_minor * runs", name="amount"),
        CheckConstraint("next_seq BETWEEN 1 AND runs + 1", name="next_seq"),
        one_of("status", StandingStatus),
        one_of("frequency", Frequency),
        one_of("roll", Roll),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    client_serial: Mapped[str]
    door: Mapped[str]
    payer_account: Mapped[str]
    payer_name: Mapped[str]
    payee_account: Mapped[str]
    payee_name: Mapped[str]
    payee_bank_code: Mapped[str]
    payee_bank_name: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    purpose: Mapped[str]
    remark: Mapped[str]
    frequency: Mapped[str]
    roll: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    runs: Mapped[int]
    total_minor: Mapped[int]
    next_seq: Mapped[int]
    next_on: Mapped[date | None]
    next_at: Mapped[datetime | None]
    status: Mapped[str]
    status_at: Mapped[datetime]
    version: Mapped[int]
    reason: Mapped[dict[str, Any]]
    maker_person_id: Mapped[UUID]
    maker_user_id: Mapped[UUID]
    maker_name: Mapped[str]
    maker_method: Mapped[str]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    approval_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class StandingTransitionRow(EnterpriseRow):
    """Every change of an order's state, in order; never changed."""

    __tablename__ = "standing_transition"
    __table_args__ = (refers("standing_order", "standing_order_id"),)

    standing_order_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    door: Mapped[str]
    at: Mapped[datetime]


class StandingRunRow(EnterpriseRow):
    """One run (期): tried until its cut-off, ended once."""

    __tablename__ = "standing_run"
    __table_args__ = (
        refers("standing_order", "standing_order_id"),
        one_of("status", RunStatus),
        CheckConstraint("(status = 'paid') <= (payment_number <> '')", name="paid"),
    )

    standing_order_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    nominal_on: Mapped[date]
    run_on: Mapped[date | None]
    status: Mapped[str]
    attempts: Mapped[int]
    tried_at: Mapped[datetime]
    client_serial: Mapped[str]
    payment_number: Mapped[str]
    reason: Mapped[dict[str, Any]]
