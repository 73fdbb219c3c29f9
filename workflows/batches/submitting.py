"""Submitting: the rows are frozen, counted, hashed, and one text is put before those who must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from corporate.banks import Bank
from corporate.identity import rights
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.money import Money
from kernel.operation import Verb
from kernel.statements import Row
from kernel.text import Text
from risk.errors import LimitExceeded, SingleExceeded
from workflows.approval.engine import ApprovalEngine
from workflows.batches import (
    commands,
    limiting,
    portion_repository,
    queries,
    repository,
)
from workflows.batches.canonical import Summary
from workflows.batches.errors import (
    AboveRight,
    BatchFaulty,
    NotEnded,
    NothingToPay,
    NothingToReissue,
    NotTheMaker,
)
from workflows.batches.ports import Kind
from workflows.batches.releasing import Releaser
from workflows.batches.rows import RowIn
from workflows.batches.service import BatchService, Opening, day_of
from workflows.batches.states import CHART

_LEFT_OUT: Final = Text("提交时有误，未付款", "Faulty when the batch was submitted; not paid")
_PAGE: Final = 1_000
_ENDED: Final = {"partly_succeeded", "failed"}


class Submitter:
    """Submits drafts, takes batches back, pays failed rows again."""

    def __init__(
        self,
        batches: BatchService,
        approvals: ApprovalEngine,
        releaser: Releaser,
        bank_of: Callable[[Context], Bank],
    ) -> None:
        self._batches = batches
        self._approvals = approvals
        self._releaser = releaser
        self._bank_of = bank_of

    def submit(self, ctx: Context, command: commands.NameBatch) -> commands.BatchHeader:
        """Submit a draft whose rows are all good; raises BatchFaulty, and what `commit` raises."""
        batch = self._batches.locked(ctx, command.number)
        CHART.move(batch["status"], "submit")
        return self._batches.view(ctx, self.commit(ctx, batch))

    def commit(self, ctx: Context, batch: Row, *, without_faulty: bool = False) -> Row:
        """Submit a locked draft; `without_faulty` lets faulty rows fail and the others go.

        Raises BatchFaulty, the refusals of limits and of approval. The bank day is moved on when it has passed.
        """
        batch = self._leave_out(ctx, batch) if without_faulty else batch
        wrong = queries.blocking(ctx, batch["id"])
        if wrong:
            raise BatchFaulty(number=batch["number"], rows=wrong)
        bank = self._bank_of(ctx)
        due_on = day_of(bank, batch["due_on"], bank_today(ctx.world.clock))
        batch = {**batch, "due_on": due_on, "maker_person_id": ctx.actor.person_id}
        kind = self._batches.kind(batch["kind"])
        if batch["open_count"] == 0:
            raise BatchFaulty(number=batch["number"], rows=batch["failed_count"])
        subject, found = self._batches.reader.read(ctx, batch)
        self._refuse_above_right(ctx, kind, batch, found)
        approval_id = self._approvals.start(ctx, subject)
        limited = limiting.reserve(ctx, kind, batch, found)
        moved = repository.move(
            ctx, batch, "submit" if approval_id else "authorise", approval_id=approval_id, canonical_text=subject.canonical_text,
            digest=self._approvals.digest(ctx, subject), limited=limited, maker_person_id=ctx.actor.person_id,
            **_header(kind, batch, found, due_on),
        )  # fmt: skip
        return moved if approval_id else self._releaser.go_on_at_once(ctx, moved)

    def commit_or_refuse(self, ctx: Context, batch: Row) -> Row:
        """Submit what is good of a locked draft; where no row is, or a limit has no room for it, it ends as failed.

        For programs that send several at once: one that cannot be paid keeps no other from it.
        """
        batch = self._leave_out(ctx, batch)
        if batch["open_count"] == 0:
            why = NothingToPay(number=batch["number"])
            return self._releaser.refuse(ctx, batch, why)
        try:
            with savepoint(ctx.uow):
                return self.commit(ctx, batch)
        except (LimitExceeded, SingleExceeded) as fault:
            return self._releaser.refuse(ctx, repository.lock(ctx, batch["id"]), fault)

    def withdraw(self, ctx: Context, command: commands.NameBatch) -> commands.BatchHeader:
        """Take back a draft, one that waits for signatures, or an agreed one whose day has not come.

        Raises NotTheMaker, IllegalTransition.
        """
        batch = self._batches.locked(ctx, command.number)
        if batch["maker_person_id"] != ctx.actor.person_id:
            raise NotTheMaker
        if batch["status"] == "submitted":
            self._approvals.withdraw(ctx, batch["approval_id"])
            return self._batches.view(ctx, repository.lock(ctx, batch["id"]))
        return self._batches.view(ctx, repository.move(ctx, batch, "cancel"))

    def reissue(self, ctx: Context, command: commands.ReissueBatch) -> commands.BatchHeader:
        """A new draft of the rows that failed for good; it is agreed upon like any other.

        Raises NotEnded while a row is under way or unknown, NothingToReissue.
        """
        old = self._batches.locked(ctx, command.number)
        batch, fresh = self._batches.open_draft(ctx, _again(old, command.client_serial), old)
        if fresh:
            if old["status"] not in _ENDED:
                raise NotEnded(number=old["number"])
            if not old["failed_count"]:
                raise NothingToReissue(number=old["number"])
            kind = self._batches.kind(old["kind"])
            batch = self._batches.stage_rows(ctx, batch, list(_failed(ctx, kind, old)))
        return self._batches.view(ctx, batch, duplicate=not fresh)

    @staticmethod
    def _refuse_above_right(ctx: Context, kind: Kind, batch: Row, found: Summary) -> None:
        """The largest row must lie within the ceiling of the maker's right."""
        largest = Money(found.largest_minor, batch["currency"].strip())
        user, account = ctx.actor.user_id, batch["account"]
        if user is None or not rights.allowed(
            ctx.uow, user, kind.operation, account, Verb.MAKE, largest
        ):
            raise AboveRight

    def _leave_out(self, ctx: Context, batch: Row) -> Row:
        """Faulty rows fail at once; they are part of the header, and never of what is signed."""
        words = {"zh": _LEFT_OUT.zh, "en": _LEFT_OUT.en}
        if batch["faulty_count"] == 0:
            return batch
        left = portion_repository.leave_out(ctx, batch["id"], words)
        minor = int(left["minor"])
        return repository.count(
            ctx, batch["id"], {"open": (-left["rows"], -minor), "failed": (left["rows"], minor)}
        )


def _header(kind: Kind, batch: Row, found: Summary, due_on: object) -> Row:
    """The header as it is signed: what waits, and what failed before that."""
    return {
        "due_on": due_on,
        "open_count": found.rows,
        "open_minor": found.total_minor,
        "row_count": found.rows + batch["failed_count"],
        "total_minor": found.total_minor + batch["failed_minor"],
        "largest_minor": 0 if kind.private else found.largest_minor,
        "fee_minor": found.fee_minor,
    }


def _again(old: Row, serial: str) -> Opening:
    return Opening(
        kind=old["kind"],
        serial=serial,
        account=old["account"],
        name=old["name"],
        currency=old["currency"].strip(),
        file_name=old["number"],
    )


def _failed(ctx: Context, kind: Kind, old: Row) -> Iterator[RowIn]:
    """Rows that failed, under the numbers they had; read to their end before others are copied in."""
    after = 0
    while found := queries.rows(ctx, kind, old["id"], after, _PAGE, "failed"):
        yield from map(queries.as_read, found)
        after = found[-1]["row_no"]
