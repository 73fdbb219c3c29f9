"""Sends once, asks until it knows, and never takes silence for an answer.

A submission is stored and committed before its first byte is sent, under the id clearing will know
it by for ever. The network is only touched between transactions. Whoever crashes in between leaves
a lease behind; when it runs out the submission is asked about, not sent again. Only when clearing
says it never saw the id is the same id sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from connectors.ports import (
    Clearing,
    ClearingAnswer,
    ClearingTimeout,
    ClearingUnreachable,
    Outcome,
    Submission,
)
from kernel import limits
from kernel.context import Context
from kernel.db_errors import Contended
from kernel.failpoints import fp
from kernel.statements import Row
from workflows.dispatch import ladder, repository, sealing
from workflows.dispatch.errors import PASSING, PayloadChanged
from workflows.dispatch.inbox import Inbox, tell_desk
from workflows.dispatch.ports import DispatchHandler, Rails, Runner, Safe
from workflows.dispatch.sealing import NoSafe, told
from workflows.dispatch.states import Verdict

_LOG = logging.getLogger(__name__)
SILENT = ClearingAnswer("", Outcome.UNKNOWN)


class DispatchEngine:
    """Sends and enquires; answers that come by themselves go to `inbox`."""

    def __init__(
        self,
        clearing: Clearing,
        handlers: Mapping[str, DispatchHandler],
        rails: Rails | None = None,
        safe: Safe | None = None,
    ) -> None:
        """`rails` are those this peer is for; each peer has an engine of its own."""
        self._clearing = clearing
        self._rails = rails or Rails()
        self._safe = safe or NoSafe()
        self.inbox = Inbox(handlers, self._safe)

    def prepare(
        self,
        ctx: Context,
        subject_type: str,
        subject_id: UUID,
        rail: str,
        payload: Mapping[str, Any],
        *,
        private: bool = False,
    ) -> UUID:
        """Store a submission in the caller's transaction; it is sent after commit.

        What is `private` is kept sealed; its payload has `amount` and `currency`.
        """
        new_id, sealed = ctx.world.ids.uuid7(), None
        if private:
            sealed = self._safe.seal(ctx, new_id, payload)
            payload = sealing.in_clear(ctx, self._safe, new_id, payload)
        new = repository.NewSubmission(new_id, subject_type, subject_id, rail, payload, sealed)
        repository.insert(ctx, new)
        return new_id

    def work(self, run: Runner, bank_code: str, limit: int = limits.DISPATCH_ROWS_MAX) -> int:
        """One round over what is due: send what is prepared, ask about the rest.

        Returns how many were attended to. When nobody answers several times in a row the round
        ends: what is left stays due. One submission that makes us stumble does not stop the others.
        """
        rows = run(lambda ctx: repository.due(ctx, self._rails, limit))
        attended = silences = 0
        for row in rows:
            answered = self._attend(run, bank_code, row)
            attended += 1
            silences = 0 if answered else silences + 1
            if silences >= limits.DISPATCH_SILENCES_MAX:
                _LOG.warning("clearing is silent for %s, %d left", bank_code, len(rows) - attended)
                break
        return attended

    def _attend(self, run: Runner, bank_code: str, row: Row) -> bool:
        """Send or ask; whether clearing answered, or did not need to."""
        try:
            if row["status"] == "prepared":
                return self._send(run, bank_code, row["id"])
            return self._ask(run, bank_code, row)
        except PASSING:
            raise
        except Contended:
            return True
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is about this submission only
            submission_id, what = row["id"], told(fault, private=row["private"])
            _LOG.error(
                "submission %s cannot be attended to: %s",
                submission_id, what, exc_info=not row["private"],
            )  # fmt: skip
            run(lambda ctx: set_aside(ctx, submission_id, what))
            return True

    def _send(self, run: Runner, bank_code: str, submission_id: UUID) -> bool:
        fp("clearing.before_claim")
        claimed = run(lambda ctx: self.claim(ctx, submission_id))
        if claimed is None:
            return True
        fp("clearing.before_send")
        message = Submission(claimed["id"], claimed["rail"], claimed["payload"])
        try:
            answer = self._call(lambda: self._clearing.submit(bank_code, message))
        except ClearingUnreachable:
            run(lambda ctx: self.inbox.unsent(ctx, claimed))
            return False
        fp("clearing.after_send")
        run(lambda ctx: self.inbox.hear(ctx, submission_id, answer))
        fp("clearing.after_record")
        return answer is not SILENT

    def _ask(self, run: Runner, bank_code: str, row: Row) -> bool:
        if not run(lambda ctx: repository.take_turn(ctx, row, ctx.now + ladder.LEASE)):
            return True
        fp("clearing.before_enquiry")
        try:
            answer = self._call(lambda: self._clearing.enquire(bank_code, row["id"]))
        except ClearingUnreachable:
            answer = SILENT
        fp("clearing.after_enquiry")
        run(lambda ctx: self.inbox.hear(ctx, row["id"], answer))
        fp("clearing.after_record")
        return answer is not SILENT

    def claim(self, ctx: Context, submission_id: UUID) -> Row | None:
        """Make it ours before anything is sent; the lease says until when. What is sealed is opened, in memory."""
        row = repository.lock(ctx, submission_id)
        if row is None or row["status"] != "prepared":
            return None
        sealed = row["sealed"]
        if repository.digest(ctx, row["payload"], sealed) != bytes(row["payload_hash"]):
            raise PayloadChanged
        payload = self._safe.open(ctx, submission_id, sealed) if sealed else row["payload"]
        claimed = repository.move(ctx, row, "claim", ctx.now + ladder.LEASE)
        fp("clearing.claimed")
        return {**claimed, "payload": payload}

    @staticmethod
    def _call(call: Callable[[], ClearingAnswer]) -> ClearingAnswer:
        """Call clearing; no answer is silence, but what was surely not sent is told apart."""
        try:
            return call()
        except ClearingUnreachable:
            raise
        except ClearingTimeout as nothing:
            _LOG.info("no answer from clearing: %s", nothing)
            return SILENT


def set_aside(ctx: Context, submission_id: UUID, what: str) -> None:
    """Leave a submission that made us stumble alone for a while, and tell the desk, once per cause."""
    row = repository.lock(ctx, submission_id)
    if row is None or row["next_at"] is None:
        return
    repository.ask_later(ctx, row, ctx.now + ladder.REPAIR)
    fault = replace(
        SILENT, message_id=f"fault:{submission_id}:{what[:60]}", submission_id=submission_id,
        extra={"fault": what[: limits.CLEARING_KEPT_CHARS_MAX]},
    )  # fmt: skip
    answer_id = repository.record(ctx, fault, Verdict.EXCEPTION)
    if answer_id is not None:
        tell_desk(ctx, answer_id, fault)
