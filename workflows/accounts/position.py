"""The position day by day (资金头寸走势): what the accounts one may see held together at the end of each day.

Everything comes from the books: a closed day is what its statement says. Only accounts of one currency are
added up, and nothing is converted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import dropwhile

from connectors.ports import CoreInquiries, DayBalance
from corporate import enterprises
from corporate.identity import rights
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.operation import Verb
from workflows.accounts.commands import AskPosition, MovedToday, PositionDay, PositionDays


class Positions:
    """Adds up accounts by day."""

    def __init__(self, core: CoreInquiries) -> None:
        self._core = core

    def days(self, ctx: Context, command: AskPosition) -> PositionDays:
        """The accounts of the first one's currency, added up for each day."""
        if ctx.actor.user_id is None:
            return PositionDays()
        mine = rights.accounts_of(ctx.uow, ctx.actor.user_id, "accounts.see", Verb.SEE)
        signed = [one for one in enterprises.signed_accounts(ctx.uow) if one.number in mine]
        if not signed:
            return PositionDays()
        today, currencies = (
            bank_today(ctx.world.clock),
            {one.number: one.currency for one in signed},
        )
        count = max(1, min(command.days, limits.BALANCE_DAYS_MAX))
        found = self._core.days(ctx, list(currencies), today - timedelta(days=count - 1), today)
        currency = signed[0].currency
        return PositionDays(
            days=_added_up([day for day in found if currencies[day.number] == currency], currency),
            today=tuple(
                MovedToday(
                    account_number=day.number, credit_minor=day.credit_minor,
                    debit_minor=day.debit_minor, currency=currencies[day.number],
                )
                for day in found
                if day.on_date == today
            ),
        )  # fmt: skip


def _added_up(found: Sequence[DayBalance], currency: str) -> tuple[PositionDay, ...]:
    """The sum of each day, from the first on which there was anything."""
    sums: Counter[date] = Counter()
    for day in found:
        sums[day.on_date] += day.closing_minor
    days = (PositionDay(on=on, currency=currency, closing_minor=sums[on]) for on in sorted(sums))
    return tuple(dropwhile(lambda day: not day.closing_minor, days))
