"""Reactions of batches: an approval was granted or refused, clearing settled a row, refused it, went silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from connectors.ports import Booking, ClearingAnswer, Internal, Side
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.failpoints import fp
from kernel.money import Money
from kernel.statements import Row
from risk import limits
from workflows.approval.following import RowSubject
from workflows.approval.subjects import Subject
from workflows.batches import paying, portion_repository, repository, signing
from workflows.batches.ports import Kind
from workflows.batches.releasing import Core, Releaser, said_of
from workflows.batches.row_states import COUNTED, ROW_CHART

ENDED: Final = ("batch.succeeded", "batch.partly_succeeded", "batch.failed")


def give_back_limits(ctx: Context, payload: Mapping[str, Any]) -> None:
    """A batch has ended: limits count what it paid and no more. Hearing it twice does it once.

    On its own, for limits are locked before accounts, and the end comes after them. A private batch that was paid in
    part counts in full: what the rest came to is written nowhere, for it may be one person's pay.
    """
    batch = repository.unlocked(ctx, UUID(payload["batch_id"]))
    is_told = batch["open_minor"] == 0
    if batch["limited"] and is_told:
        limits.correct(ctx, batch["id"], batch["paid_minor"] + batch["returned_minor"])


def batch_subject(releaser: Releaser, reader: signing.SubjectReader) -> RowSubject:
    """A batch, as the approval engine sees it: its rows are read, not what was kept beside them.

    A granted one begins when its day has come.
    """

    def shown(ctx: Context, batch: Row) -> Subject:
        return reader.read(ctx, batch)[0]

    def begin(ctx: Context, batch: Row, approval_id: UUID) -> None:
        del approval_id  # looked at again when it begins
        releaser.go_on(ctx, batch)

    return RowSubject(repository.lock, shown, repository.move, begin, corrected=False)


class RowDispatch:
    """What becomes of a row that left the house. A sealed one is opened for its booking, and told by number."""

    def __init__(self, core: Core, kind_of: Callable[[str], Kind]) -> None:
        self._core = core
        self._kind_of = kind_of

    def lock(self, ctx: Context, subject_id: UUID) -> Row:
        """Lock the row: first in the lock order."""
        row = portion_repository.lock_sent(ctx, subject_id)
        if row is None:
            raise NotFound(repository.WHAT)
        kind = self._kind_of(row["kind"])
        return paying.opened(ctx, kind, row["batch_id"], row["currency"], row)

    def accepted(self, ctx: Context, row: Row, answer: ClearingAnswer) -> None:  # noqa: ARG002 - as every handler
        """Clearing has it; nothing is final."""
        if row["state"] == "unknown":
            self._move(ctx, row, "accept")

    def settled(self, ctx: Context, row: Row, answer: ClearingAnswer) -> None:  # noqa: ARG002 - the same
        """The money is across."""
        fp("batch.before_settle")
        transaction = self._book(ctx, row, "transfer_out")
        self._move(ctx, row, "settle", transaction=transaction)
        fp("batch.after_settle")

    def refused(self, ctx: Context, row: Row, answer: ClearingAnswer) -> None:
        """A definite no: its share goes back."""
        refund = None
        if row["debit"] == "each":
            self._core.void_hold(ctx, row["hold_id"])
        else:
            batch = repository.unlocked(ctx, row["batch_id"])
            minor = row["amount_minor"] + row["fee_minor"]
            key = f"batch:{row['batch_id']}:refund:row:{row['row_no']}"
            refund = paying.give_back(ctx, self._core, batch, minor, key)
        self._move(ctx, row, "refuse", code=answer.reason, reason=_words(answer), refund=refund)

    def lost(self, ctx: Context, row: Row, answer: ClearingAnswer) -> None:  # noqa: ARG002 - the same
        """No answer: unknown, which is a state and not a failure; the money stays set aside."""
        if row["state"] != "unknown":
            self._move(ctx, row, "lose")

    def returned(self, ctx: Context, row: Row, answer: ClearingAnswer) -> None:
        """The payee's bank sent it back (退汇): booked anew, linked to the row, never by undoing."""
        refund = self._book(ctx, row, "return")
        self._move(ctx, row, "return", code=answer.reason, reason=_words(answer), refund=refund)

    def _move(self, ctx: Context, row: Row, trigger: str, **more: Any) -> None:
        edge = ROW_CHART.move(row["state"], trigger)
        portion_repository.move_sent(ctx, row, edge.target, **more)
        source, target = COUNTED[edge.source], COUNTED[edge.target]
        changes = {}
        if source != target:
            changes = {source: (-1, -row["amount_minor"]), target: (1, row["amount_minor"])}
        private = row["sealed"] is not None
        header = repository.count(ctx, row["batch_id"], changes, private=private)
        for transaction in (more.get("transaction"), more.get("refund")):
            if transaction is not None and not private:  # its receipt would say one person's pay
                repository.tell_booked(ctx, header, transaction)
        paying.finish(ctx, header)

    def _book(self, ctx: Context, row: Row, kind: str) -> UUID:
        """Between the payer's money and clearing: out when it settles, back when it returns."""
        currency = row["currency"].strip()
        clearing = Side(internal=Internal.CLEARING, rail=row["rail"])
        each, back = row["debit"] == "each", kind == "return"
        payer = Side(row["payer_account"]) if each or back else Side(internal=Internal.BATCH)
        return self._core.book(
            ctx,
            Booking(
                id=ctx.world.ids.uuid7(),
                key=f"batch:{row['batch_id']}:row:{row['row_no']}:{kind}",
                kind=kind,
                money=Money(row["amount_minor"], currency),
                debit=clearing if back else payer,
                credit=payer if back else clearing,
                booked_on=bank_today(ctx.world.clock),
                at=ctx.now,
                detail=self._told(ctx, row) if back else _said(row),
                hold_id=row["hold_id"] if each and not back else None,
                fee=None if back else Money(row["fee_minor"], currency),
            ),
        )

    @staticmethod
    def _told(ctx: Context, row: Row) -> dict[str, Any]:
        """What the payer's statement says of money that came back: of a sealed row, the batch and nobody's name."""
        if row["sealed"] is None:
            return _said(row)
        return said_of(repository.unlocked(ctx, row["batch_id"])) | {"refund": True}


def _said(row: Row) -> dict[str, Any]:
    return {
        "number": f"{row['batch_number']}-{row['row_no']}",
        "client_serial": row["client_serial"],
        "batch": row["batch_number"],
        "end_to_end": row["reference"],
        "payer_account": row["payer_account"],
        "payer_name": row["payer_name"],
        "payee_account": row["account"],
        "payee_name": row["name"],
        "payee_bank_code": row["bank_code"],
        "payee_bank_name": row["bank_name"],
        "purpose": row["batch_name"],
        "remark": row["remark"],
        "rail": row["rail"],
        "door": row["door"],
    }


def _words(answer: ClearingAnswer) -> dict[str, str]:
    text = answer.extra.get("text") or {}
    return {"zh": text.get("zh", answer.reason), "en": text.get("en", answer.reason)}
