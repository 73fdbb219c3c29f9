"""What the engine knows of a product: a subject, its facts, and a port to lock and to answer it.

A product hands over one canonical text; the engine never reads it, it hashes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from kernel.context import Context
from kernel.money import Money
from kernel.operation import Door
from kernel.text import Text
from workflows.approval.errors import AmountWrong
from workflows.approval.policy import PayeeClass


class Outcome(StrEnum):
    """What became of a round; all but `signed` are told to the subject."""

    SIGNED = "signed"
    GRANTED = "granted"
    REJECTED = "rejected"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules are chosen by and lists show.

    `amount_minor` is None (and `currency` empty) for a subject that has no amount, a change of rights
    for instance; the strictest band then applies. `door` is the one the maker came through. `extra`
    is the product's own, kept as JSON and shown, never decided upon. `barred` are persons it concerns
    too closely to decide on it: those whose own rights it changes. `payee_class` may change while a
    round runs (a new payee grows old): that voids no signature, and is looked at again at release.
    """

    amount_minor: int | None
    currency: str
    account_number: str
    door: Door
    title: Text
    extra: Mapping[str, Any] = field(default_factory=dict)
    barred: frozenset[UUID] = frozenset()
    payee_class: PayeeClass = PayeeClass.NONE

    def __post_init__(self) -> None:
        if self.amount_minor is None and not self.currency:
            return
        if self.amount_minor is None or not Money(self.amount_minor, self.currency).is_positive:
            raise AmountWrong

    @property
    def money(self) -> Money | None:
        """The amount, if there is one."""
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that is to be agreed upon."""

    type: str
    id: UUID
    operation: str
    canonical_text: str
    facts: Facts
    maker_person_id: UUID
    new: bool = False
    """Made in this transaction: there can be no round about it yet."""


class SubjectPort(Protocol):
    """One per product, registered under its subject type in the composition root."""

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the instruction row, then say what it is at this moment.

        The instruction is locked before the round, always (instruction → task); NotFound if it is
        not there or not this enterprise's.
        """
        ...

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """Hear, in the same transaction, what became of the round; never called for `signed`."""
        ...
