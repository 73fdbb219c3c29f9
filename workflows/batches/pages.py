"""What people's pages read about batches. Nothing here changes anything.

A page shows only batches of accounts on which its reader has a right; what is asked to be signed is shown to whom the
round concerns. Anything else is not found. Rows that are private are never among it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from connectors.ports import CoreBanking
from corporate import enterprises
from corporate.banks import Bank
from corporate.identity import rights
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money
from kernel.operation import Door, Verb
from kernel.statements import Row
from workflows.approval.engine import ApprovalEngine
from workflows.approval.plan import Plan
from workflows.batches import page_queries, queries, repository, signing, views
from workflows.batches.page_answers import LargeRow, ShownBatch, ShownBatchSigning
from workflows.batches.page_commands import (
    BatchCard,
    BatchCards,
    DescribeBatches,
    LookAtBatch,
    SeeBatchSigning,
)
from workflows.batches.service import BatchService
from workflows.batches.states import BatchStatus

_LARGEST: Final = 10
_DRAFT: Final = "draft"


class BatchPages:
    """The read side of batches, for pages."""

    def __init__(
        self,
        batches: BatchService,
        approvals: ApprovalEngine,
        core: CoreBanking,
        bank_of: Callable[[Context], Bank],
    ) -> None:
        self._batches = batches
        self._approvals = approvals
        self._core = core
        self._bank_of = bank_of

    def look(self, ctx: Context, command: LookAtBatch) -> ShownBatch:
        """One batch with its rounds of agreement; a draft with who would have to agree. Raises NotFound."""
        batch = self._batches.seen(ctx, "", command.number)
        plan = self._plan(ctx, batch) if batch["status"] == _DRAFT else None
        rounds = self._approvals.rounds(ctx, signing.SUBJECT, batch["id"])
        return ShownBatch(
            number=batch["number"],
            signers=plan.sentence.zh if plan else "",
            made_by=batch["maker_name"],
            door=Door(batch["door"]),
            made_at=batch["created_at"],
            warnings=queries.warnings(ctx, batch["id"]),
            plan=plan,
            rounds=tuple(self._approvals.history(ctx, one) for one in rounds),
            payer_alias=_alias(ctx, batch["account"]),
            available=self._available(ctx, batch["account"]),
            in_message=batch["message_row_id"] is not None,
            is_brought="brought" in batch["source"],
        )

    def signing(self, ctx: Context, command: SeeBatchSigning) -> ShownBatchSigning:
        """What somebody is asked to sign; NotFound for whom the round does not concern."""
        seen = self._approvals.history(ctx, UUID(command.approval_id))
        if seen.subject_type != signing.SUBJECT or ctx.actor.person_id not in seen.concerned:
            raise NotFound(repository.WHAT)
        batch = queries.by_id(ctx, seen.subject_id)
        if batch is None:
            raise NotFound(repository.WHAT)
        split = page_queries.split(ctx, batch["id"])
        private = self._batches.kind(batch["kind"]).private
        return ShownBatchSigning(
            approval_id=str(seen.id),
            digest=seen.digest.hex(),
            round=seen,
            batch=views.batch(batch, self._origin(ctx, batch), sums=not private),
            made_by=batch["maker_name"],
            door=Door(batch["door"]),
            debit=batch["debit"],
            payer_alias=_alias(ctx, batch["account"]),
            private=private,
            own_rows=split["own"],
            other_rows=split["other"],
            warnings=queries.warnings(ctx, batch["id"]),
            available=self._available(ctx, batch["account"]),
            largest=() if private else self._largest(ctx, batch),
        )

    def cards(self, ctx: Context, command: DescribeBatches) -> BatchCards:
        """What some approvals are about, as far as they are batches their reader has a right to."""
        asked = [UUID(one) for one in command.approval_ids[: limits.PAGE_ROWS_MAX]]
        rows = page_queries.cards(ctx, asked) if asked else []
        return BatchCards(cards=tuple(_card(row) for row in rows if self._may(ctx, row)))

    def _plan(self, ctx: Context, batch: Row) -> Plan | None:
        """Who would have to sign it as it stands; nobody can say of a draft without a good row."""
        found = signing.summary(ctx, self._batches.kind(batch["kind"]), batch)
        if not found.rows:
            return None
        return self._approvals.plan(ctx, self._batches.reader.read(ctx, batch)[0])

    def _may(self, ctx: Context, batch: Row) -> bool:
        user, right = ctx.actor.user_id, self._batches.kind(batch["kind"]).operation
        return user is not None and rights.allowed(ctx.uow, user, right, batch["account"], Verb.SEE)

    def _origin(self, ctx: Context, batch: Row) -> str:
        found = queries.by_id(ctx, batch["reissue_of"]) if batch["reissue_of"] else None
        return found["number"] if found else ""

    def _available(self, ctx: Context, number: str) -> Money | None:
        found = self._core.accounts(ctx, [number])
        return found[0].available if found else None

    def _largest(self, ctx: Context, batch: Row) -> tuple[LargeRow, ...]:
        currency = batch["currency"].strip()
        return tuple(
            LargeRow(
                name=row["name"],
                account=row["account"],
                remark=row["remark"],
                money=Money(row["amount_minor"], currency),
                flagged=row["flagged"],
            )
            for row in page_queries.largest(ctx, batch["id"], _LARGEST)
        )


def _alias(ctx: Context, number: str) -> str:
    """What the enterprise calls the account; nothing when it is signed up no longer."""
    try:
        return enterprises.signed_account(ctx.uow, number).alias
    except NotFound:
        return ""


def _card(row: Row) -> BatchCard:
    return BatchCard(
        approval_id=str(row["approval_id"]),
        number=row["number"],
        name=row["name"],
        kind=row["kind"],
        rows=row["row_count"],
        total_minor=row["total_minor"],
        currency=row["currency"].strip(),
        due_on=row["due_on"],
        status=BatchStatus(row["status"]).public,
        maker_name=row["maker_name"],
        digest=bytes(row["digest"]).hex(),
        warnings=row["warnings"],
    )
