"""A batch under limits: its total is counted once when it is submitted; `single` looks at its largest row.

What is used is the total; when the batch has ended, what it did not pay is given back (`handlers.give_back_limits`).
"""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row
from risk import limits
from risk.rules import EVERY, RISK_NORMAL, LimitScope, PayeeClass
from workflows.batches import limit_repository
from workflows.batches.canonical import Summary
from workflows.batches.ports import Kind


def reserve(ctx: Context, kind: Kind, batch: Row, found: Summary) -> bool:
    """Count the total; whether any limit does. Raises the refusal of one that has no room."""
    line: dict[str, Any] = {
        "place": 0, "subject_id": str(batch["id"]), "amount": found.total_minor, "largest": found.largest_minor,
        "currency": batch["currency"].strip(), "counted_on": batch["due_on"].isoformat(), "confirmed": True,
        "scopes": _scopes(ctx, kind, batch),
    }  # fmt: skip
    rows = limit_repository.reserve(ctx, Jsonb([line]))
    for row in rows:
        refusal = limits.verdict(row).refusal
        if refusal is not None:
            raise refusal
    return bool(rows)


def _scopes(ctx: Context, kind: Kind, batch: Row) -> dict[str, list[str]]:
    """What limits look at; the roles of the maker are added by the statement."""
    return {
        LimitScope.ENTERPRISE: [EVERY],
        LimitScope.ACCOUNT: [batch["account"]],
        LimitScope.USER: [str(ctx.actor.user_id)],
        LimitScope.DOOR: [ctx.actor.door.value],
        LimitScope.OPERATION: [kind.operation],
        LimitScope.METHOD: [ctx.actor.method],
        LimitScope.PAYEE_CLASS: [PayeeClass.ORDINARY],
        LimitScope.RISK_LEVEL: [RISK_NORMAL],
    }
