"""Tables of accounts that are not the books': what their owners say to them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from kernel.models import EnterpriseRow, identity, index, refers, unique


class BalanceConfirmationRow(EnterpriseRow):
    """What an enterprise says to the balance of a closed day; never changed, the last word counts."""

    __tablename__ = "balance_confirmation"
    __table_args__ = (
        refers("enterprise_user", "user_id"),
        unique("number"),
        index("enterprise_id", "account_number", "on_date"),
    )

    id: Mapped[UUID] = identity()
    number: Mapped[str]
    client_serial: Mapped[str]
    account_number: Mapped[str]
    on_date: Mapped[date]
    currency: Mapped[str]
    bank_minor: Mapped[int]
    own_minor: Mapped[int]
    note: Mapped[str]
    user_id: Mapped[UUID]
    by_name: Mapped[str]
    created_at: Mapped[datetime]
