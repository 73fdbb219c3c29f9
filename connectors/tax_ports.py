"""All that workflows may see of the tax platform (数电票开具平台)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from receipts.invoice import InvoiceFacts, InvoiceStamp


class TaxOutcome(StrEnum):
    """What the platform says of a serial."""

    ISSUED = "issued"
    REFUSED = "refused"
    PENDING = "pending"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class TaxAnswer:
    """Its answer; a stamp with `issued` and with nothing else."""

    outcome: TaxOutcome
    stamp: InvoiceStamp | None = None
    code: str = ""
    reason: str = ""


class TaxSilence(Exception):
    """No answer, or none that can be read: the outcome is unknown, which is not a failure."""


class TaxPlatform(Protocol):
    """A link to the platform, which knows an invoice by our serial. Never called inside a transaction."""

    def issue(self, serial: UUID, facts: InvoiceFacts) -> TaxAnswer:
        """Ask for an invoice; the same serial again is the same invoice. Raises TaxSilence."""
        ...

    def enquire(self, seller: str, serial: UUID) -> TaxAnswer:
        """Ask what became of a serial; MISSING only when it was never seen. Raises TaxSilence."""
        ...
