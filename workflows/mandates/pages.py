"""What people's pages read about changes of rule. Nothing here changes anything.

The list is administrators'; what is asked to be signed is shown to whom the round concerns, whatever
list they may see. Anything else is not found.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.statements import Row
from workflows.approval.engine import ApprovalEngine
from workflows.mandates import queries, repository
from workflows.mandates.commands import DescribeMandates, MandateCards, NameMandate, SeeMandate
from workflows.mandates.page_answers import ShownMandate
from workflows.mandates.service import SUBJECT, view
from workflows.mandates.states import MandateStatus


class MandatePages:
    """The read side of changes, for pages."""

    def __init__(self, approvals: ApprovalEngine) -> None:
        self._approvals = approvals

    def cards(self, ctx: Context, command: DescribeMandates) -> MandateCards:
        """What some approvals are about, as far as they are changes this person has to do with."""
        asked = [UUID(one) for one in command.approval_ids[: limits.PAGE_ROWS_MAX]]
        rows = queries.cards(ctx, asked) if asked and ctx.actor.person_id else []
        return MandateCards(cards=tuple(view(row) for row in rows))

    def signing(self, ctx: Context, command: SeeMandate) -> ShownMandate:
        """What somebody is asked to sign; NotFound for whom the round does not concern."""
        seen = self._approvals.history(ctx, UUID(command.approval_id))
        if seen.subject_type != SUBJECT or ctx.actor.person_id not in seen.concerned:
            raise NotFound(repository.WHAT)
        return self._shown(ctx, queries.by_id(ctx, seen.subject_id))

    def follow(self, ctx: Context, command: NameMandate) -> ShownMandate:
        """One change with its way; raises NotFound."""
        return self._shown(ctx, queries.by_number(ctx, command.number))

    def _shown(self, ctx: Context, row: Row) -> ShownMandate:
        base = view(row)
        declared: dict[str, Any] = {name: getattr(base, name) for name in base.__dataclass_fields__}
        rounds = self._approvals.rounds(ctx, SUBJECT, row["id"])
        mine = row["maker_person_id"] == ctx.actor.person_id
        return ShownMandate(
            **declared,
            door=Door(row["door"]),
            rounds=tuple(self._approvals.history(ctx, one) for one in rounds),
            may_withdraw=mine and row["status"] == MandateStatus.PENDING_APPROVAL,
        )
