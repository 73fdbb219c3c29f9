"""Tables of incoming credits (来账)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import TenantRow, identity, index, one_of, refers, unique
from workflows.credits.states import CreditStatus


class CreditRow(TenantRow):
    """Money that came in from clearing: booked to a customer, or parked in suspense (挂账).

    `transaction_id` is the booking that put the money where it is now. `return_id` is the subject
    under which a suspended credit is sent back.
    """

    __tablename__ = "incoming_credit"
    __table_args__ = (
        unique("rail", "reference"),
        index("enterprise_id", "received_at"),
        index("received_at", where="status IN ('suspended', 'returning')"),
        index("return_id", where="return_id IS NOT NULL"),
        one_of("status", CreditStatus),
    )

    id: Mapped[UUID] = identity()
    enterprise_id: Mapped[UUID | None]
    number: Mapped[str]
    rail: Mapped[str]
    reference: Mapped[str]
    payer_account: Mapped[str]
    payer_name: Mapped[str]
    payer_bank_code: Mapped[str]
    payer_bank_name: Mapped[str]
    payee_account: Mapped[str]
    payee_name: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    purpose: Mapped[str]
    status: Mapped[str]
    version: Mapped[int]
    reason: Mapped[dict[str, Any]]
    booked_on: Mapped[date]
    transaction_id: Mapped[UUID | None]
    received_at: Mapped[datetime]
    return_id: Mapped[UUID | None]


class CreditTransitionRow(TenantRow):
    """Every change of a credit's state, in order, with the booking that went with it."""

    __tablename__ = "incoming_credit_transition"
    __table_args__ = (refers("incoming_credit", "credit_id"),)

    credit_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
