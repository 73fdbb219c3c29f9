"""Release: once agreed and its day has come, the money is set aside and the rows are parted among workers.

Exactly once: the batch moves by compare-and-set in the same transaction, and the debit bears the batch's own key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol
from uuid import UUID

from connectors.ports import BatchBooks, Booking, CoreBanking, Internal, Side
from corporate.banks import Bank
from kernel import limits as bounds
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.failpoints import fp
from kernel.money import Money
from kernel.statements import Row
from risk import limits
from workflows.approval.engine import ApprovalEngine
from workflows.batches import portion_repository, repository, signing
from workflows.batches.errors import ContentDiffers
from workflows.batches.ports import Kind
from workflows.batches.signing import SUBJECT

OUT: Final = "batch_out"


class Core(CoreBanking, BatchBooks, Protocol):
    """A core that books one by one and in sets."""


class Releaser:
    """Sends agreed batches on their way."""

    def __init__(
        self,
        core: Core,
        approvals: ApprovalEngine,
        bank_of: Callable[[Context], Bank],
        kind_of: Callable[[str], Kind],
    ) -> None:
        self._core = core
        self._approvals = approvals
        self._bank_of = bank_of
        self._kind_of = kind_of

    def go_on(self, ctx: Context, batch: Row) -> Row:
        """Begin an agreed batch whose day has come; another waits, or must be agreed upon again."""
        if batch["due_on"] > bank_today(ctx.world.clock):
            return batch
        try:
            with savepoint(ctx.uow):
                agreed = self._still_agreed(ctx, batch)
        except (Conflict, Invalid) as fault:  # no rule any more, or no longer what was signed
            return self.refuse(ctx, repository.lock(ctx, batch["id"]), fault)
        if not agreed:
            return repository.lock(ctx, batch["id"])
        batch = repository.lock(ctx, batch["id"])
        if batch["approval_id"] is not None:
            return self._begin(ctx, batch)  # its round has compared the digest
        try:
            self._check_content(ctx, batch)
        except ContentDiffers as fault:
            return self.refuse(ctx, batch, fault)
        return self._begin(ctx, batch)

    def go_on_at_once(self, ctx: Context, batch: Row) -> Row:
        """The same for one whose maker alone agrees, in the transaction that has just read its rows and the rule."""
        if batch["due_on"] > bank_today(ctx.world.clock):
            return batch
        return self._begin(ctx, batch)

    def refuse(self, ctx: Context, batch: Row, why: YinqiError) -> Row:
        """End a batch that cannot be paid, and say why; nothing of it was."""
        words = {"zh": why.message.zh, "en": why.message.en}
        portion_repository.refuse_all(ctx, batch["id"], ["good"], why.code, words)
        repository.count(
            ctx,
            batch["id"],
            {
                "open": (-batch["open_count"], -batch["open_minor"]),
                "failed": (batch["open_count"], batch["open_minor"]),
            },
            private=self._kind_of(batch["kind"]).private,
        )
        return repository.move(
            ctx, batch, "refuse", reason_code=why.code, reason=words, ended_at=ctx.now
        )

    def _still_agreed(self, ctx: Context, batch: Row) -> bool:
        if batch["approval_id"] is not None:
            return self._approvals.recheck(ctx, batch["approval_id"]).satisfied
        return self._approvals.recheck_direct(ctx, SUBJECT, batch["id"]).satisfied

    def _begin(self, ctx: Context, batch: Row) -> Row:
        """Set the money aside, part the rows, and run."""
        fp("batch.before_release")
        try:
            with savepoint(ctx.uow):
                if batch["limited"]:
                    limits.consume(ctx, batch["id"])
                transaction = self._set_aside(ctx, batch)
        except (Conflict, Invalid) as fault:
            return self.refuse(ctx, batch, fault)
        begun = repository.move(
            ctx, batch, "begin", transaction_id=transaction, released_at=ctx.now
        )
        if transaction is not None:
            repository.tell_booked(ctx, begun, transaction)
        fp("batch.after_release")
        return begun

    def _check_content(self, ctx: Context, batch: Row) -> None:
        """What is paid is what was signed."""
        found = signing.summary(ctx, self._kind_of(batch["kind"]), batch)
        if signing.text(ctx, self._bank_of(ctx), batch, found) != batch["canonical_text"]:
            raise ContentDiffers(number=batch["number"])

    def _set_aside(self, ctx: Context, batch: Row) -> UUID | None:
        """One debit of the total, or a hold for each portion and each row that leaves the bank."""
        size = int(self._bank_of(ctx).settings.get("batch_portion_rows", bounds.BATCH_PORTION_ROWS))
        portion_repository.part(ctx, batch, size)
        if batch["debit"] == "total":
            return self._core.book(ctx, debit_of(ctx, batch))
        self._hold(ctx, batch)
        return None

    def _hold(self, ctx: Context, batch: Row) -> None:
        own = portion_repository.own_sums(ctx, batch["id"])
        wanted = (
            [(row["portion"], row["minor"]) for row in own],
            [(row["portion"], row["fees"]) for row in own if row["fees"]],
            [(row["row_no"], row["minor"]) for row in portion_repository.abroad(ctx, batch["id"])],
        )
        amounts = [minor for held in wanted for _, minor in held]
        ids = iter(
            self._core.place_holds(
                ctx, batch["account"], amounts, batch["currency"].strip(), batch["number"]
            )
        )
        pairs = [[(key, next(ids)) for key, _ in held] for held in wanted]
        portion_repository.keep_holds(ctx, batch["id"], *pairs)


def debit_of(ctx: Context, batch: Row) -> Booking:
    """The one debit of a batch, with its fees: to the account its rows are paid from."""
    return Booking(
        id=ctx.world.ids.uuid7(),
        key=f"batch:{batch['id']}:debit",
        kind=OUT,
        money=Money(batch["open_minor"] + batch["fee_minor"], batch["currency"].strip()),
        debit=Side(batch["account"]),
        credit=Side(internal=Internal.BATCH),
        booked_on=bank_today(ctx.world.clock),
        at=ctx.now,
        detail=said_of(batch),
    )


def said_of(batch: Row) -> dict[str, Any]:
    """What every statement line of a batch says; where many are paid at once, the batch is the payee."""
    return {
        "number": batch["number"],
        "client_serial": batch["client_serial"],
        "batch": batch["number"],
        "payer_account": batch["account"],
        "payer_name": batch["account_name"],
        "payee_account": batch["number"],
        "payee_name": f"批次 {batch['number']}",
        "purpose": batch["name"],
        "door": batch["door"],
    }
