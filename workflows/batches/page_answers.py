"""Answers that carry the objects of the house for pages to draw, beside what they declare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.money import Money
from kernel.operation import Door
from workflows.approval.plan import Plan
from workflows.approval.views import RoundView
from workflows.batches.commands import BatchHeader
from workflows.batches.page_commands import BatchLook, BatchSigning


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBatch(BatchLook):
    """A batch with its rounds of agreement, or with who would have to agree to it."""

    made_by: str
    door: Door
    made_at: datetime
    plan: Plan | None = None
    rounds: tuple[RoundView, ...] = ()
    payer_alias: str = ""
    available: Money | None = None
    in_message: bool = False
    """It came in a message of a program, which was kept as it came."""
    is_brought: bool = False
    """A person brought it as a file, which was kept as well."""


@dataclass(frozen=True, slots=True)
class LargeRow:
    """One of the largest rows, as its signer sees it."""

    name: str
    account: str
    remark: str
    money: Money
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBatchSigning(BatchSigning):
    """What is to be signed, whole."""

    round: RoundView
    batch: BatchHeader
    made_by: str
    door: Door
    debit: str
    payer_alias: str
    private: bool
    own_rows: int
    other_rows: int
    warnings: int
    available: Money | None = None
    largest: tuple[LargeRow, ...] = ()
    """The largest rows; none of a kind whose rows are private."""
