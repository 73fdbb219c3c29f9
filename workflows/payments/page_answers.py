"""Answers that carry the objects of the house for pages to draw, beside what they declare.

Doors that write documents never see these fields: they are not declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.money import Money
from kernel.operation import Door
from kernel.text import Text
from workflows.approval.plan import Plan
from workflows.approval.views import RoundView
from workflows.payments.attachment_commands import AttachmentLine
from workflows.payments.drafts import Draft
from workflows.payments.page_commands import PaymentCheck, PaymentDetail, PaymentLine, Signing
from workflows.payments.rules import PayeeHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPayment(PaymentCheck):
    """A check with the draft itself and the plan of who will sign."""

    draft: Draft
    plan: Plan


@dataclass(frozen=True, slots=True)
class Passage:
    """One change of a payment's state, as its timeline shows it."""

    at: datetime
    target: str
    trigger: str
    actor: str
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class PayeeOrigin:
    """Who brought the payee in, and when."""

    added_by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedPayment(PaymentDetail):
    """A payment with its timeline, the rounds of agreement and its documents."""

    door: Door
    in_batch: str
    payer_alias: str
    own_bank: bool
    passages: tuple[Passage, ...] = ()
    rounds: tuple[RoundView, ...] = ()
    files: tuple[AttachmentLine, ...] = ()

    @property
    def money(self) -> Money:
        """Its amount."""
        return Money(self.amount_minor, self.currency)

    @property
    def reason(self) -> Text:
        """Why the bank did not do it, or sent it back."""
        return Text(self.reason_zh, self.reason_en)


@dataclass(frozen=True, slots=True)
class Batch:
    """One PmtInf of a message, signed as a whole."""

    number: str
    reference: str
    payer_account: str
    payer_alias: str
    payer_name: str
    total: Money
    payments: int
    made_by: str
    door: Door
    lines: tuple[PaymentLine, ...]
    flagged: frozenset[str]
    """Numbers of the payments that have something to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSigning(Signing):
    """What is to be signed, whole: one payment or one batch, and the round it is in."""

    round: RoundView
    payment: FollowedPayment | None = None
    batch: Batch | None = None
    history: PayeeHistory | None = None
    origin: PayeeOrigin | None = None
    available: Money | None = None
    """What the paying account has available now."""
