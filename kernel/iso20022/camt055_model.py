"""What a camt.055 (客户撤销付款申请, customer payment cancellation request) says, and what is answered, as plain facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.iso20022.codes import CancelReason, CancelStatus


@dataclass(frozen=True, slots=True)
class CancelTransfer:
    """One payment that shall not be made, by what its sender calls it."""

    instruction_id: str = ""
    end_to_end_id: str = ""
    cancel_id: str = ""
    amount_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CancelBlock:
    """A PmtInf: all of it (`whole`), or some of its payments."""

    payment_info_id: str
    whole: bool
    transfers: tuple[CancelTransfer, ...] = ()
    cancel_id: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class CancelMessage:
    """A pain.001: all of it (`whole`), or some of its blocks."""

    message_id: str
    message_name: str
    whole: bool
    blocks: tuple[CancelBlock, ...] = ()
    cancel_id: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Camt055:
    """The request."""

    version: str
    id: str
    created: str
    messages: tuple[CancelMessage, ...]
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class ItemResolution:
    """What became of one payment."""

    status: CancelStatus
    reason: CancelReason | None = None
    info: str = ""
    instruction_id: str = ""
    end_to_end_id: str = ""
    cancel_id: str = ""
    bank_reference: str = ""


@dataclass(frozen=True, slots=True)
class BlockResolution:
    """What became of one PmtInf; `reason` where it is about the block and not about a payment."""

    payment_info_id: str
    items: tuple[ItemResolution, ...] = ()
    cancel_id: str = ""
    reason: CancelReason | None = None
    info: str = ""
    counted: Mapping[CancelStatus, int] | None = None
    """How many were answered how, where not every one is named."""

    @property
    def per_status(self) -> Mapping[CancelStatus, int]:
        """How many were answered how."""
        return Counter(item.status for item in self.items) if self.counted is None else self.counted


@dataclass(frozen=True, slots=True)
class MessageResolution:
    """What became of one pain.001."""

    message_id: str
    message_name: str
    blocks: tuple[BlockResolution, ...] = ()
    cancel_id: str = ""
    reason: CancelReason | None = None
    info: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer (camt.029, 调查结果)."""

    id: str
    at: datetime
    bank_bic: str
    customer: str
    request_id: str
    messages: tuple[MessageResolution, ...]
    case_id: str = ""
