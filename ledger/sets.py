"""The books in sets: many credits against one debit, several holds, each in one database function.

Called with the next message, not deferred: what was refused must be known before rows are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from kernel.db import UnitOfWork
from kernel.errors import YinqiError
from kernel.statements import Row
from ledger.errors import refusal_of, translate


@dataclass(frozen=True, slots=True)
class PostingSet:
    """Transactions to be, each debiting the same account; `keys` make each happen once for ever.

    Credits column by column: in which transaction (the first is 1), to which account, how much, and what each adds to
    the words of all.
    """

    kind: str
    currency: str
    debit: str
    booked_on: date
    at: datetime
    keys: Mapping[UUID, str]
    said: dict[str, Any]
    places: Sequence[int]
    accounts: Sequence[str]
    minors: Sequence[int]
    details: Sequence[dict[str, Any]]
    hold_id: UUID | None


_POST: Final = """
SELECT refused, refusal FROM ledger_post_set(%s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::text[], %s,
                                             string_to_array(%s, ',')::int[], string_to_array(%s, ','),
                                             string_to_array(%s, ',')::bigint[], %s)
"""
_HOLD: Final = "SELECT ledger_hold_place_set(%s, %s::uuid[], %s::bigint[], %s, %s, %s, %s)"


def post(uow: UnitOfWork, given: PostingSet) -> dict[int, YinqiError]:
    """Book them; the credits that their accounts refused, by place, the first is 1.

    Raises AlreadyPosted, HoldNotOpen, HoldExceeded, InsufficientFunds, AccountNotOpen, DayClosed.
    """
    params = (
        uow.scope.tenant_id, given.kind, given.currency, given.booked_on, given.at, given.debit, given.hold_id,
        list(given.keys), list(given.keys.values()), Jsonb([given.said, *_debits(given)]),
        _joined(given.places), _joined(given.accounts), _joined(given.minors), Jsonb(given.details),
    )  # fmt: skip
    return {row["refused"]: refusal_of(row["refusal"]) for row in _ask(uow, _POST, params)}


def _joined(values: Sequence[object]) -> str:
    """Many values as one text, which costs a tenth of an array; account numbers hold no commas."""
    return ",".join(map(str, values))


def _debits(given: PostingSet) -> list[dict[str, Any]]:
    """What each debit adds: its one credit's words where each is debited by itself, else nothing."""
    if len(given.keys) != len(given.places):
        return []
    said = dict(zip(given.places, given.details, strict=True))
    return [said[place] for place in range(1, len(given.keys) + 1)]


def place_holds(  # noqa: PLR0917 - as the function takes them
    uow: UnitOfWork,
    account: str,
    currency: str,
    holds: Mapping[UUID, int],
    reason: str,
    at: datetime,
) -> None:
    """Set several amounts aside, all or none. Raises InsufficientFunds, AccountUnknown, AccountNotOpen."""
    _ask(
        uow,
        _HOLD,
        (uow.scope.tenant_id, list(holds), list(holds.values()), account, currency, reason, at),
    )


def _ask(uow: UnitOfWork, sql: str, params: tuple[Any, ...]) -> list[Row]:
    try:
        return uow.rows(sql, params)
    except psycopg.Error as fault:
        mine = translate(fault)
        if mine is fault:
            raise
        raise mine from fault
