"""Answers what ERPs ask about accounts beyond a list. Changes nothing; everything comes from the books.

Pages go on behind a line's number, which never changes and never repeats: lines that come between two
pages stand behind both.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from connectors.ports import CoreInquiries, DayBalance, LineChoice, LineSearch, StatementLine
from corporate import enterprises
from corporate.banks import Bank
from corporate.enterprises import SignedAccount
from corporate.identity import rights
from kernel import cursors, limits
from kernel.calendar import CalendarUnknown, bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.identifiers import parse_account_number
from kernel.operation import Verb
from kernel.text import Text
from workflows.accounts.inquiry_commands import (
    AskBalances,
    AskDetails,
    AskFees,
    AskHistory,
    AskSummary,
    BalanceHistory,
    Balances,
    BalanceView,
    DayBalanceView,
    DetailPage,
    DetailSummary,
    Direction,
    IncomingCredit,
    IncomingPage,
    PollCredits,
    SearchLines,
)
from workflows.accounts.inquiry_errors import SpanWrong, TooManyAccounts
from workflows.accounts.service import line_view, view_of

_WHAT: Final = Text("该账户", "The account")
_SIDES: Final = {Direction.ALL: None, Direction.DEBIT: False, Direction.CREDIT: True}
_LINE: Final = "l"
Choice = TypeVar("Choice", bound=LineChoice)


class Inquiries:
    """Balances by day, chosen lines, sums, fees, money in."""

    def __init__(self, core: CoreInquiries, bank_of: Callable[[Context], Bank]) -> None:
        self._core = core
        self._bank_of = bank_of

    def foresee(self, ctx: Context, command: AskBalances) -> None:
        """Ask beforehand what `balances` is going to read of one account: most programs ask about one."""
        if len(command.account_numbers) == 1:
            number = parse_account_number(command.account_numbers[0])
            ctx.uow.ahead(lambda: _may_see(ctx, number))
            ctx.uow.ahead(lambda: enterprises.signed_account(ctx.uow, number))
            ctx.uow.ahead(lambda: self._core.accounts(ctx, [number]))
            ctx.uow.ahead(lambda: self._ended(ctx, [number]))

    def balances(self, ctx: Context, command: AskBalances) -> Balances:
        """Balances now, with the day before. NotFound if one of the named may not be seen."""
        signed = _chosen(ctx, command.account_numbers)
        numbers = [one.number for one in signed]
        found = {one.number: one for one in self._core.accounts(ctx, numbers)}
        before, ended = _yesterday(ctx), self._ended(ctx, numbers)
        return Balances(
            balances=tuple(
                BalanceView(
                    **_fields(view_of(ctx, one, found[one.number])),
                    previous_on=before,
                    previous_minor=ended[one.number].closing_minor,
                )
                for one in signed
                if one.number in found
            )
        )

    def _ended(self, ctx: Context, numbers: list[str]) -> dict[str, DayBalance]:
        """The day before this one, by account."""
        before = _yesterday(ctx)
        return {day.number: day for day in self._core.days(ctx, numbers, before, before)}

    def history(self, ctx: Context, command: AskHistory) -> BalanceHistory:
        """The end of each day of a span. Raises SpanWrong."""
        signed = _signed(ctx, command.account_number)
        _check_span(ctx, command.from_on, command.to_on, limits.BALANCE_DAYS_MAX)
        days = self._core.days(ctx, [signed.number], command.from_on, command.to_on)
        bank = self._bank_of(ctx)
        return BalanceHistory(
            account_number=signed.number,
            days=tuple(_day(bank, signed.currency, day) for day in days),
        )

    def details(self, ctx: Context, command: AskDetails) -> DetailPage:
        """A page of chosen lines. Raises CursorUnknown, CursorOfAnother."""
        choice = LineChoice(**_conditions(ctx, command))
        return _page(choice, command, partial(self._core.chosen, ctx))

    def search(self, ctx: Context, command: SearchLines) -> DetailPage:
        """A page of lines with words in them, the newest first. Raises CursorUnknown, CursorOfAnother."""
        wanted = LineSearch(**_conditions(ctx, command), text=command.text.strip())
        return _page(wanted, command, partial(self._core.search, ctx))

    def fees(self, ctx: Context, command: AskFees) -> DetailPage:
        """A page of what the bank charged. Raises CursorUnknown, CursorOfAnother."""
        number = _signed(ctx, command.account_number).number
        choice = LineChoice(number, from_on=command.from_on, to_on=command.to_on, fees=True)
        return _page(choice, command, partial(self._core.chosen, ctx))

    def summary(self, ctx: Context, command: AskSummary) -> DetailSummary:
        """Counts and sums of the lines of a span. Raises SpanWrong."""
        signed = _signed(ctx, command.account_number)
        _check_span(ctx, command.from_on, command.to_on, limits.SUMMARY_DAYS_MAX)
        choice = LineChoice(signed.number, from_on=command.from_on, to_on=command.to_on)
        sums = self._core.sums(ctx, choice)
        return DetailSummary(
            account_number=signed.number,
            currency=signed.currency,
            debits=sums.debits,
            debit_minor=sums.debit_minor,
            credits=sums.credits,
            credit_minor=sums.credit_minor,
            first_line=sums.first_seq,
            last_line=sums.last_seq,
        )

    def incoming(self, ctx: Context, command: PollCredits) -> IncomingPage:
        """Credits behind the last mark, account by account. Raises CursorUnknown, TooManyAccounts.

        The mark holds a line for each account. A line is numbered under its account's lock, so none
        can appear before a place that was passed; an account that comes into sight starts at its first.
        """
        known = _read_lines(command.cursor)
        wanted = [command.account_number] if command.account_number else []
        signed = _named(_in_sight(ctx), tuple(wanted))
        after = {one.number: known.get(one.number, 0) for one in signed}
        limit = _within(command.limit)
        found = self._core.incoming(ctx, after, limit + 1) if after else []
        passed = {number: line.seq for number, line in found[:limit]}
        return IncomingPage(
            credits=tuple(_credit(number, line) for number, line in found[:limit]),
            more=len(found) > limit,
            cursor=cursors.mark(_INCOMING, known | passed),
        )


def _conditions(ctx: Context, command: AskDetails) -> dict[str, Any]:
    """Which lines are wanted, as fields of a LineChoice."""
    return {
        "number": _signed(ctx, command.account_number).number,
        "from_on": command.from_on,
        "to_on": command.to_on,
        "credit": _SIDES[command.direction],
        "low_minor": command.least_minor,
        "high_minor": command.most_minor,
    }


def _page(
    choice: Choice,
    command: AskDetails | AskFees,
    find: Callable[[Choice, int], list[StatementLine]],
) -> DetailPage:
    """The lines behind the cursor's, as far as a page goes."""
    place = cursors.place_of(choice, command.cursor) if command.cursor else {_LINE: 0}
    after, limit = cursors.number_in(place, _LINE), _within(command.limit)
    found = find(dataclasses.replace(choice, after=after), limit + 1)
    last = found[:limit][-1].seq if found else after
    return DetailPage(
        lines=tuple(line_view(line) for line in found[:limit]),
        more=len(found) > limit,
        cursor=cursors.mark(choice, {_LINE: last}),
    )


_INCOMING: Final = "accounts.incoming"
_SEE: Final = "accounts.see"


def _read_lines(cursor: str) -> dict[str, int]:
    place = cursors.place_of(_INCOMING, cursor) if cursor else {}
    return {number: cursors.number_in(place, number) for number in place}


def _in_sight(ctx: Context) -> list[SignedAccount]:
    """The accounts one may see, in the enterprise's order."""
    if ctx.actor.user_id is None:
        return []
    mine = set(rights.accounts_of(ctx.uow, ctx.actor.user_id, _SEE, Verb.SEE))
    return [one for one in enterprises.signed_accounts(ctx.uow) if one.number in mine]


def _chosen(ctx: Context, written: tuple[str, ...]) -> list[SignedAccount]:
    """The accounts that were named, or all one may see; one alone is looked up without the others."""
    if len(written) != 1:
        return _named(_in_sight(ctx), written)
    number = parse_account_number(written[0])
    if not _may_see(ctx, number):
        raise NotFound(_WHAT)
    return [enterprises.signed_account(ctx.uow, number)]


def _may_see(ctx: Context, number: str) -> bool:
    user_id = ctx.actor.user_id
    return user_id is not None and rights.allowed(ctx.uow, user_id, _SEE, number, Verb.SEE)


def _yesterday(ctx: Context) -> date:
    return bank_today(ctx.world.clock) - timedelta(days=1)


def _named(signed: list[SignedAccount], written: tuple[str, ...]) -> list[SignedAccount]:
    """Those that were named, or all. Raises NotFound for one that is not there, TooManyAccounts."""
    wanted = {parse_account_number(one) for one in written}
    chosen = [one for one in signed if not wanted or one.number in wanted]
    if wanted - {one.number for one in chosen}:
        raise NotFound(_WHAT)
    if len(chosen) > limits.ACCOUNTS_ASKED_MAX:
        raise TooManyAccounts(max=limits.ACCOUNTS_ASKED_MAX)
    return chosen


def _signed(ctx: Context, written: str) -> SignedAccount:
    return enterprises.signed_account(ctx.uow, parse_account_number(written))


def _check_span(ctx: Context, from_on: date, to_on: date, days_max: int) -> None:
    today = bank_today(ctx.world.clock)
    if not from_on <= to_on <= today or (to_on - from_on).days >= days_max:
        raise SpanWrong(last=today.isoformat(), days=days_max)


def _within(limit: int) -> int:
    return max(1, min(limit, limits.LINES_PAGE_MAX))


def _day(bank: Bank, currency: str, day: DayBalance) -> DayBalanceView:
    return DayBalanceView(
        on=day.on_date,
        closed=day.closed,
        bank_day=_is_bank_day(bank, day.on_date),
        currency=currency,
        opening_minor=day.closing_minor - day.credit_minor + day.debit_minor,
        debit_minor=day.debit_minor,
        credit_minor=day.credit_minor,
        closing_minor=day.closing_minor,
        lines=day.lines,
    )


def _is_bank_day(bank: Bank, on: date) -> bool:
    """Whether the bank worked; a year nobody entered has none."""
    try:
        return bank.calendar.is_bank_day(on)
    except CalendarUnknown:
        return False


def _credit(number: str, line: StatementLine) -> IncomingCredit:
    return IncomingCredit(**_fields(line_view(line)), account_number=number)


def _fields(record: object) -> dict[str, Any]:
    return {it.name: getattr(record, it.name) for it in dataclasses.fields(record)}  # type: ignore[arg-type]
