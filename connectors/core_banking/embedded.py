"""The embedded core: the only place that imports the ledger.

It books in the caller's transaction. Internal accounts are named here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from connectors.ports import (
    Account,
    BookedLine,
    Booking,
    CreditSet,
    DayBalance,
    HeldMoney,
    Internal,
    LineChoice,
    LineSearch,
    LineSums,
    NameAnswer,
    NameVerdict,
    PayeeCheck,
    Side,
    Statement,
    StatementDay,
    StatementLine,
)
from kernel import limits
from kernel.calendar import bank_today
from kernel.charset import name_key
from kernel.context import Context
from kernel.errors import YinqiError
from kernel.money import Money
from kernel.records import outbox
from ledger import books, days, inquiries, night, queries, sets

_CUSTOMER_GL = "2011"  # 单位活期存款
_GL = {
    Internal.CLEARING: "2241",
    Internal.SUSPENSE: "2242",
    Internal.FEES: "6021",
    Internal.BATCH: "2243",
    Internal.BILLS: "1301",
    Internal.BILL_INTEREST: "6011",
    Internal.ADVANCES: "1307",
    Internal.BILL_MARGIN: "2002",
    Internal.INTEREST: "6411",
    Internal.INTEREST_PAYABLE: "2231",
}

BOOKED = "books.booked"
TOLD_BY_SLICES = frozenset(
    {"transfer", "transfer_out", "transfer_in", "return", "batch", "suspense_out"}
)
"""Kinds whose slices tell of a booking, with what else happened; the rest is told here."""
_BEGINNING = "opening"  # what an invented world has from the start; nobody did it
_BILLS = (Internal.BILLS, Internal.BILL_INTEREST, Internal.BILL_MARGIN, Internal.ADVANCES)


def internal_number(internal: Internal, currency: str, rail: str = "") -> str:
    """The number of an internal account, e.g. `CLEARING-HVPS-CNY`."""
    parts = [internal.value.upper(), rail.upper(), currency]
    return "-".join(part for part in parts if part)


def open_internal(
    ctx: Context, internal: Internal, currency: str, on: date, rail: str = ""
) -> None:
    """Open an internal account of the bank."""
    number = internal_number(internal, currency, rail)
    books.open_account(
        ctx.uow,
        books.NewAccount(
            ctx.world.ids.uuid7(),
            None,
            number,
            number,
            number,
            currency,
            "internal",
            _GL[internal],
            on,
        ),
    )


def open_bills(ctx: Context, on: date) -> None:
    """Open what a bank needs that deals in bills: clearing with the exchange, bills bought, interest, margin, advances."""
    open_internal(ctx, Internal.CLEARING, "CNY", on, "BILLS")
    for internal in _BILLS:
        open_internal(ctx, internal, "CNY", on)


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """A customer's account to be opened (开户); a person's belongs to no enterprise."""

    enterprise_id: UUID | None
    number: str
    name: str
    currency: str


def open_customer(ctx: Context, account: CustomerAccount, on: date) -> None:
    """Open a customer's account with nothing on it."""
    books.open_account(
        ctx.uow,
        books.NewAccount(
            ctx.world.ids.uuid7(),
            account.enterprise_id,
            account.number,
            account.name,
            name_key(account.name),
            account.currency,
            "customer",
            _CUSTOMER_GL,
            on,
        ),
    )


class EmbeddedCore:
    """CoreBanking on the ledger in the same database."""

    def accounts(self, ctx: Context, numbers: Sequence[str]) -> list[Account]:
        """Those of the named accounts the scope may see."""
        return [_account(found) for found in queries.balances(ctx.uow, numbers)]

    def admit(
        self, ctx: Context, payer: str, payee: str, payee_name: str, currency: str
    ) -> tuple[Account | None, PayeeCheck | None]:
        """The payer's account and what is said of the payee, in one statement."""
        found, said = queries.admit(ctx.uow, payer, payee, name_key(payee_name), currency)
        return (_account(found) if found else None), (PayeeCheck(said) if said else None)

    def check_payee(self, ctx: Context, number: str, name: str, currency: str) -> PayeeCheck:
        """Whether an account of this bank bears that name."""
        return PayeeCheck(books.check_name(ctx.uow, number, name_key(name), currency))

    def near_name(self, ctx: Context, number: str, name: str) -> NameAnswer:
        """CLOSE or NO_MATCH for a name that is not the account's."""
        near, masked = books.near_name(ctx.uow, number, name_key(name))
        return NameAnswer(NameVerdict.CLOSE, masked) if near else NameAnswer(NameVerdict.NO_MATCH)

    def place_hold(self, ctx: Context, account: str, money: Money, reason: str) -> UUID:
        """Set money aside."""
        hold_id = ctx.world.ids.uuid7()
        return books.place_hold(
            ctx.uow,
            hold_id,
            account=account,
            amount_minor=money.minor,
            currency=money.currency,
            reason=reason,
            at=ctx.now,
        )

    def void_hold(self, ctx: Context, hold_id: UUID) -> None:
        """Give it back."""
        books.end_hold(ctx.uow, hold_id, ctx.now)

    def held(self, ctx: Context, hold_id: UUID) -> HeldMoney | None:
        """What was set aside under an id."""
        row = queries.hold(ctx.uow, hold_id)
        if row is None:
            return None
        money = Money(row.pop("amount_minor"), row.pop("currency").strip())
        return HeldMoney(**row, money=money)

    def book(self, ctx: Context, booking: Booking) -> UUID:
        """Book in the caller's transaction."""
        transaction = books.post(ctx.uow, _posting(booking))
        _tell(ctx, booking.kind, [transaction])
        return transaction

    def book_set(self, ctx: Context, given: CreditSet) -> Mapping[int, YinqiError]:
        """Book many credits against one account."""
        _tell(ctx, given.kind, list(given.keys))
        return sets.post(
            ctx.uow,
            sets.PostingSet(
                given.kind,
                given.currency,
                _number(given.debit, given.currency),
                given.booked_on,
                given.at,
                given.keys,
                given.said,
                given.places,
                given.accounts,
                given.minors,
                given.details,
                given.hold_id,
            ),
        )

    def place_holds(
        self, ctx: Context, account: str, minors: Sequence[int], currency: str, reason: str
    ) -> list[UUID]:
        """Set several amounts aside."""
        ids = [ctx.world.ids.uuid7() for _ in minors]
        holds = dict(zip(ids, minors, strict=True))
        sets.place_holds(ctx.uow, account, currency, holds, reason, ctx.now)
        return ids

    def lines(
        self, ctx: Context, number: str, *, after: int = 0, before: int = 0, limit: int = 100
    ) -> list[StatementLine]:
        """A page of lines."""
        found = queries.entries(ctx.uow, number, after_seq=after, before_seq=before, limit=limit)
        return [_line(entry) for entry in found]

    def transaction(self, ctx: Context, transaction_id: UUID) -> list[BookedLine]:
        """The customers' lines of one transaction."""
        rows = queries.entries_of(ctx.uow, transaction_id)
        return [
            BookedLine(
                row["account_number"],
                row["account_name"],
                row["enterprise_id"],
                Money(row["amount_minor"], row["currency"].strip()),
                row["kind"],
                row["booked_on"],
                row["booked_at"],
                row["detail"],
            )
            for row in rows
            if row["seq"] is not None
        ]

    def statement(self, ctx: Context, number: str, on: date) -> Statement | None:
        """The statement of a closed day."""
        day = queries.day(ctx.uow, number, on)
        accounts = self.accounts(ctx, [number])
        if day is None or not accounts:
            return None
        currency = accounts[0].currency
        count = day.last_seq - day.first_seq + 1
        return Statement(
            accounts[0],
            on,
            day.statement_number,
            Money(day.opening_minor, currency),
            Money(day.closing_minor, currency),
            self.lines(ctx, number, after=day.first_seq - 1, limit=count),
        )

    def close_day(self, ctx: Context, on: date) -> int:
        """Close a bank day."""
        return books.close_day(ctx.uow, on)

    def business_on(self, ctx: Context) -> date:
        """The business date of what this transaction books."""
        return night.business_on(ctx.uow, bank_today(ctx.world.clock))

    def statement_days(
        self, ctx: Context, account: Account, from_on: date, to_on: date
    ) -> list[StatementDay]:
        """The closed days between two days on which something moved."""
        found = days.closed(ctx.uow, account.number, from_on, to_on)
        return [_day(one, account.currency) for one in found]

    def open_day(self, ctx: Context, account: Account) -> StatementDay:
        """What was booked since the last statement."""
        return _day(days.still_open(ctx.uow, account.number), account.currency)

    def quiet(
        self, ctx: Context, account: Account, from_on: date, to_on: date
    ) -> StatementDay | None:
        """Days without a line, as one statement."""
        found = days.quiet(ctx.uow, account.number, from_on, to_on)
        return _day(found, account.currency) if found else None

    def days(
        self, ctx: Context, numbers: Sequence[str], from_on: date, to_on: date
    ) -> list[DayBalance]:
        """Every bank day of a span for each account."""
        return inquiries.days(ctx.uow, numbers, from_on, to_on)

    def chosen(self, ctx: Context, choice: LineChoice, limit: int) -> list[StatementLine]:
        """A page of chosen lines, the oldest first."""
        return [_line(entry) for entry in inquiries.lines(ctx.uow, choice, limit)]

    def search(self, ctx: Context, wanted: LineSearch, limit: int) -> list[StatementLine]:
        """A page of chosen lines, the newest first."""
        return [_line(entry) for entry in inquiries.search(ctx.uow, wanted, limit)]

    def sums(self, ctx: Context, choice: LineChoice) -> LineSums:
        """What the chosen lines come to."""
        return inquiries.sums(ctx.uow, choice)

    def incoming(
        self, ctx: Context, after: Mapping[str, int], limit: int
    ) -> list[tuple[str, StatementLine]]:
        """Credits behind a line of each account."""
        found = inquiries.incoming(ctx.uow, after, limit)
        return [(number, _line(entry)) for number, entry in found]


def _tell(ctx: Context, kind: str, transactions: Sequence[UUID]) -> None:
    """Tell what no slice tells of: everything booked is heard of, some in one event."""
    if kind in TOLD_BY_SLICES or kind == _BEGINNING:
        return
    for at in range(0, len(transactions), limits.BOOKED_TOLD_MAX):
        some = [str(one) for one in transactions[at : at + limits.BOOKED_TOLD_MAX]]
        outbox.emit(ctx.uow, ctx.world, BOOKED, some[0], {"kind": kind, "transactions": some})


def _posting(booking: Booking) -> books.Posting:
    money, fee = booking.money, booking.fee
    debit, credit = _number(booking.debit, money.currency), _number(booking.credit, money.currency)
    legs = [
        books.Leg(debit, -money.minor, booking.detail),
        books.Leg(credit, money.minor, booking.detail),
    ]
    if fee is not None and fee.minor:
        note: dict[str, Any] = {**booking.detail, "fee": True}
        legs.append(books.Leg(debit, -fee.minor, note))
        legs.append(books.Leg(internal_number(Internal.FEES, money.currency), fee.minor, note))
    return books.Posting(
        booking.id,
        booking.key,
        booking.kind,
        money.currency,
        booking.booked_on,
        booking.booked_on,
        booking.at,
        tuple(legs),
        booking.hold_id,
    )


def _number(side: Side, currency: str) -> str:
    return side.account or internal_number(side.internal or Internal.SUSPENSE, currency, side.rail)


def _account(found: queries.Balance) -> Account:
    return Account(
        found.number,
        found.name,
        found.currency,
        found.status,
        Money(found.booked_minor, found.currency),
        Money(found.held_minor, found.currency),
        Money(found.available_minor, found.currency),
    )


def _day(day: days.DaySums, currency: str) -> StatementDay:
    return StatementDay(
        on=day.on_date,
        since=day.since,
        number=day.statement_number,
        opening=Money(day.opening_minor, currency),
        closing=Money(day.closing_minor, currency),
        first_seq=day.first_seq,
        last_seq=day.last_seq,
        credit_count=day.credit_count,
        credit_minor=day.credit_minor,
        debit_count=day.debit_count,
        debit_minor=day.debit_minor,
    )


def _line(entry: queries.Entry) -> StatementLine:
    return StatementLine(
        entry.seq,
        entry.transaction_id,
        Money(entry.amount_minor, entry.currency),
        Money(entry.balance_minor, entry.currency),
        entry.booked_on,
        entry.value_on,
        entry.booked_at,
        entry.kind,
        entry.detail,
    )
