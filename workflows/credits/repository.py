"""All SQL of the write side of incoming credits."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json

from kernel.context import Context
from kernel.db import Retry
from kernel.errors import NotFound
from kernel.records import outbox
from kernel.statements import Row
from kernel.text import Text
from workflows.credits.states import CHART

_COLUMNS: Final = (
    "tenant_id", "id", "enterprise_id", "number", "rail", "reference", "payer_account", "payer_name",
    "payer_bank_code", "payer_bank_name", "payee_account", "payee_name", "amount_minor", "currency",
    "purpose", "status", "version", "reason", "booked_on", "transaction_id", "received_at",
)  # fmt: skip
_INSERT: Final = f"""
INSERT INTO incoming_credit ({", ".join(_COLUMNS)})
VALUES ({", ".join(f"%({name})s" for name in _COLUMNS)})
ON CONFLICT (tenant_id, rail, reference) DO NOTHING
"""  # noqa: S608 - names of columns
_CHANGEABLE: Final = frozenset(
    {"enterprise_id", "payee_account", "reason", "transaction_id", "return_id", "booked_on"}
)
_STEP: Final = """
INSERT INTO incoming_credit_transition (tenant_id, credit_id, seq, source, target, trigger, actor,
                                        at, note)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_WHAT: Final = Text("该来账", "The incoming credit")


def insert(ctx: Context, credit: Row) -> bool:
    """Write a credit in its initial state; False when this very credit was taken before.

    Two workers with the same credit: the second waits for the first, and then finds it taken.
    """
    return ctx.uow.run(_INSERT, {**credit, "reason": Json(credit["reason"])}) == 1


def move(
    ctx: Context, credit: Row, trigger: str, note: dict[str, Any] | None = None, **changes: Any
) -> Row:
    """Take one edge by compare-and-set; write its transition and its event."""
    edge = CHART.move(credit["status"], trigger)
    if changes.keys() - _CHANGEABLE:
        message = f"a transition does not change {sorted(changes.keys() - _CHANGEABLE)}"
        raise ValueError(message)
    sets = "".join(f", {name} = %({name})s" for name in changes)
    sql = (
        f"UPDATE incoming_credit SET status = %(target)s, version = version + 1{sets}"  # noqa: S608
        " WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = %(source)s"
        " AND version = %(version)s"
    )
    params = {name: Json(value) if name == "reason" else value for name, value in changes.items()}
    params |= {
        "tenant": ctx.tenant_id, "id": credit["id"], "source": edge.source, "target": edge.target,
        "version": credit["version"],
    }  # fmt: skip
    if ctx.uow.run(sql, params) != 1:
        raise Retry
    moved = {**credit, **changes, "status": edge.target, "version": credit["version"] + 1}
    step = (
        ctx.tenant_id, credit["id"], moved["version"], edge.source, edge.target, trigger,
        ctx.actor.name, ctx.now, Json(note or {}),
    )  # fmt: skip
    ctx.uow.run(_STEP, step)
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
    return _lock(ctx, "number", number)


def lock_return(ctx: Context, return_id: UUID) -> Row:
    """Lock the credit that is sent back under this id. Raises NotFound."""
    return _lock(ctx, "return_id", return_id)


def owner_of(ctx: Context, account: str) -> UUID | None:
    """The enterprise that signed the account up, if any."""
    row = ctx.uow.row(
        "SELECT enterprise_id FROM signed_account WHERE tenant_id = %s AND account_number = %s",
        (ctx.tenant_id, account),
    )
    return row["enterprise_id"] if row else None


def _lock(ctx: Context, column: str, value: object) -> Row:
    row = ctx.uow.row(
        f"SELECT * FROM incoming_credit WHERE tenant_id = %s AND {column} = %s FOR NO KEY UPDATE",  # noqa: S608
        (ctx.tenant_id, value),
    )
    if row is None:
        raise NotFound(_WHAT)
    return row
