"""Tables of payments (付款): messages, groups, payments, their transitions, attachments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, refers, unique, word
from workflows.payments.states import PaymentStatus


class MessageRow(EnterpriseRow):
    """A pain.001 as it came in: keyed by certificate and MsgId, and by MsgId and content over all of them."""

    __tablename__ = "payment_message"
    __table_args__ = (
        unique("enterprise_id", "certificate", "message_id"),
        Index(
            "payment_message_content_uq",
            "tenant_id",
            "enterprise_id",
            "message_id",
            "content_hash",
            unique=True,
        ),
    )

    id: Mapped[UUID] = identity()
    certificate: Mapped[str]
    message_id: Mapped[str]
    name: Mapped[str]
    content_hash: Mapped[bytes]
    payments: Mapped[int]
    total_text: Mapped[str]
    received_at: Mapped[datetime]
    trace: Mapped[str] = mapped_column(server_default="")


class PartRow(EnterpriseRow):
    """A part of a batch that has not all come yet, and for some days of one that has."""

    __tablename__ = "batch_part"
    __table_args__ = (index("created_at"),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    client_serial: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    head: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]]
    digest: Mapped[bytes]
    payments: Mapped[int]
    total_minor: Mapped[int]
    created_at: Mapped[datetime]


class GroupRow(EnterpriseRow):
    """One PmtInf: the subject that is approved as a whole."""

    __tablename__ = "payment_group"
    __table_args__ = (refers("payment_message", "message_row_id"), unique("number"))

    id: Mapped[UUID] = identity()
    message_row_id: Mapped[UUID]
    number: Mapped[str]
    pmt_inf_id: Mapped[str]
    payer_account: Mapped[str]
    payments: Mapped[int]
    total_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    approval_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class PaymentRow(EnterpriseRow):
    """One payment out."""

    __tablename__ = "payment"
    __table_args__ = (
        unique("number"),
        index("enterprise_id", "created_at", "id"),
        index("enterprise_id", "payee_account", "created_at"),
        index("group_id", "row_no", where="group_id IS NOT NULL"),
        index(
            "status",
            "value_on",
            where="status IN ('pending_approval', 'approved', 'scheduled')",
        ),
        index("status", "status_at", where="status = 'returned'"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    client_serial: Mapped[str]
    door: Mapped[str]
    group_id: Mapped[UUID | None]
    row_no: Mapped[int]
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
    end_to_end: Mapped[str]
    rail_wish: Mapped[str]
    rail: Mapped[str]
    fee_minor: Mapped[int]
    requested_on: Mapped[date]
    value_on: Mapped[date]
    status: Mapped[str] = word("payment_status", *PaymentStatus)
    status_at: Mapped[datetime]
    version: Mapped[int]
    reason_code: Mapped[str]
    reason: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]
    maker_person_id: Mapped[UUID | None]
    maker_name: Mapped[str]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    approval_id: Mapped[UUID | None]
    hold_id: Mapped[UUID | None]
    transaction_id: Mapped[UUID | None]
    return_transaction_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    limited: Mapped[bool]
    instruction_id: Mapped[str] = mapped_column(server_default="")


class PaymentTransitionRow(EnterpriseRow):
    """Every change of a payment's state, in order; never changed."""

    __tablename__ = "payment_transition"
    __table_args__ = (refers("payment", "payment_id"),)

    payment_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    door: Mapped[str]
    note: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class AttachmentRow(EnterpriseRow):
    """A document that goes with a payment (附件); its hash is part of what is signed."""

    __tablename__ = "payment_attachment"
    __table_args__ = (index("client_serial"), index("payment_id"))

    id: Mapped[UUID] = identity()
    payment_id: Mapped[UUID | None]
    client_serial: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[bytes]
    created_at: Mapped[datetime]


class TemplateRow(EnterpriseRow):
    """A template (付款模板): what a form is filled with."""

    __tablename__ = "payment_template"
    __table_args__ = (
        Index(
            "payment_template_name_uq", "tenant_id", "enterprise_id", "name", unique=True, postgresql_where=text("live")
        ),
    )  # fmt: skip

    id: Mapped[UUID] = identity()
    name: Mapped[str]
    payer_account: Mapped[str]
    payee_account: Mapped[str]
    payee_name: Mapped[str]
    payee_bank: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    purpose: Mapped[str]
    remark: Mapped[str]
    live: Mapped[bool]
    made_by: Mapped[str]
    created_at: Mapped[datetime]
