"""Takes an answer in, in one transaction: judge it, take the edges it earns, keep it, tell the desk.

The subject is locked first, then the submission. The same message taken twice, even by two workers
at once, is taken once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from connectors.ports import ClearingAnswer, Outcome
from kernel.context import Context
from kernel.db import Retry
from kernel.errors import YinqiError
from kernel.failpoints import fp
from kernel.money import Money
from kernel.records import audit, outbox
from kernel.statements import Row
from workflows.dispatch import ladder, repository, sealing
from workflows.dispatch.errors import ProductUnknown
from workflows.dispatch.ports import DispatchHandler, Safe
from workflows.dispatch.rules import Known, judge
from workflows.dispatch.states import SubmissionStatus, Verdict

EXCEPTION: Final = "dispatch.exception"
"""The outbox topic that tells the bank's desk of a contradiction."""

_KNOWS: Final = {Outcome.ACCEPTED, Outcome.SETTLED, Outcome.REFUSED, Outcome.RETURNED}
_FINAL: Final = {"settle", "refuse", "return"}
_RESENDS: Final = {"missing", "unsent"}


class Inbox:
    """Applies answers to submissions and their subjects."""

    def __init__(self, handlers: Mapping[str, DispatchHandler], safe: Safe) -> None:
        self._handlers = handlers
        self._safe = safe

    def take(self, ctx: Context, answer: ClearingAnswer) -> Verdict:
        """Take in an answer that came by itself. Contradictions change nothing and are told."""
        if repository.seen(ctx, answer):
            return Verdict.REPEATED
        answer = self.discreet(ctx, answer)
        verdict = self._apply(ctx, answer, asked=False)
        if not self._keep(ctx, answer, verdict) and answer.message_id:
            raise Retry
        fp("clearing.taken")
        return verdict

    def hear(self, ctx: Context, submission_id: UUID, answer: ClearingAnswer) -> Verdict:
        """Take in what our own call brought back, or that it brought back nothing."""
        answer = self.discreet(ctx, replace(answer, submission_id=submission_id))
        verdict = self._apply(ctx, answer, asked=True)
        if answer.message_id or verdict is Verdict.EXCEPTION:
            self._keep(ctx, answer, verdict)
        if verdict is Verdict.WAITING:
            self._suspect(ctx, submission_id)
        fp("clearing.applied")
        return verdict

    def discreet(self, ctx: Context, answer: ClearingAnswer) -> ClearingAnswer:
        """The answer as it may be kept and logged: without the amount, where its submission is sealed."""
        if "amount" not in answer.extra and answer.extra.keys() <= sealing.KEPT:
            return answer
        found = repository.find(ctx, answer.submission_id) if answer.submission_id else None
        return sealing.discreet(ctx, self._safe, found, answer)

    @staticmethod
    def is_private(ctx: Context, answer: ClearingAnswer) -> bool:
        """Whether it is about a submission whose words are sealed."""
        found = repository.find(ctx, answer.submission_id) if answer.submission_id else None
        return found is not None and found["sealed"] is not None

    def unsent(self, ctx: Context, claimed: Row) -> None:
        """Surely not one byte left: it waits to be sent again. Nothing if it has moved on since."""
        submission = repository.lock(ctx, claimed["id"])
        if submission is not None and submission["version"] == claimed["version"]:
            at = ctx.now + ladder.after(submission["attempts"])
            repository.move(ctx, submission, "unsent", at)

    def retake(self, ctx: Context, answer_id: UUID) -> Verdict:
        """An operator has an exception judged anew, the cause being gone."""
        row = repository.lock_answer(ctx, answer_id)
        if row is None or row["verdict"] != Verdict.EXCEPTION:
            return Verdict.REPEATED
        said = row["payload"]
        answer = ClearingAnswer(
            row["message_id"], Outcome(row["outcome"]), row["submission_id"],
            said["reference"], said["reason"], said,
        )  # fmt: skip
        verdict = self._apply(ctx, answer, asked=False)
        repository.judge_again(ctx, answer_id, verdict)
        audit.write(ctx, "dispatch.retake", "clearing_answer", answer_id, {"verdict": verdict})
        return verdict

    def dismiss(self, ctx: Context, answer_id: UUID, reason: str) -> None:
        """An operator has dealt with an exception elsewhere."""
        repository.judge_again(ctx, answer_id, Verdict.DISMISSED)
        audit.write(ctx, "dispatch.dismiss", "clearing_answer", answer_id, {"reason": reason})

    def _apply(self, ctx: Context, answer: ClearingAnswer, *, asked: bool) -> Verdict:
        found = repository.find(ctx, answer.submission_id) if answer.submission_id else None
        if found is None:
            return Verdict.EXCEPTION
        handler = self._handlers.get(found["subject_type"])
        if handler is None:
            raise ProductUnknown(product=found["subject_type"])
        subject = handler.lock(ctx, found["subject_id"])
        submission = repository.lock(ctx, found["id"]) or found
        judgement = judge(_known(ctx, submission, answer), answer.outcome)
        for place, trigger in enumerate(judgement.triggers):
            if place:
                subject = handler.lock(ctx, found["subject_id"])
            submission = _step(ctx, submission, trigger, answer)
            _react(ctx, handler, subject, trigger, answer)
        if not judgement.triggers:
            _stay(ctx, submission, answer, asked=asked)
        return judgement.verdict

    def _suspect(self, ctx: Context, submission_id: UUID) -> None:
        """Unknown for a day: asking goes on, but a person is told, once (可疑交易)."""
        row = repository.find(ctx, submission_id)
        if row is None or row["status"] != SubmissionStatus.UNKNOWN:
            return
        if ctx.now - (row["sent_at"] or row["created_at"]) > ladder.SUSPECT:
            marker = f"suspect:{submission_id}"
            self._keep(
                ctx, ClearingAnswer(marker, Outcome.UNKNOWN, submission_id), Verdict.EXCEPTION
            )

    def _keep(self, ctx: Context, answer: ClearingAnswer, verdict: Verdict) -> bool:
        """Record an answer; an exception is told once. False when it was recorded before."""
        if verdict is Verdict.EXCEPTION and not answer.message_id:
            answer = replace(answer, message_id=f"{answer.submission_id}:{answer.outcome.value}")
        answer_id = repository.record(ctx, answer, verdict)
        if answer_id is not None and verdict is Verdict.EXCEPTION:
            tell_desk(ctx, answer_id, answer)
        return answer_id is not None


def tell_desk(ctx: Context, answer_id: UUID, answer: ClearingAnswer) -> None:
    """Say to the bank's desk, and to the audit, that something waits for a person."""
    subject = str(answer.submission_id or "")
    about = {"outcome": answer.outcome.value, "submission_id": subject}
    audit.write(ctx, EXCEPTION, "clearing_answer", answer_id, about)
    payload = {**about, "answer_id": str(answer_id), "message_id": answer.message_id}
    outbox.emit(ctx.uow, ctx.world, EXCEPTION, subject or str(answer_id), payload)


def _known(ctx: Context, submission: Row, answer: ClearingAnswer) -> Known:
    sent_at: datetime | None = submission["sent_at"]
    heard_at: datetime | None = submission["heard_at"]
    last = max(at for at in (sent_at, heard_at, submission["created_at"]) if at is not None)
    return Known(
        status=SubmissionStatus(submission["status"]),
        sent_before=submission["attempts"] > 0,
        heard=heard_at is not None,
        under_way=sent_at is not None and ctx.now < sent_at + ladder.LEASE,
        quiet=ctx.now - last > ladder.SILENCE,
        agrees=agrees(submission["payload"], answer.extra),
    )


def agrees(payload: Mapping[str, object], said: Mapping[str, object]) -> bool:
    """Whether an answer names our amount and currency, or does not name them."""
    if said.get(sealing.DIFFERS):
        return False
    if "currency" in said and said["currency"] not in {"", payload.get("currency")}:
        return False
    if not said.get("amount") or "amount" not in payload:
        return True
    currency = str(payload.get("currency"))
    try:
        ours = Money.parse(str(payload.get("amount")), currency)
        return Money.parse(str(said["amount"]), currency) == ours
    except YinqiError:
        return False


def _step(ctx: Context, submission: Row, trigger: str, answer: ClearingAnswer) -> Row:
    heard = answer.outcome in _KNOWS
    return repository.move(
        ctx, submission, trigger, _next_at(ctx, submission, trigger), answer, heard=heard
    )


def _next_at(ctx: Context, submission: Row, trigger: str) -> datetime | None:
    if trigger in _FINAL:
        return None
    if trigger in _RESENDS:
        return ctx.now + ladder.after(submission["attempts"])
    return ctx.now if trigger == "doubt" else ctx.now + ladder.after(0)


def _react(
    ctx: Context, handler: DispatchHandler, subject: Row, trigger: str, answer: ClearingAnswer
) -> None:
    reactions = {
        "accept": handler.accepted,
        "settle": handler.settled,
        "refuse": handler.refused,
        "return": handler.returned,
        "lose": handler.lost,
        "doubt": handler.lost,
    }
    if trigger in reactions:
        reactions[trigger](ctx, subject, answer)


def _stay(ctx: Context, submission: Row, answer: ClearingAnswer, *, asked: bool) -> None:
    """Nothing moved: ask again later if it was we who asked."""
    if submission["next_at"] is None:
        return
    heard = answer.outcome in _KNOWS
    if asked:
        at = ctx.now + ladder.after(submission["enquiries"])
        repository.ask_later(ctx, submission, at, heard=heard)
    elif heard:
        repository.hear(ctx, submission)
