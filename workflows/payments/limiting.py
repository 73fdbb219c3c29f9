"""Payments under limits: counted when submitted, used when booked, given back when they will not be made.

A payment counts on the bank's date it leaves on: the day it asks for, or the day after it on which its rail
next works, and stays in that day wherever it ends.
What ends unpaid is given back by `repository`, at the one place where a state moves.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from kernel.calendar import bank_today
from kernel.context import Context
from kernel.statements import Row
from risk import limits, queries
from risk.limits import Verdict
from risk.rules import EVERY, RISK_NORMAL, LimitScope, PayeeClass
from workflows.payments import limit_repository
from workflows.payments.drafts import Draft


def reserve(ctx: Context, drafts: Mapping[UUID, Draft], *, confirmed: bool) -> dict[UUID, Verdict]:
    """Count payments under limits, in their order; those that no limit counts are left out."""
    ids = list(drafts)
    lines = [
        _line(ctx, draft, confirmed=confirmed) | {"place": place, "subject_id": str(payment_id)}
        for place, (payment_id, draft) in enumerate(drafts.items())
    ]
    rows = limit_repository.reserve(ctx, lines)
    return {ids[row["place"]]: limits.verdict(row) for row in rows}


def reserve_one(ctx: Context, payment_id: UUID, draft: Draft) -> Verdict | None:
    """Count one payment; None when no limit does. Raises the refusal of a limit that has no room."""
    confirmed = draft.command.confirmed
    found = reserve(ctx, {payment_id: draft}, confirmed=confirmed).get(payment_id)
    if found is not None and found.refusal is not None:
        raise found.refusal
    return found


def with_room(ctx: Context, draft: Draft) -> Draft:
    """The draft with what the limits would say to it; nothing is reserved."""
    scopes = limit_repository.scopes(ctx, _line(ctx, draft, confirmed=False))
    standings = queries.standings(ctx, scopes, draft.money.currency, counted_on(draft))
    is_today = counted_on(draft) == bank_today(ctx.world.clock)
    room = dataclasses.replace(limits.room(standings, draft.money.minor), is_today=is_today)
    return dataclasses.replace(draft, room=room, findings=(*draft.findings, *room.findings))


def lock(ctx: Context, payments: Sequence[Row]) -> None:
    """Payments of a group are about to end one after the other, with accounts locked in between."""
    limited = [row["id"] for row in payments if row["limited"]]
    if len(limited) > 1:
        limits.lock(ctx, limited)


def consume(ctx: Context, payment: Row) -> None:
    """It is about to be booked; to be said before an account is locked."""
    if payment["limited"]:
        limits.consume(ctx, payment["id"])


def counted_on(draft: Draft) -> date:
    """The bank's date a payment leaves on."""
    return max(draft.requested_on, draft.route.value_on)


def _line(ctx: Context, draft: Draft, *, confirmed: bool) -> dict[str, Any]:
    return {
        "amount": draft.money.minor,
        "currency": draft.money.currency,
        "counted_on": counted_on(draft).isoformat(),
        "confirmed": confirmed,
        "scopes": _scopes(ctx, draft),
    }


def _scopes(ctx: Context, draft: Draft) -> dict[str, list[str]]:
    """What limits look at; the roles of the maker are added by the statement."""
    door = ctx.actor.door
    return {
        LimitScope.ENTERPRISE: [EVERY],
        LimitScope.ACCOUNT: [draft.payer.number],
        LimitScope.USER: [str(ctx.actor.user_id)],
        LimitScope.DOOR: [door.value],
        LimitScope.OPERATION: ["payments.submit"],
        LimitScope.METHOD: [ctx.actor.method],
        LimitScope.PAYEE_CLASS: [draft.payee_class or PayeeClass.ORDINARY],
        LimitScope.RISK_LEVEL: [RISK_NORMAL],
    }
