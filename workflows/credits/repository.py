"""All SQL of the write side of incoming credits."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json

from kernel.context import Context
from kernel.records import outbox
from kernel.records.charted import Charted
from kernel.statements import Row
from kernel.text import Text
from workflows.credits.states import CHART

_TABLE: Final = Charted(
    name="incoming_credit",
    what=Text("该来账", "The incoming credit"),
    chart=CHART,
    columns=(
        "tenant_id", "id", "enterprise_id", "number", "rail", "reference", "payer_account", "payer_name",
        "payer_bank_code", "payer_bank_name", "payee_account", "payee_name", "amount_minor", "currency",
        "purpose", "status", "version", "reason", "booked_on", "transaction_id", "received_at",
    ),
    json=frozenset({"reason"}),
    changeable=frozenset(
        {"enterprise_id", "payee_account", "reason", "transaction_id", "return_id", "booked_on"}
    ),
    steps="incoming_credit_transition",
    key="credit_id",
)  # fmt: skip
_INSERT: Final = f"""
INSERT INTO incoming_credit ({", ".join(_TABLE.columns)})
VALUES ({", ".join(f"%({name})s" for name in _TABLE.columns)})
ON CONFLICT (tenant_id, rail, reference) DO NOTHING
"""  # noqa: S608 - names of columns


def insert(ctx: Context, credit: Row) -> bool:
    """Write a credit in its initial state; False when this very credit was taken before.

    Two workers with the same credit: the second waits for the first, and then finds it taken.
    """
    return ctx.uow.run(_INSERT, {**credit, "reason": Json(credit["reason"])}) == 1


def move(
    ctx: Context, credit: Row, trigger: str, note: dict[str, Any] | None = None, **changes: Any
) -> Row:
    """Take one edge by compare-and-set; write its transition and its event."""
    moved, edge = _TABLE.move(ctx, credit, trigger, changes)
    _TABLE.step(ctx, moved, edge, note=Json(note or {}))
    outbox.emit(ctx.uow, ctx.world, edge.event, str(credit["id"]), event_payload(moved))
    return moved


def event_payload(credit: Row) -> dict[str, Any]:
    """What every event of a credit carries: where to find it, never its amount."""
    owner = credit["enterprise_id"]
    return {
        "credit_id": str(credit["id"]),
        "number": credit["number"],
        "enterprise_id": str(owner) if owner else None,
        "account_number": credit["payee_account"],
        "transaction_id": str(credit["transaction_id"] or ""),
    }


def lock(ctx: Context, number: str) -> Row:
    """Lock one credit by its number. Raises NotFound."""
    return _TABLE.lock(ctx, number=number)


def lock_return(ctx: Context, return_id: UUID) -> Row:
    """Lock the credit that is sent back under this id. Raises NotFound."""
    return _TABLE.lock(ctx, return_id=return_id)


def owner_of(ctx: Context, account: str) -> UUID | None:
    """The enterprise that signed the account up, if any."""
    row = ctx.uow.row(
        "SELECT enterprise_id FROM signed_account WHERE tenant_id = %s AND account_number = %s",
        (ctx.tenant_id, account),
    )
    return row["enterprise_id"] if row else None
