"""Tables of invoices: for whom, each invoice, its fees, its way, and who was sent it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import SCHEMA, EnterpriseRow, identity, index, one_of, refers, unique
from workflows.invoices.words import Colour, InvoiceKind, InvoiceStatus, MailStatus, Mode


class InvoiceBuyerRow(EnterpriseRow):
    """To whom and how fees are invoiced (开票信息)."""

    __tablename__ = "invoice_buyer"
    __table_args__ = (
        one_of("kind", InvoiceKind),
        one_of("mode", Mode),
        index("next_on", where="mode = 'monthly'"),
    )

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    name: Mapped[str]
    tax_number: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    bank_name: Mapped[str]
    bank_account: Mapped[str]
    kind: Mapped[str]
    mode: Mapped[str]
    next_on: Mapped[date]


class InvoiceRow(EnterpriseRow):
    """An invoice of fees (数电票); its id is the serial the tax platform knows it by."""

    __tablename__ = "invoice"
    __table_args__ = (
        unique("number"),
        unique("tax_number"),
        ForeignKeyConstraint(
            ["tenant_id", "reversed_id"],
            [f"{SCHEMA}.invoice.tenant_id", f"{SCHEMA}.invoice.id"],
        ),
        one_of("colour", Colour),
        one_of("kind", InvoiceKind),
        one_of("status", InvoiceStatus),
        Index(
            "invoice_reversed_uq",
            "tenant_id",
            "reversed_id",
            unique=True,
            postgresql_where=text("status <> 'refused'"),
        ),
        index("due_at", where="status IN ('waiting', 'sent', 'unknown')"),
        index("status", "due_at", where="status = 'refused'"),
        index("enterprise_id", "month", "created_at"),
        index("enterprise_id", "created_at", "id"),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    colour: Mapped[str]
    kind: Mapped[str]
    reversed_id: Mapped[UUID | None]
    month: Mapped[str]
    gross_minor: Mapped[int]
    tax_minor: Mapped[int]
    facts: Mapped[dict[str, Any]]
    status: Mapped[str]
    status_at: Mapped[datetime]
    version: Mapped[int]
    tax_number: Mapped[str | None]
    stamp: Mapped[dict[str, Any]]
    reason: Mapped[dict[str, Any]]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]


class InvoiceFeeRow(EnterpriseRow):
    """A fee on an invoice; on one live invoice at most."""

    __tablename__ = "invoice_fee"
    __table_args__ = (
        refers("invoice", "invoice_id"),
        Index(
            "invoice_fee_live_uq",
            "tenant_id",
            "transaction_id",
            "account_number",
            unique=True,
            postgresql_where=text("live"),
        ),
        index("enterprise_id", "booked_on", where="live"),
    )

    invoice_id: Mapped[UUID] = mapped_column(primary_key=True)
    transaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_number: Mapped[str] = mapped_column(primary_key=True)
    amount_minor: Mapped[int]
    booked_on: Mapped[date]
    business_number: Mapped[str]
    rail: Mapped[str]
    live: Mapped[bool]


class InvoiceTransitionRow(EnterpriseRow):
    """Every change of an invoice's state, in order; never changed."""

    __tablename__ = "invoice_transition"
    __table_args__ = (refers("invoice", "invoice_id"),)

    invoice_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class InvoiceMailRow(EnterpriseRow):
    """An invoice on its way to somebody's mailbox."""

    __tablename__ = "invoice_mail"
    __table_args__ = (
        refers("invoice", "invoice_id"),
        one_of("status", MailStatus),
        index("due_at", where="status = 'waiting'"),
        index("status", "due_at", where="status = 'given_up'"),
        index("created_at"),
    )

    id: Mapped[UUID] = identity()
    invoice_id: Mapped[UUID]
    address: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    error: Mapped[str | None]
