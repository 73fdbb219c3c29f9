"""A link to clearing: submissions, answers, what comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Outcome(StrEnum):
    """What clearing says of a submission. Anything we do not know is `unknown`, never a verdict."""

    ACCEPTED = "accepted"
    SETTLED = "settled"
    REFUSED = "refused"
    RETURNED = "returned"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Submission:
    """A credit transfer for clearing. `id` is the submission's for ever; a retry reuses it."""

    id: UUID
    rail: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClearingAnswer:
    """An answer, acknowledgement or return, as it came."""

    message_id: str
    outcome: Outcome
    submission_id: UUID | None = None
    reference: str = ""
    reason: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CreditMessage:
    """Money clearing brings in (来账)."""

    reference: str
    rail: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inflow:
    """What waits at clearing for a bank: acknowledgements, returns, credits; taken, then confirmed."""

    answers: Sequence[ClearingAnswer] = ()
    credits: Sequence[CreditMessage] = ()
    cursor: str = ""


class ClearingTimeout(Exception):
    """No answer in time: the outcome is unknown, which is not a failure."""


class ClearingUnreachable(ClearingTimeout):
    """No connection came about, so surely not one byte was sent."""


class Clearing(Protocol):
    """A link to clearing. Never called inside a transaction."""

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        """Send once. Raises ClearingTimeout when no answer came."""
        ...

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        """Ask what became of a submission; MISSING only when the peer surely never saw it."""
        ...

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        """What came in after `cursor`; asking again with the same cursor gives the same again."""
        ...
