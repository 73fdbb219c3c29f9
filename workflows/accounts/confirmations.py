"""Takes an enterprise's word on the balance of a closed day (余额对账回签). Books nothing, changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from connectors.ports import CoreInquiries, DayBalance
from corporate import enterprises
from corporate.enterprises import SignedAccount
from corporate.identity import rights
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.identifiers import parse_account_number
from kernel.ids import cursor_of, read_cursor
from kernel.money import Money
from kernel.operation import Verb
from kernel.parsing import plain
from kernel.records import serials
from kernel.statements import Row
from kernel.text import Text
from workflows.accounts import confirm_repository
from workflows.accounts.confirm_commands import (
    BalanceConfirmation,
    ConfirmationPage,
    ConfirmBalance,
    ListConfirmations,
    ListMonthEnds,
    MonthEnd,
    MonthEnds,
)
from workflows.accounts.inquiry_errors import DayOpen, NoteMissing

CONFIRM: Final = "accounts.confirm_balance"
_DAY: Final = timedelta(days=1)
_WHAT: Final = Text("该账户", "The account")


class Confirmations:
    """Keeps what is said to balances, beside what the books said at that moment."""

    def __init__(self, core: CoreInquiries) -> None:
        self._core = core

    def confirm(self, ctx: Context, command: ConfirmBalance) -> BalanceConfirmation:
        """Keep one word; the same again is the same one.

        Raises NotFound for an account not to be seen, DayOpen, NoteMissing, SerialConflict.
        """
        number = _in_sight(ctx, command.account_number)
        written = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
        confirmation_id = ctx.world.ids.uuid7()
        claim = serials.claim(
            ctx.uow, ctx.uow.scope.enterprise(), command.client_serial, CONFIRM,
            ctx.world.crypto.sm3(written.encode()), confirmation_id,
        )  # fmt: skip
        if claim.duplicate:
            return _view(confirm_repository.by_id(ctx, claim.subject_id), duplicate=True)
        bank = self._closing(ctx, number, command)
        own = Money(command.own_minor, command.currency)
        if own != bank and not command.note.strip():
            raise NoteMissing(bank=bank, own=own)
        row = {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": confirmation_id,
            "number": ctx.world.ids.number("D"), "client_serial": command.client_serial,
            "account_number": number, "on_date": command.on, "currency": bank.currency,
            "bank_minor": bank.minor, "own_minor": own.minor, "note": command.note,
            "user_id": ctx.actor.user_id, "by_name": ctx.actor.name, "created_at": ctx.now,
        }  # fmt: skip
        confirm_repository.insert(ctx, row)
        return _view(row)

    def page(self, ctx: Context, command: ListConfirmations) -> ConfirmationPage:
        """A page of what was said, the last first. Raises CursorUnknown."""
        number = parse_account_number(command.account_number)
        limit = max(1, min(command.limit, limits.LINES_PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        found = confirm_repository.page(ctx, number, before, limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return ConfirmationPage(
            confirmations=tuple(_view(row) for row in found[:limit]),
            cursor=cursor_of(last["created_at"], last["id"]) if last else "",
        )

    def month_ends(self, ctx: Context, command: ListMonthEnds) -> MonthEnds:
        """The last month first. A month that ended with nothing on the account asks for no word."""
        signed = [one for one in enterprises.signed_accounts(ctx.uow) if one.number in _seen(ctx)]
        numbers = [one.number for one in signed]
        ends = _ends_before(bank_today(ctx.world.clock), command.months)
        said = confirm_repository.last(ctx, numbers, ends)
        return MonthEnds(
            balances=tuple(
                _month_end(one, day, said.get((one.number, on)))
                for on in ends
                for one, day in self._held(ctx, signed, on)
            )
        )

    def _held(
        self, ctx: Context, signed: Sequence[SignedAccount], on: date
    ) -> Iterator[tuple[SignedAccount, DayBalance]]:
        by_number = {one.number: one for one in signed}
        found = {day.number: day for day in self._core.days(ctx, list(by_number), on, on)}
        for number, one in by_number.items():
            day = found.get(number)
            if day and day.closed and (day.closing_minor or day.lines):
                yield one, day

    def _closing(self, ctx: Context, number: str, command: ConfirmBalance) -> Money:
        """What the books held at the end of that day. Raises DayOpen, and NotFound for another currency."""
        account = enterprises.signed_account(ctx.uow, number)
        if account.currency != command.currency:
            raise NotFound(_WHAT)
        days = self._core.days(ctx, [number], command.on, command.on)
        if not days or not days[0].closed:
            raise DayOpen(on=command.on.isoformat())
        return Money(days[0].closing_minor, account.currency)


def _in_sight(ctx: Context, written: str) -> str:
    """The gate asks for accounts one may pay from; balances of those one may only see are confirmed too."""
    number = parse_account_number(written)
    if number not in _seen(ctx):
        raise NotFound(_WHAT)
    return number


def _seen(ctx: Context) -> frozenset[str]:
    user_id = ctx.actor.user_id
    seen = rights.accounts_of(ctx.uow, user_id, "accounts.see", Verb.SEE) if user_id else ()
    return frozenset(seen)


def _ends_before(today: date, months: int) -> list[date]:
    """The last days of so many months before this one, the last first."""
    ends = [today.replace(day=1) - _DAY]
    for _ in range(1, max(1, min(months, limits.MONTH_ENDS_MAX))):
        ends.append(ends[-1].replace(day=1) - _DAY)
    return ends


def _month_end(one: SignedAccount, day: DayBalance, said: Row | None) -> MonthEnd:
    word = said or {}
    return MonthEnd(
        account_number=one.number, alias=one.alias, on=day.on_date, bank_minor=day.closing_minor,
        currency=one.currency, own_minor=word.get("own_minor"), note=word.get("note", ""),
        said_by=word.get("by_name", ""), said_at=word.get("created_at"),
    )  # fmt: skip


def _view(row: Row, *, duplicate: bool = False) -> BalanceConfirmation:
    return BalanceConfirmation(
        number=row["number"],
        client_serial=row["client_serial"],
        account_number=row["account_number"],
        on=row["on_date"],
        agrees=row["bank_minor"] == row["own_minor"],
        bank_minor=row["bank_minor"],
        own_minor=row["own_minor"],
        currency=row["currency"],
        note=row["note"],
        said_by=row["by_name"],
        said_at=row["created_at"],
        duplicate=duplicate,
    )
