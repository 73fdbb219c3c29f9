"""Tables of the direct link: nonces, so that no signed message counts twice; messages kept as they came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

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


class ReceivedMessageRow(EnterpriseRow):
    """A message that carried a document: what was signed is in its pieces, byte for byte."""

    __tablename__ = "received_message"

    trace: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    size: Mapped[int]
    operation: Mapped[str]
    certificate: Mapped[str]
    signature: Mapped[bytes]
    received_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(server_default="")


class ReceivedPieceRow(EnterpriseRow):
    """A piece of one packed stream (zlib), by the SHA-256 of what it unpacks to; `packed` is empty where it is sealed."""

    __tablename__ = "received_piece"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    packed: Mapped[bytes]
    sealed: Mapped[bytes | None]
