"""Clearing as a test deployment has it: before a submission leaves, the test bank hears what was told about it.

A decorator around the port, put in by the composition root and there alone: where there is real money this
module is not in the way of anything. The rule is looked up and counted in a transaction of its own; whoever
dies after it finds the hint kept, and hands the same one over when the same submission is sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from connectors.ports import Clearing, ClearingAnswer, Inflow, Submission
from kernel.context import Context
from kernel.statements import Row
from workflows.dispatch.ports import Runner
from workflows.sandbox import repository
from workflows.sandbox.ports import TestPeer
from workflows.sandbox.rules import first_that_fits

RunnerOf = Callable[[str], Runner]
"""Who runs transactions for the bank of a bank code."""


class ToldClearing:
    """Implements `ports.Clearing` around another one."""

    def __init__(self, clearing: Clearing, peer: TestPeer, runner_of: RunnerOf) -> None:
        self._clearing = clearing
        self._peer = peer
        self._runner_of = runner_of

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        """Tell what shall become of it, then send it. Raises ClearingUnreachable, ClearingTimeout."""
        hint = self._runner_of(bank_code)(lambda ctx: met(ctx, submission))
        if hint is not None:
            self._peer.hint(bank_code, submission.id, hint["behaviour"], hint["reason"])
        return self._clearing.submit(bank_code, submission)

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        """Ask what became of it."""
        return self._clearing.enquire(bank_code, submission_id)

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        """What came in."""
        return self._clearing.collect(bank_code, cursor)


def met(ctx: Context, submission: Submission) -> Row | None:
    """The hint a submission met before, else the rule it meets now, counted; None where none fits."""
    kept = repository.hint(ctx, submission.id)
    if kept is not None:
        return kept
    owner = repository.owner_of(ctx, submission.id)
    if owner is None:
        return None
    inside = ctx.inside(owner)
    rule = first_that_fits(repository.lock_rules(inside), submission.rail, submission.payload)
    if rule is not None:
        repository.meet(inside, submission.id, rule)
    return rule
