"""What becomes of a credit that is sent back (退汇): the money leaves suspense when clearing has it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from connectors.ports import ClearingAnswer, CoreBanking, Side
from kernel.context import Context
from kernel.statements import Row
from workflows.credits import booking, repository


class ReturnDispatch:
    """Reactions to what clearing says about a return."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def lock(self, ctx: Context, subject_id: UUID) -> Row:
        """Lock the credit: first in the lock order."""
        return repository.lock_return(ctx, subject_id)

    def accepted(self, ctx: Context, credit: Row, answer: ClearingAnswer) -> None:
        """Clearing has it; nothing is final."""

    def lost(self, ctx: Context, credit: Row, answer: ClearingAnswer) -> None:
        """The outcome is unknown: the money stays in suspense, the credit stays on its way."""

    def settled(self, ctx: Context, credit: Row, answer: ClearingAnswer) -> None:
        """The money has gone back."""
        out = self._book(ctx, credit, "suspense_out", booking.SUSPENSE, booking.clearing(credit))
        repository.move(ctx, credit, "settle", _note(answer), transaction_id=out)

    def refused(self, ctx: Context, credit: Row, answer: ClearingAnswer) -> None:
        """Nobody took it: it waits for the desk again."""
        repository.move(ctx, credit, "refuse", _note(answer), reason=_words(answer))

    def returned(self, ctx: Context, credit: Row, answer: ClearingAnswer) -> None:
        """It went back and came again: booked anew, never by undoing."""
        back = self._book(ctx, credit, "suspense", booking.clearing(credit), booking.SUSPENSE)
        repository.move(
            ctx, credit, "come_back", _note(answer), reason=_words(answer), transaction_id=back
        )

    def _book(self, ctx: Context, credit: Row, kind: str, debit: Side, credited: Side) -> UUID:
        key = f"credit:{credit['return_id']}:{kind}"
        return self._core.book(ctx, booking.booking(ctx, credit, key, kind, debit, credited))


def _note(answer: ClearingAnswer) -> dict[str, Any]:
    return {"message": answer.message_id, "reference": answer.reference, "reason": answer.reason}


def _words(answer: ClearingAnswer) -> dict[str, str]:
    text = answer.extra.get("text") or {}
    return {"zh": text.get("zh", answer.reason), "en": text.get("en", answer.reason)}
