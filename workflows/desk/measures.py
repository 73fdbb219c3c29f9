"""Measures on accounts as rows, and what all of an account's measures together make of it (账户管制)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from kernel import limits
from kernel.context import Context
from kernel.records import outbox
from kernel.statements import Row
from kernel.text import Text

_LIVE: Final = """
SELECT * FROM account_measure WHERE tenant_id = %s AND account_number = %s AND live ORDER BY begun_at, id
"""
_ONE: Final = "SELECT * FROM account_measure WHERE tenant_id = %s AND number = %s"
_DUE: Final = """
SELECT * FROM account_measure
 WHERE tenant_id = %s AND live AND (until_on < %s OR (sort = 'stop' AND until_on IS NULL AND begun_at <= %s))
 ORDER BY account_number, begun_at
"""
_ADD: Final = """
INSERT INTO account_measure (tenant_id, enterprise_id, id, number, account_number, sort, amount_minor, currency, authority,
                             document, reason, until_on, hold_id, live, begun_at)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(number)s, %(account)s, %(sort)s, %(amount)s, %(currency)s, %(authority)s,
        %(document)s, %(reason)s, %(until_on)s, %(hold_id)s, true, %(at)s)
"""
_END: Final = """
UPDATE account_measure SET live = false, ended_at = %s, lifted_by = %s WHERE tenant_id = %s AND id = %s AND live
"""


class Measure(StrEnum):
    """What may be done to an account on an order."""

    FREEZE = "freeze"
    STOP = "stop"
    HOLD = "hold"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "freeze": Text("冻结（不收不付）", "Freeze (nothing in, nothing out)"),
    "stop": Text("紧急止付（只收不付）", "Emergency stop (in, but not out)"),
    "hold": Text("金额冻结", "Hold of an amount"),
}
_STATES: Final = {Measure.FREEZE: "frozen", Measure.STOP: "credit_only"}


def state_under(measures: Iterable[Row]) -> str:
    """The state of an account under all its measures: the strictest counts, and none leaves it open.

    One authority's release never opens what another keeps shut.
    """
    sorts = {Measure(row["sort"]) for row in measures}
    return next((_STATES[one] for one in _STATES if one in sorts), "open")


def live(ctx: Context, account: str) -> list[Row]:
    """The measures on an account that count, the first first."""
    return ctx.uow.rows(_LIVE, (ctx.tenant_id, account))


def by_number(ctx: Context, number: str) -> Row | None:
    """One measure."""
    return ctx.uow.row(_ONE, (ctx.tenant_id, number))


def due(ctx: Context, today: date) -> list[Row]:
    """Measures whose last day is over, and emergency stops whose hours are."""
    begun = ctx.now - timedelta(hours=limits.STOP_HOURS)
    return ctx.uow.rows(_DUE, (ctx.tenant_id, today, begun))


def add(ctx: Context, measure: Row) -> None:
    """Write a measure that counts from now on, and tell of it."""
    given = {"tenant": ctx.tenant_id, "id": ctx.world.ids.uuid7(), "at": ctx.now}
    ctx.uow.run(_ADD, given | measure)
    _tell(
        ctx,
        measure["enterprise"],
        measure["account"],
        measure["number"],
        measure["sort"],
        begun=True,
    )


def end(ctx: Context, measure: Row, lifted_by: str) -> bool:
    """It counts no more, on those grounds; False when it had ended before."""
    if ctx.uow.run(_END, (ctx.now, lifted_by, ctx.tenant_id, measure["id"])) != 1:
        return False
    owner = measure["enterprise_id"]
    _tell(ctx, owner, measure["account_number"], measure["number"], measure["sort"], begun=False)
    return True


def _tell(
    ctx: Context, owner: object, account: str, number: str, sort: str, *, begun: bool
) -> None:
    told = {
        "enterprise_id": str(owner), "account_number": account, "number": number, "sort": sort, "begun": begun,
    }  # fmt: skip
    outbox.emit(ctx.uow, ctx.world, "account.measured", f"measure:{account}", told)
