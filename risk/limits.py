"""Limits in the way of an instruction: reserved when it is asked for, then used or given back, once.

Who reserves writes the statement (it knows what an instruction is); what came back is read here. An
instruction whose limits count it is marked `limited`, so that nothing is asked when it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import Conflict, Finding, Severity
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from risk import repository
from risk.errors import ConfirmationNeeded, LimitExceeded, SingleExceeded
from risk.models import ReservationState
from risk.rules import (
    EVERY,
    Content,
    Effect,
    Issuer,
    Key,
    LimitScope,
    LimitSpan,
    Standing,
    name,
    resets,
    said,
)

LARGE: Final = "limit.large"
FIELD: Final = "amount_minor"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one instruction: counted, or why not; and what is to be seen of it."""

    refusal: Conflict | None = None
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """How the limits of an instruction stand before it is submitted, and what they say about it."""

    standings: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    is_today: bool = True

    @property
    def left_of_day(self) -> Money | None:
        """What may still be paid that day under the day's tightest limit; None where none counts the day."""
        days = [
            one
            for one in self.standings
            if one.key.span is LimitSpan.DAY_SUM and one.effect is Effect.REFUSE
        ]
        tightest = min(days, key=lambda one: one.left, default=None)
        return None if tightest is None else Money(tightest.left, tightest.key.currency)


def verdict(row: Row) -> Verdict:
    """One answer of `limits_reserve`."""
    if row["verdict"] != "reserved":
        return Verdict(refusal=refusal(row))
    if row["limit_id"] is None:
        return Verdict()
    key = _key(row)
    ceiling = said(key, row["ceiling"])
    text = Text(
        "大额提醒：{limit}已超过 {ceiling}", "A large amount: the {limit} is over {ceiling}"
    )
    told = text.fill(limit=_named(row, key.span.tally), ceiling=ceiling)
    return Verdict(notes=(Finding(LARGE, Severity.WARN, told, FIELD),))


def room(standings: Sequence[Standing], minor: int) -> Room:
    """What limits that stand so would say to an amount."""
    found = []
    for one in standings:
        taken = one.used + one.reserved
        if taken + (1 if one.key.span.counts else minor) <= one.ceiling:
            continue
        row = {
            "scope": one.key.scope, "span": one.key.span, "holder": one.holder, "currency": one.key.currency,
            "issuer": one.issuer, "verdict": one.effect, "ceiling": one.ceiling, "taken": taken,
            "ends_on": one.ends_on,
        }  # fmt: skip
        why = refusal(row)
        weight = Severity.BLOCK if one.effect is Effect.REFUSE else Severity.WARN
        found.append(Finding(why.code, weight, why.message, FIELD))
    return Room(tuple(standings), tuple(found))


def refusal(row: Row) -> Conflict:
    """Why a limit does not let an instruction through: which, what is left, when it begins anew."""
    key = _key(row)
    ceiling = said(key, row["ceiling"])
    if row["verdict"] == Effect.CONFIRM:
        return ConfirmationNeeded(limit=_named(row, key.span.tally), ceiling=ceiling)
    limit = _named(row, key.span.label)
    if key.span is LimitSpan.SINGLE:
        return SingleExceeded(limit=limit, ceiling=ceiling)
    left = said(key, max(0, row["ceiling"] - row["taken"]))
    return LimitExceeded(limit=limit, ceiling=ceiling, left=left, resets=resets(row["ends_on"]))


def put(ctx: Context, key: Key, content: Content, issuer: Issuer, effect: Effect) -> None:
    """Set a limit of the enterprise in scope; one that is there keeps what it has counted."""
    rule = {
        "enterprise": ctx.enterprise_id, "issuer": issuer, "effect": effect, "scope": key.scope,
        "holder": key.holder, "span": key.span, "currency": key.currency, "ceiling": content.ceiling,
        "temporary_ceiling": content.temporary_ceiling, "temporary_until": content.temporary_until,
        "live": content.live,
    }  # fmt: skip
    repository.write(ctx, rule)


def agree(ctx: Context, agreed: Iterable[Mapping[str, Any]]) -> None:
    """Set what a bank agrees upon with every enterprise it opens (非柜面限额协议), as its settings say it."""
    for one in agreed:
        holder, currency = one.get("holder", EVERY), one.get("currency", "CNY")
        key = Key(LimitScope(one["scope"]), holder, LimitSpan(one["span"]), currency)
        effect = Effect(one.get("effect", Effect.REFUSE))
        put(ctx, key, Content(one["ceiling"]), Issuer.BANK, effect)


def lock(ctx: Context, subject_ids: Sequence[UUID]) -> None:
    """Before several instructions end in one transaction: their counters, in one order."""
    repository.lock(ctx, subject_ids)


def consume(ctx: Context, subject_id: UUID) -> None:
    """It is done: what was reserved is used. To be said before an account is locked."""
    repository.settle(ctx, subject_id, ReservationState.CONSUMED)


def release(ctx: Context, subject_id: UUID) -> None:
    """It will not be done: what was reserved is given back."""
    repository.settle(ctx, subject_id, ReservationState.RELEASED)


def correct(ctx: Context, subject_id: UUID, minor: int) -> None:
    """Only so much of it was done in the end: the rest of what was used is given back, however often this is said."""
    repository.correct(ctx, subject_id, minor)


def _key(row: Row) -> Key:
    return Key(LimitScope(row["scope"]), row["holder"], LimitSpan(row["span"]), row["currency"])


def _named(row: Row, what: Text) -> Text:
    """The limit's name; accounts by their last digits, and nothing that only the house understands."""
    key = _key(row)
    tail = key.holder[-4:] if key.scope is LimitScope.ACCOUNT and key.holder != EVERY else ""
    return name(Issuer(row["issuer"]), key.scope, what, Text(tail, tail))
