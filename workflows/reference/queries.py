"""All SQL of what programs ask about themselves."""

from __future__ import annotations

from datetime import datetime

from kernel.context import Context


def certificate_until(ctx: Context) -> datetime | None:
    """When the certificate that signed this message ends; None at other doors."""
    row = ctx.uow.row(
        "SELECT not_after FROM certificate WHERE tenant_id = %s AND enterprise_id = %s AND serial = %s",
        (ctx.tenant_id, ctx.enterprise_id, ctx.actor.credential),
    )
    return row["not_after"] if row else None
