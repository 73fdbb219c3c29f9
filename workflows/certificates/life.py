"""How a certificate stands, told from its row and the instant; and whether an authority is trusted."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from kernel import limits
from kernel.statements import Row
from kernel.text import Text


class Standing(StrEnum):
    """Whether the bank trusts an outside authority."""

    TRUSTED = "trusted"
    WITHDRAWN = "withdrawn"


class CertificateState(StrEnum):
    """What a certificate is good for at an instant."""

    ACTIVE = "active"
    EXPIRING = "expiring"
    RENEWED = "renewed"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "active": Text("有效", "Valid"),
    "expiring": Text("即将到期", "Expiring soon"),
    "renewed": Text("已换新，过渡期内", "Renewed, in its grace period"),
    "expired": Text("已失效", "Expired"),
    "revoked": Text("已吊销", "Revoked"),
}
_SOON: Final = timedelta(days=limits.CERTIFICATE_TOLD_DAYS[0])


def ends_at(row: Row) -> datetime:
    """Its last instant: its own, or the end of the grace after it was renewed."""
    until: datetime = row["not_after"]
    retires: datetime | None = row["retires_at"]
    return min(until, retires) if retires else until


def state_of(row: Row, now: datetime) -> CertificateState:
    """Where a certificate stands at an instant."""
    until = ends_at(row)
    if row["status"] != "active":
        return CertificateState.REVOKED
    if now >= until:
        return CertificateState.EXPIRED
    if row["retires_at"] is not None:
        return CertificateState.RENEWED
    return CertificateState.EXPIRING if until - now <= _SOON else CertificateState.ACTIVE
