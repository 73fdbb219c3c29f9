"""The read side of incoming credits."""

from __future__ import annotations

from uuid import UUID

from kernel.context import Context
from kernel.statements import Row


def page(ctx: Context, limit: int) -> list[Row]:
    """The newest credits of the enterprise."""
    return ctx.uow.rows(
        "SELECT * FROM incoming_credit WHERE tenant_id = %s AND enterprise_id = %s"
        " ORDER BY received_at DESC, id DESC LIMIT %s",
        (ctx.tenant_id, ctx.enterprise_id, limit),
    )


def by_transaction(ctx: Context, transaction_id: UUID) -> Row | None:
    """The credit that a booking put where it is."""
    return ctx.uow.row(
        "SELECT * FROM incoming_credit WHERE tenant_id = %s AND transaction_id = %s",
        (ctx.tenant_id, transaction_id),
    )


def in_suspense(ctx: Context, limit: int) -> list[Row]:
    """What waits for the bank's desk, oldest first."""
    return ctx.uow.rows(
        "SELECT * FROM incoming_credit WHERE tenant_id = %s"
        " AND status IN ('suspended', 'returning') ORDER BY received_at, id LIMIT %s",
        (ctx.tenant_id, limit),
    )


def transitions(ctx: Context, credit_id: UUID) -> list[Row]:
    """The history of a credit, in order."""
    return ctx.uow.rows(
        "SELECT * FROM incoming_credit_transition WHERE tenant_id = %s AND credit_id = %s ORDER BY seq",
        (ctx.tenant_id, credit_id),
    )
