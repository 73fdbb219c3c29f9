"""What every table has in common: the bank first in every key, the enterprise beside it.

Tables are declared beside their slices for pages and queries; the migrations alone create them, and a test
proves both say the same. `tenant_id` leads every primary key, foreign key, unique key and index.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import DOMAIN, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "yinqi"


class Base(DeclarativeBase):
    """The one registry of tables."""

    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "pk": "%(table_name)s_pk",
            "fk": "%(table_name)s_%(referred_table_name)s_fk",
            "uq": "%(table_name)s_%(column_0_N_name)s_uq",
            "ix": "%(table_name)s_%(column_0_N_name)s_ix",
            "ck": "%(table_name)s_%(constraint_name)s_ck",
        },
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Uuid(),
        str: Text(),
        int: BigInteger(),
        bytes: LargeBinary(),
        datetime: DateTime(timezone=True),
        date: Date(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class TenantRow(Base):
    """A row of one bank."""

    __abstract__ = True

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-2)


class EnterpriseRow(TenantRow):
    """A row of one enterprise of one bank; doors see only their own enterprise's."""

    __abstract__ = True

    enterprise_id: Mapped[uuid.UUID] = mapped_column(sort_order=-1)


def identity() -> Mapped[uuid.UUID]:
    """The `id` column: second in the primary key, minted by the application."""
    return mapped_column(primary_key=True, sort_order=-1)


def refers(table: str, *columns: str, to: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the bank."""
    return ForeignKeyConstraint(
        ["tenant_id", *columns],
        [f"{SCHEMA}.{table}.tenant_id", *(f"{SCHEMA}.{table}.{name}" for name in to)],
    )


def unique(*columns: str) -> UniqueConstraint:
    """Unique within the bank."""
    return UniqueConstraint("tenant_id", *columns)


def index(*columns: str, where: str = "") -> Index:
    """An index led by the bank."""
    return Index(None, "tenant_id", *columns, postgresql_where=text(where) if where else None)


def one_of(column: str, choices: type[StrEnum]) -> CheckConstraint:
    """A status column holds members of its enum, by value."""
    return CheckConstraint(f"{column} IN ({_listed(choices)})", name=column)


def word(domain: str, *choices: str) -> Mapped[str]:
    """A column of a domain: a word out of a few, checked wherever it is written.

    For tables each instruction writes: the text of a CHECK is read anew by every statement, a domain's once.
    """
    values = f"VALUE IN ({_listed(choices)})"
    return mapped_column(DOMAIN(domain, Text(), check=values, schema=SCHEMA))


def _listed(choices: Iterable[str]) -> str:
    return ", ".join(f"'{choice}'" for choice in choices)
