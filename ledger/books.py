"""The write side of the books: each call is one database function, in the caller's transaction.

After a refusal the transaction is dead; whoever wants to go on after one opens a savepoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from kernel.db import UnitOfWork
from ledger.errors import translate


@dataclass(frozen=True, slots=True)
class Leg:
    """One entry to be: account number, signed minor units (credit positive), statement detail."""

    account: str
    amount_minor: int
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Posting:
    """One transaction to be; `key` makes it happen once for ever."""

    id: UUID
    key: str
    kind: str
    currency: str
    booked_on: date
    value_on: date
    booked_at: datetime
    legs: tuple[Leg, ...]
    hold_id: UUID | None = None


_POST = "SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s::text[], %s::bigint[], %s, %s)"


def post(uow: UnitOfWork, posting: Posting) -> UUID:
    """Book it, with the next message. Raises there: InsufficientFunds, AccountNotOpen, AlreadyPosted, HoldNotOpen, DayClosed, …."""
    legs = posting.legs
    uow.defer(
        _POST,
        (
            uow.scope.tenant_id,
            posting.id,
            posting.key,
            posting.kind,
            posting.currency,
            posting.booked_on,
            posting.value_on,
            posting.booked_at,
            [leg.account for leg in legs],
            [leg.amount_minor for leg in legs],
            Jsonb(_details(legs)),
            posting.hold_id,
        ),
        translate,
    )
    return posting.id


def _details(legs: tuple[Leg, ...]) -> list[dict[str, Any]]:
    """What each statement says; once, when all say the same."""
    first = legs[0].detail
    return [first] if all(leg.detail is first for leg in legs) else [leg.detail for leg in legs]


def place_hold(
    uow: UnitOfWork,
    hold_id: UUID,
    *,
    account: str,
    amount_minor: int,
    currency: str,
    reason: str,
    at: datetime,
) -> UUID:
    """Set money aside. Raises InsufficientFunds, AccountUnknown, AccountNotOpen."""
    _call(
        uow,
        "SELECT ledger_hold_place(%s, %s, %s, %s, %s, %s, %s)",
        (uow.scope.tenant_id, hold_id, account, amount_minor, currency, reason, at),
    )
    return hold_id


def end_hold(uow: UnitOfWork, hold_id: UUID, at: datetime) -> None:
    """Give the money back to the available balance. Raises HoldNotOpen the second time."""
    _call(uow, "SELECT ledger_hold_end(%s, %s, 'voided', %s)", (uow.scope.tenant_id, hold_id, at))


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be opened. Internal accounts belong to no enterprise."""

    id: UUID
    enterprise_id: UUID | None
    number: str
    name: str
    name_key: str
    currency: str
    kind: str
    gl_code: str
    opened_on: date
    floor_minor: int = 0


def open_account(uow: UnitOfWork, new: NewAccount) -> UUID:
    """Open an account with nothing in it (worker role)."""
    _call(
        uow,
        "SELECT ledger_open_account(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            uow.scope.tenant_id,
            new.id,
            new.enterprise_id,
            new.number,
            new.name,
            new.name_key,
            new.currency,
            new.kind,
            new.gl_code,
            new.floor_minor,
            new.opened_on,
        ),
    )
    return new.id


def set_status(uow: UnitOfWork, number: str, status: str) -> None:
    """Freeze, close or reopen an account (worker role)."""
    _call(uow, "SELECT ledger_set_status(%s, %s, %s)", (uow.scope.tenant_id, number, status))


def check_name(uow: UnitOfWork, number: str, name_key: str, currency: str) -> str:
    """`match`, `mismatch`, `none`, `closed` or `currency`; never says whose account it is."""
    return str(
        _call(
            uow,
            "SELECT ledger_check_name(%s, %s, %s, %s)",
            (uow.scope.tenant_id, number, name_key, currency),
        )
    )


def near_name(uow: UnitOfWork, number: str, name_key: str) -> tuple[bool, str]:
    """Whether a name nearly fits an account, and the account's name with its middle hidden."""
    row = uow.row(
        "SELECT near, masked FROM ledger_near_name(%s, %s, %s)",
        (uow.scope.tenant_id, number, name_key),
    )
    return (bool(row["near"]), str(row["masked"])) if row else (False, "")


def close_day(uow: UnitOfWork, on: date) -> int:
    """Close a bank day on every account that moved; returns how many statements came of it."""
    return int(_call(uow, "SELECT ledger_close_day(%s, %s)", (uow.scope.tenant_id, on)))


def _call(uow: UnitOfWork, sql: str, params: tuple[Any, ...]) -> Any:
    try:
        row = uow.row(sql, params)
    except psycopg.Error as fault:
        mine = translate(fault)
        if mine is fault:
            raise
        raise mine from fault
    return next(iter(row.values())) if row else None
