"""Answers what programs ask about the bank and about themselves. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from corporate import enterprises
from corporate.banks import Bank, Rail, participants
from corporate.identity import rights
from kernel import cursors, limits
from kernel.calendar import BankCalendar, CalendarUnknown, bank_today
from kernel.capital import CURRENCY_NAMES
from kernel.context import Context
from kernel.currencies import EXPONENTS
from kernel.errors import Denied
from kernel.ids import CursorUnknown
from kernel.operation import Door, Operation, Verb
from kernel.text import Text
from workflows.reference import queries
from workflows.reference.commands import (
    AccountStanding,
    AskCurrencies,
    AskDays,
    AskDirectory,
    AskRails,
    AskStanding,
    AskTime,
    BankTime,
    CalendarDay,
    Currencies,
    CurrencyView,
    Days,
    DirectoryBank,
    DirectoryPage,
    OperationStanding,
    OwnStanding,
    Ping,
    Pong,
    Rails,
    RailView,
)
from workflows.reference.errors import DaysUnknown, DaysWrong

_CODE: Final = "c"
_RAILS: Final = {
    "INTERNAL": Text("行内转账", "Own-bank transfer"),
    "HVPS": Text("大额支付", "HVPS (large value)"),
    "BEPS": Text("小额支付", "BEPS (batch)"),
    "IBPS": Text("网银互联", "IBPS (real time)"),
    "CORRESPONDENT": Text("代理行汇款", "Correspondent"),
}


class ReferenceService:
    """The time, bank days, rails, currencies, banks, one's own standing."""

    def __init__(
        self,
        bank_of: Callable[[Context], Bank],
        offered: Callable[[Door], Sequence[Operation]],
    ) -> None:
        self._bank_of = bank_of
        self._offered = offered

    def ping(self, ctx: Context, command: Ping) -> Pong:
        """That the bank is there."""
        return Pong(echo=command.echo, at=ctx.now, is_test=self._bank_of(ctx).is_test)

    def time(self, ctx: Context, command: AskTime) -> BankTime:
        """The clock and the bank days around it. Raises CalendarUnknown."""
        del command
        calendar, today = self._bank_of(ctx).calendar, bank_today(ctx.world.clock)
        current = calendar.next_bank_day(today)
        return BankTime(
            at=ctx.now,
            on=today,
            bank_day=current == today,
            current_bank_day=current,
            next_bank_day=calendar.next_bank_day(current, including=False),
        )

    def days(self, ctx: Context, command: AskDays) -> Days:
        """Each day of a span. Raises DaysWrong, DaysUnknown."""
        count = (command.to_on - command.from_on).days + 1
        if not 1 <= count <= limits.CALENDAR_DAYS_MAX:
            raise DaysWrong(days=limits.CALENDAR_DAYS_MAX)
        calendar = self._bank_of(ctx).calendar
        span = (command.from_on + timedelta(days=place) for place in range(count))
        return Days(days=tuple(_day(calendar, day) for day in span))

    def rails(self, ctx: Context, command: AskRails) -> Rails:
        """Each rail with its hours as they stand now; one whose calendar ends is left out."""
        del command
        found = (_rail(rail, ctx.now) for rail in self._bank_of(ctx).rails.values())
        return Rails(rails=tuple(rail for rail in found if rail is not None))

    def currencies(self, ctx: Context, command: AskCurrencies) -> Currencies:
        """The currencies of the books."""
        del command
        payable = {rail.currency for rail in self._bank_of(ctx).rails.values() if rail.enabled}
        return Currencies(
            currencies=tuple(
                CurrencyView(
                    code=code,
                    name_zh=CURRENCY_NAMES.get(code, code),
                    decimals=decimals,
                    payable=code in payable,
                )
                for code, decimals in sorted(EXPONENTS.items())
            )
        )

    def directory(self, ctx: Context, command: AskDirectory) -> DirectoryPage:
        """A page of banks by code. Raises CursorUnknown, CursorOfAnother."""
        question = ("bank.directory", command.text, command.ibps_only)
        place = cursors.place_of(question, command.cursor) if command.cursor else {_CODE: ""}
        after = place.get(_CODE)
        if not isinstance(after, str):
            raise CursorUnknown
        limit = max(1, min(command.limit, limits.DIRECTORY_PAGE_MAX))
        wanted = participants.Wanted(command.text, command.ibps_only, after)
        found = participants.page(ctx.uow, wanted, limit + 1)
        more = len(found) > limit
        return DirectoryPage(
            banks=tuple(
                DirectoryBank(
                    bank_code=one.bank_code,
                    name_zh=one.name.zh,
                    name_en=one.name.en,
                    bic=one.bic or "",
                    ibps=one.in_ibps,
                )
                for one in found[:limit]
            ),
            cursor=cursors.mark(question, {_CODE: found[limit - 1].bank_code}) if more else "",
        )

    def standing(self, ctx: Context, command: AskStanding) -> OwnStanding:
        """Who asks, and what they may do at this door at this moment."""
        del command
        enterprise, user_id = enterprises.current(ctx.uow), ctx.actor.user_id
        if user_id is None:
            raise Denied
        offered = rights.offered(ctx.uow, user_id, ctx.actor.door)
        sees = set(rights.accounts_of(ctx.uow, user_id, "accounts.see", Verb.SEE))
        pays = set(rights.accounts_of(ctx.uow, user_id, "payments.submit", Verb.MAKE))
        return OwnStanding(
            enterprise_number=enterprise.number,
            enterprise_name=enterprise.name,
            operator=ctx.actor.name,
            certificate=ctx.actor.credential if ctx.actor.door is Door.DIRECT_LINK else "",
            certificate_until=queries.certificate_until(ctx),
            operations=tuple(
                OperationStanding(code=one.code, title_zh=one.title.zh, title_en=one.title.en)
                for one in self._offered(ctx.actor.door)
                if one.code in offered.services and one.verb in offered.verbs.get(one.right, ())
            ),
            accounts=tuple(
                AccountStanding(
                    account_number=one.number,
                    currency=one.currency,
                    may_see=one.number in sees,
                    may_pay=one.may_pay and one.number in pays,
                )
                for one in enterprises.signed_accounts(ctx.uow)
                if one.number in sees | pays
            ),
        )


def _rail(rail: Rail, now: datetime) -> RailView | None:
    try:
        opens_at, settles_on = _standing_of(rail, now)
    except CalendarUnknown:
        return None
    name = _RAILS.get(rail.code, Text(rail.code, rail.code))
    return RailView(
        code=rail.code,
        name_zh=name.zh,
        name_en=name.en,
        enabled=rail.enabled,
        currency=rail.currency,
        cap_minor=rail.cap_minor,
        fee_minor=rail.fee_minor,
        realtime=rail.realtime,
        hours=rail.hours.wire(),
        is_open=rail.schedule.is_open(now),
        opens_at=opens_at,
        closes_at=rail.schedule.closes_at(now),
        settles_on=settles_on,
    )


def _standing_of(rail: Rail, now: datetime) -> tuple[datetime, date]:
    return rail.schedule.next_opening(now), rail.schedule.settles_on(now)


def _day(calendar: BankCalendar, day: date) -> CalendarDay:
    """One day of the bank's calendar; raises DaysUnknown."""
    try:
        open_ = calendar.is_bank_day(day)
    except CalendarUnknown:
        raise DaysUnknown(year=day.year) from None
    return CalendarDay(on=day, bank_day=open_, provisional=calendar.is_provisional(day.year))
