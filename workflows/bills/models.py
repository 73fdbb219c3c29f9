"""Tables of bills: the bank's copy of the register, what enterprises see of it, what is asked and paid."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.bills.codes import BillKind, Stage
from kernel.models import EnterpriseRow, TenantRow, identity, index, one_of, refers, unique
from workflows.bills.lanes import Lane
from workflows.bills.states import DeskStatus, FileSort, RequestStatus


class BillRow(TenantRow):
    """A package (票据包) as the exchange last told it."""

    __tablename__ = "bill"
    __table_args__ = (
        unique("number", "amount_minor"),
        index("due_on"),
        one_of("kind", BillKind),
        CheckConstraint("amount_minor BETWEEN 1 AND 100000000000", name="amount"),
        CheckConstraint("due_on > issued_on", name="due"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    amount_minor: Mapped[int]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    face: Mapped[dict[str, Any]]
    version: Mapped[int]
    digest: Mapped[bytes]
    heard_at: Mapped[datetime]


class BillPieceRow(TenantRow):
    """A live interval (子票区间); keys alone keep it from overlapping another."""

    __tablename__ = "bill_piece"
    __table_args__ = (
        unique("number", "ends_at"),
        refers("bill", "number", "package_minor", to=("number", "amount_minor")),
        refers("bill_piece", "number", "before", to=("number", "ends_at")),
        CheckConstraint("coalesce(before, 0) = starts_at - 1", name="before"),
        CheckConstraint("starts_at <= ends_at AND ends_at <= package_minor", name="inside"),
        CheckConstraint("amount_minor = ends_at - starts_at + 1", name="amount"),
        index("holder_code"),
        one_of("stage", Stage),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[int] = mapped_column(primary_key=True)
    ends_at: Mapped[int]
    before: Mapped[int | None]
    package_minor: Mapped[int]
    amount_minor: Mapped[int]
    stage: Mapped[str]
    holder_code: Mapped[str]
    holder_bank: Mapped[str]
    said: Mapped[dict[str, Any]]


class BillSeatRow(EnterpriseRow):
    """What one enterprise sees of one interval."""

    __tablename__ = "bill_seat"
    __table_args__ = (
        index("enterprise_id", "due_on", "number", "starts_at"),
        index("number"),
        Index(
            "bill_seat_tenant_id_enterprise_id_lane_due_on_number_st_ix",
            "tenant_id", "enterprise_id", "lane", "due_on", "number", "starts_at",
        ),
        one_of("lane", Lane),
    )  # fmt: skip

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    number: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[int] = mapped_column(primary_key=True)
    ends_at: Mapped[int]
    amount_minor: Mapped[int]
    kind: Mapped[str]
    due_on: Mapped[date]
    lane: Mapped[str]
    stage: Mapped[str]
    open_id: Mapped[str]
    face: Mapped[dict[str, Any]]
    said: Mapped[dict[str, Any]]
    version: Mapped[int]
    changed_at: Mapped[datetime]


class BillSumRow(EnterpriseRow):
    """What an enterprise sees in one lane that falls due on one day, added up."""

    __tablename__ = "bill_sum"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    lane: Mapped[str] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    bills: Mapped[int]
    amount_minor: Mapped[int]


class BillRequestRow(EnterpriseRow):
    """What is asked about a bill (票据业务申请)."""

    __tablename__ = "bill_request"
    __table_args__ = (
        unique("number"),
        index("enterprise_id", "created_at", "id"),
        index("enterprise_id", "bill_number", "created_at"),
        Index("bill_request_submission_uq", "tenant_id", "submission_id", unique=True),
        CheckConstraint(
            "amount_minor = ends_at - starts_at + 1 AND amount_minor > 0", name="amount"
        ),
        one_of("status", RequestStatus),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    client_serial: Mapped[str]
    door: Mapped[str]
    act: Mapped[str]
    account_number: Mapped[str]
    bill_number: Mapped[str]
    starts_at: Mapped[int]
    ends_at: Mapped[int]
    amount_minor: Mapped[int]
    due_on: Mapped[date]
    asked: Mapped[dict[str, Any]]
    status: Mapped[str]
    status_at: Mapped[datetime]
    version: Mapped[int]
    reason_code: Mapped[str]
    reason: Mapped[dict[str, Any]]
    maker_person_id: Mapped[UUID]
    maker_name: Mapped[str]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    approval_id: Mapped[UUID | None]
    submission_id: Mapped[UUID | None]
    hold_id: Mapped[UUID | None]
    transaction_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class BillRequestTransitionRow(EnterpriseRow):
    """Every change of a request's state, in order; never changed."""

    __tablename__ = "bill_request_transition"
    __table_args__ = (refers("bill_request", "bill_request_id"),)

    bill_request_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    door: Mapped[str]
    at: Mapped[datetime]


class BillSettlementRow(TenantRow):
    """Money that has come in against a bill (票款对付)."""

    __tablename__ = "bill_settlement"
    __table_args__ = (CheckConstraint("amount_minor = ends_at - starts_at + 1", name="amount"),)

    reference: Mapped[str] = mapped_column(primary_key=True)
    bill_number: Mapped[str]
    starts_at: Mapped[int]
    ends_at: Mapped[int]
    amount_minor: Mapped[int]
    payee_account: Mapped[str]
    transaction_id: Mapped[UUID]
    booked_at: Mapped[datetime]


class BillReconciliationRow(TenantRow):
    """A night's comparison of our copy with the exchange's positions (日终对账)."""

    __tablename__ = "bill_reconciliation"

    on_date: Mapped[date] = mapped_column(primary_key=True)
    bills: Mapped[int]
    differences: Mapped[list[Any]]
    checked_at: Mapped[datetime]


class BillDeskActRow(TenantRow):
    """What is asked of the bank itself, as acceptor or as the one who discounts, and what it answers."""

    __tablename__ = "bill_desk_act"
    __table_args__ = (
        unique("open_id"),
        index("bill_number"),
        Index(
            "bill_desk_act_waiting_ix",
            "tenant_id",
            "created_at",
            postgresql_where=text("status = 'waiting'"),
        ),
        one_of("status", DeskStatus),
    )

    id: Mapped[UUID] = identity()
    open_id: Mapped[str]
    bill_number: Mapped[str]
    starts_at: Mapped[int]
    ends_at: Mapped[int]
    act: Mapped[str]
    agrees: Mapped[bool]
    why: Mapped[str]
    asked: Mapped[dict[str, Any]]
    hold_id: Mapped[UUID | None]
    status: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]


class BillLineRow(TenantRow):
    """How much the bank accepts for a drawer, and against how much margin (承兑额度)."""

    __tablename__ = "bill_line"
    __table_args__ = (
        CheckConstraint("line_minor >= 0 AND auto_minor >= 0", name="sums"),
        CheckConstraint("margin_percent BETWEEN 0 AND 100", name="margin"),
    )

    holder: Mapped[str] = mapped_column(primary_key=True)
    line_minor: Mapped[int]
    margin_percent: Mapped[int]
    auto_minor: Mapped[int]
    changed_at: Mapped[datetime]


class BillPriceRow(TenantRow):
    """At what rates the bank discounts a kind (贴现价格表)."""

    __tablename__ = "bill_price"
    __table_args__ = (one_of("kind", BillKind), CheckConstraint("auto_minor >= 0", name="auto"))

    kind: Mapped[str] = mapped_column(primary_key=True)
    bands: Mapped[list[Any]]
    auto_minor: Mapped[int]
    changed_at: Mapped[datetime]


class BillAgreementRow(EnterpriseRow):
    """That somebody else bears interest when this enterprise sells a bill (付息协议)."""

    __tablename__ = "bill_agreement"
    __table_args__ = (
        index("enterprise_id"),
        refers("enterprise", "enterprise_id"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
        CheckConstraint("used_minor BETWEEN 0 AND ceiling_minor", name="used"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    contract: Mapped[str]
    buyer_name: Mapped[str]
    buyer_account: Mapped[str]
    percent: Mapped[int]
    ceiling_minor: Mapped[int]
    used_minor: Mapped[int]
    until_on: Mapped[date]
    live: Mapped[bool]
    changed_at: Mapped[datetime]


class BillLineUseRow(TenantRow):
    """How much of its line a drawer uses."""

    __tablename__ = "bill_line_use"
    __table_args__ = (CheckConstraint("used_minor >= 0", name="used"),)

    drawer_code: Mapped[str] = mapped_column(primary_key=True)
    used_minor: Mapped[int]


class BillAcceptanceRow(TenantRow):
    """A package the bank has accepted, with its margin."""

    __tablename__ = "bill_acceptance"
    __table_args__ = (
        index("due_on"),
        CheckConstraint(
            "face_left_minor BETWEEN 0 AND face_minor AND margin_left_minor BETWEEN 0 AND margin_minor",
            name="left",
        ),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    drawer_code: Mapped[str]
    drawer_name: Mapped[str]
    account_number: Mapped[str]
    face_minor: Mapped[int]
    margin_minor: Mapped[int]
    face_left_minor: Mapped[int]
    margin_left_minor: Mapped[int]
    due_on: Mapped[date]
    accepted_at: Mapped[datetime]


class BillAcceptanceEndRow(TenantRow):
    """An interval of an accepted package that has ended, with its part of the margin."""

    __tablename__ = "bill_acceptance_end"
    __table_args__ = (
        unique("number", "ends_at"),
        refers("bill_acceptance", "number", to=("number",)),
        CheckConstraint("margin_minor >= 0 AND starts_at <= ends_at", name="margin"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[int] = mapped_column(primary_key=True)
    ends_at: Mapped[int]
    margin_minor: Mapped[int]
    is_paid: Mapped[bool]
    ended_at: Mapped[datetime]


class BillAdvanceRow(TenantRow):
    """What the bank has paid for a drawer who was short (承兑垫款)."""

    __tablename__ = "bill_advance"
    __table_args__ = (
        index("advanced_at"),
        CheckConstraint("left_minor BETWEEN 0 AND amount_minor", name="left"),
    )

    id: Mapped[UUID] = identity()
    bill_number: Mapped[str]
    drawer_name: Mapped[str]
    account_number: Mapped[str]
    amount_minor: Mapped[int]
    left_minor: Mapped[int]
    times: Mapped[int]
    advanced_at: Mapped[datetime]


class BillDiscountRow(EnterpriseRow):
    """What a discount came to, as it was booked (贴现)."""

    __tablename__ = "bill_discount"
    __table_args__ = (
        index("enterprise_id", "bill_number"),
        CheckConstraint(
            "buyer_minor BETWEEN 0 AND interest_minor"
            " AND proceeds_minor = ends_at - starts_at + 1 - interest_minor + buyer_minor",
            name="sums",
        ),
    )

    open_id: Mapped[str] = mapped_column(primary_key=True)
    bill_number: Mapped[str]
    starts_at: Mapped[int]
    ends_at: Mapped[int]
    rate: Mapped[str]
    days: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date]
    interest_minor: Mapped[int]
    buyer_minor: Mapped[int]
    buyer_name: Mapped[str]
    proceeds_minor: Mapped[int]
    booked_at: Mapped[datetime]


class BillFileRow(EnterpriseRow):
    """A contract or an invoice that an enterprise has put with a bill (贸易背景材料)."""

    __tablename__ = "bill_file"
    __table_args__ = (one_of("sort", FileSort), CheckConstraint("size > 0", name="size"))

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    bill_number: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    sort: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    person_name: Mapped[str]
    created_at: Mapped[datetime]
