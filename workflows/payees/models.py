"""Tables of payees (收款人): the book, what the enterprise demands, names that were asked about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, unique
from workflows.payees.classes import PayeeClass, PayeeStatus, Verdict, WhiteList


class PayeeRow(EnterpriseRow):
    """Somebody this enterprise pays, or means to pay."""

    __tablename__ = "payee"
    __table_args__ = (
        unique("enterprise_id", "account", "name"),
        Index(
            "payee_active_uq",
            "tenant_id",
            "enterprise_id",
            "account",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        one_of("class", PayeeClass),
        one_of("status", PayeeStatus),
    )

    id: Mapped[UUID] = identity()
    account: Mapped[str]
    name: Mapped[str]
    bank_code: Mapped[str]
    bank_name: Mapped[str]
    pinyin: Mapped[str]
    added_by: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    payee_class: Mapped[str] = mapped_column("class", server_default="ordinary")
    status: Mapped[str] = mapped_column(server_default="used")
    note: Mapped[str] = mapped_column(server_default="")
    verdict: Mapped[str] = mapped_column(server_default="")
    verdict_at: Mapped[datetime | None]
    since_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(server_default="")


class PayeeSettingsRow(EnterpriseRow):
    """What an enterprise demands of those it pays."""

    __tablename__ = "payee_settings"
    __table_args__ = (one_of("white_list", WhiteList),)

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    white_list: Mapped[str]
    cool_down_hours: Mapped[int]
    cool_down_free_minor: Mapped[int]
    cool_down_blocks: Mapped[bool]
    changed_at: Mapped[datetime]


class NameCheckRow(EnterpriseRow):
    """A question about a name, kept before it leaves the house; its answer is written once."""

    __tablename__ = "payee_name_check"
    __table_args__ = (
        one_of("verdict", Verdict),
        index("enterprise_id", "account", "asked_at"),
        index("enterprise_id", "asked_by", "asked_at"),
        index("asked_at", where="verdict = 'asked'"),
    )

    id: Mapped[UUID] = identity()
    account: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    bank_code: Mapped[str]
    verdict: Mapped[str]
    masked: Mapped[str]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
