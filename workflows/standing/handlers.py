"""What becomes of an order when its round of agreement ends."""

from __future__ import annotations

from uuid import UUID

from kernel.context import Context
from kernel.statements import Row
from workflows.approval.following import RowSubject
from workflows.standing import repository
from workflows.standing.service import StandingService


def standing_subject(orders: StandingService) -> RowSubject:
    """A standing order, as the approval engine sees it.

    A granted one is in force; every run looks again whether today's rule is satisfied too.
    """

    def begin(ctx: Context, order: Row, approval_id: UUID) -> None:
        del approval_id
        orders.begin(ctx, order)

    return RowSubject(repository.lock, orders.subject, repository.move, begin)
