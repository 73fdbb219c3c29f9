"""Tables of files of rows: remembered headings, and files that wait for their columns to be named."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index


class HeadingRow(EnterpriseRow):
    """What one set of headings means to one enterprise."""

    __tablename__ = "intake_heading"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    mark: Mapped[bytes] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
    told_at: Mapped[datetime]


class FileRow(EnterpriseRow):
    """A file whose columns are not known yet, sealed; the one who dropped it alone may open it."""

    __tablename__ = "intake_file"
    __table_args__ = (index("created_at"),)

    id: Mapped[UUID] = identity()
    person_id: Mapped[UUID]
    name: Mapped[str]
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
