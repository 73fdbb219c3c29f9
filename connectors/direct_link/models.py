"""Tables of the direct link: nonces, so that no signed message counts twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, index


class NonceRow(EnterpriseRow):
    """A nonce seen under a certificate, with the message it came in; kept longer than the time window."""

    __tablename__ = "direct_link_nonce"
    __table_args__ = (index("seen_at"), index("enterprise_id", "seen_at"))

    certificate: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    trace: Mapped[str]
    operation: Mapped[str]
    code: Mapped[str]
    address: Mapped[str]
    client_serial: Mapped[str]
