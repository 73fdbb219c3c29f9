"""Tables of the end of a day: how far it has come, what it found, who has read of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import TenantRow, identity, index, one_of, refers, unique
from workflows.day_end.states import DayEndStatus, DifferenceStatus


class DayEndRow(TenantRow):
    """The end of one business day; `waiting` says for what it waits, if it does."""

    __tablename__ = "day_end"
    __table_args__ = (one_of("status", DayEndStatus),)

    on_date: Mapped[date] = mapped_column(primary_key=True)
    status: Mapped[str]
    status_at: Mapped[datetime]
    version: Mapped[int]
    begun_at: Mapped[datetime]
    waiting: Mapped[str]


class DayEndPlanRow(TenantRow):
    """When a bank cuts its days, if it has said so."""

    __tablename__ = "day_end_plan"

    cut_over: Mapped[str]
    set_at: Mapped[datetime]


class DayEndTransitionRow(TenantRow):
    """Each step that was done, and what it found: the checkpoint the next begins from; never changed."""

    __tablename__ = "day_end_transition"
    __table_args__ = (refers("day_end", "on_date", to=("on_date",)),)

    on_date: Mapped[date] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    note: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class DifferenceRow(TenantRow):
    """One thing that two sides say differently (差错), and why."""

    __tablename__ = "day_end_difference"
    __table_args__ = (
        unique("number"),
        unique("on_date", "sort", "rail", "item"),
        index("item"),
        one_of("status", DifferenceStatus),
        refers("day_end", "on_date", to=("on_date",)),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    on_date: Mapped[date]
    sort: Mapped[str]
    rail: Mapped[str]
    item: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3))
    ours_minor: Mapped[int]
    theirs_minor: Mapped[int]
    cause: Mapped[str]
    said: Mapped[dict[str, Any]]
    status: Mapped[str]
    explained_by: Mapped[str]
    created_at: Mapped[datetime]
    status_at: Mapped[datetime]


class ReadingRow(TenantRow):
    """Who has read the report of a day (已阅)."""

    __tablename__ = "day_end_reading"
    __table_args__ = (
        refers("day_end", "on_date", to=("on_date",)),
        refers("staff", "staff_id"),
    )

    on_date: Mapped[date] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    read_at: Mapped[datetime]
