"""How a credit is booked: from clearing to the customer or to suspense (挂账), from there on, or back."""

from __future__ import annotations

from typing import Any, Final

from connectors.ports import Booking, Internal, Side
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.money import Money
from kernel.statements import Row

SUSPENSE: Final = Side(internal=Internal.SUSPENSE)
_SAID: Final = (
    "number", "reference", "payer_account", "payer_name", "payer_bank_code", "payer_bank_name",
    "payee_account", "payee_name", "purpose", "rail",
)  # fmt: skip


def clearing(credit: Row) -> Side:
    """The clearing account of the rail it came by."""
    return Side(internal=Internal.CLEARING, rail=credit["rail"])


def money_of(credit: Row) -> Money:
    """Its amount."""
    return Money(credit["amount_minor"], credit["currency"])


def booking(  # noqa: PLR0917 - a booking's parts
    ctx: Context, credit: Row, key: str, kind: str, debit: Side, credited: Side
) -> Booking:
    """A booking of the whole amount, once for ever under `key`."""
    return Booking(
        id=ctx.world.ids.uuid7(),
        key=key,
        kind=kind,
        money=money_of(credit),
        debit=debit,
        credit=credited,
        booked_on=bank_today(ctx.world.clock),
        at=ctx.now,
        detail=detail(credit),
    )


def detail(credit: Row) -> dict[str, Any]:
    """What the statement says about it."""
    return {name: credit[name] for name in _SAID}
