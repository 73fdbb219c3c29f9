"""The few words an invoice is described with, and what each is called."""

from __future__ import annotations

from enum import StrEnum

from kernel.text import Text


class InvoiceStatus(StrEnum):
    """Where an invoice stands; `unknown`: asked for, and no answer came."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    ISSUED = "issued"
    REFUSED = "refused"
    REVERSED = "reversed"

    @property
    def label(self) -> Text:
        """Its name."""
        return _STATUSES[self.value]


class InvoiceKind(StrEnum):
    """Whether its buyer may deduct the tax (专票) or not (普票)."""

    SPECIAL = "special"
    ORDINARY = "ordinary"

    @property
    def label(self) -> Text:
        """Its name."""
        return _KINDS[self.value]


class Colour(StrEnum):
    """An invoice (蓝字), or one that takes another back (红字)."""

    BLUE = "blue"
    RED = "red"


class Mode(StrEnum):
    """When fees are invoiced."""

    BY_HAND = "by_hand"
    MONTHLY = "monthly"
    EACH = "each"

    @property
    def label(self) -> Text:
        """Its name."""
        return _MODES[self.value]


class MailStatus(StrEnum):
    """Where an invoice sent on by mail is."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class RedReason(StrEnum):
    """Why an invoice is taken back (红冲原因), as the tax platform counts them."""

    WRONG = "wrong"
    STOPPED = "stopped"
    ALLOWANCE = "allowance"

    @property
    def label(self) -> Text:
        """Its name."""
        return _REASONS[self.value]


_STATUSES = {
    "waiting": Text("待开具", "To be issued"),
    "sent": Text("开具中", "Being issued"),
    "unknown": Text("结果待查", "Outcome unknown"),
    "issued": Text("已开具", "Issued"),
    "refused": Text("未开具", "Refused"),
    "reversed": Text("已红冲", "Reversed"),
}
_KINDS = {
    "special": Text("增值税专用发票", "Special VAT invoice"),
    "ordinary": Text("普通发票", "Ordinary invoice"),
}
_MODES = {
    "by_hand": Text("手工申请", "When asked"),
    "monthly": Text("按月汇总", "One a month"),
    "each": Text("逐笔开具", "One for each fee"),
}
_REASONS = {
    "wrong": Text("开票有误", "Issued wrongly"),
    "stopped": Text("服务中止", "Service ended"),
    "allowance": Text("销售折让", "Allowance"),
}
