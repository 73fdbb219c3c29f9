"""The position day by day (资金头寸走势): what the accounts one may see held together at the end of each day.

Everything comes from the books: a closed day is what its statement says. Only accounts of one currency are
added up, and nothing is converted.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import dropwhile

from connectors.ports import CoreInquiries
from corporate import enterprises
from corporate.identity import rights
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.operation import Verb
from workflows.accounts.commands import AskPosition, PositionDay, PositionDays


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
        currency = signed[0].currency
        numbers = [one.number for one in signed if one.currency == currency]
        today = bank_today(ctx.world.clock)
        count = max(1, min(command.days, limits.BALANCE_DAYS_MAX))
        sums: Counter[date] = Counter()
        for day in self._core.days(ctx, numbers, today - timedelta(days=count - 1), today):
            sums[day.on_date] += day.closing_minor
        days = (
            PositionDay(on=on, currency=currency, closing_minor=minor)
            for on, minor in sorted(sums.items())
        )
        return PositionDays(days=tuple(dropwhile(lambda day: not day.closing_minor, days)))
