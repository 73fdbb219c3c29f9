"""A small set of accounts and short words for what tests of the books do with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from kernel.calendar import bank_today
from kernel.charset import name_key
from kernel.tenancy import Scope
from ledger import books, check, queries
from ledger.books import Leg, NewAccount, Posting
from tests.world import HouseWorld

A: Final = "7700000000000001"
B: Final = "7700000000000002"
EUR: Final = "7700000000000003"
POOL: Final = "BENCH-POOL-CNY"
POOL_EUR: Final = "BENCH-POOL-EUR"
OPENING: Final = 10_000
NAME: Final = "账簿试验有限公司"


class Bench:
    """Two accounts in CNY and one in EUR, each with 100.00 on it, in the tests' bank."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.database = world.db.worker
        self.tenant_id = world.tenant_id
        self.today = bank_today(world.clock)
        for number, currency in ((A, "CNY"), (B, "CNY"), (EUR, "EUR")):
            self.open(number, currency, uuid4())
        self.open(POOL, "CNY", None)
        self.open(POOL_EUR, "EUR", None)
        for number, pool, currency in ((A, POOL, "CNY"), (B, POOL, "CNY"), (EUR, POOL_EUR, "EUR")):
            self.post({pool: -OPENING, number: OPENING}, currency=currency)

    def new_id(self) -> UUID:
        return uuid4()

    def open(self, number: str, currency: str, enterprise_id: UUID | None) -> None:
        kind = "internal" if enterprise_id is None else "customer"
        new = NewAccount(
            uuid4(), enterprise_id, number, NAME, name_key(NAME), currency, kind, "2011",
            self.today - timedelta(days=1),
        )  # fmt: skip
        with self.database.begin(Scope(self.tenant_id)) as uow:
            books.open_account(uow, new)

    def posting(
        self,
        legs: dict[str, int],
        *,
        key: str = "",
        hold: UUID | None = None,
        on: date | None = None,
        currency: str = "CNY",
    ) -> Posting:
        day = on or self.today
        transaction = uuid4()
        entries = tuple(Leg(account, amount, {"test": True}) for account, amount in legs.items())
        at = datetime.fromisoformat("2026-11-23T02:05:00+00:00")
        return Posting(
            transaction, key or str(transaction), "test", currency, day, day, at, entries, hold
        )

    def post(self, legs: dict[str, int], **more: Any) -> None:
        self.post_all(self.posting(legs, **more))

    def post_all(self, *postings: Posting) -> None:
        """Several postings in one transaction."""
        with self.database.begin(Scope(self.tenant_id)) as uow:
            for posting in postings:
                books.post(uow, posting)

    def hold(self, account: str, amount: int) -> UUID:
        with self.database.begin(Scope(self.tenant_id)) as uow:
            return books.place_hold(
                uow, uuid4(), account=account, amount_minor=amount, currency="CNY", reason="test",
                at=self.world.clock.now(),
            )  # fmt: skip

    def end_hold(self, hold_id: UUID) -> None:
        with self.database.begin(Scope(self.tenant_id)) as uow:
            books.end_hold(uow, hold_id, self.world.clock.now())

    def set_status(self, account: str, status: str) -> None:
        with self.database.begin(Scope(self.tenant_id)) as uow:
            books.set_status(uow, account, status)

    def close_day(self, on: date) -> int:
        with self.database.begin(Scope(self.tenant_id)) as uow:
            return books.close_day(uow, on)

    def check_name(self, account: str, name: str = NAME, currency: str = "CNY") -> str:
        with self.database.begin(Scope(self.tenant_id)) as uow:
            return books.check_name(uow, account, name_key(name), currency)

    def balance(self, account: str) -> tuple[int, int]:
        """Booked and held."""
        with self.database.begin(Scope(self.tenant_id)) as uow:
            found = queries.balances(uow, [account])[0]
        return found.booked_minor, found.held_minor

    def lines(self, account: str) -> list[queries.Entry]:
        with self.database.begin(Scope(self.tenant_id)) as uow:
            return queries.entries(uow, account)

    def day(self, account: str, on: date) -> queries.Day | None:
        with self.database.begin(Scope(self.tenant_id)) as uow:
            return queries.day(uow, account, on)

    def breaches(self) -> list[str]:
        """The invariants that are broken, by the independent checker."""
        with self.world.db.auditor.begin(Scope(self.tenant_id)) as uow:
            return [breach.rule.code for breach in check.breaches(uow)]

    def everything(self) -> list[str]:
        """Every row of the books as text: what must be the same after a refusal."""
        tables = (
            "ledger_account",
            "ledger_transaction",
            "ledger_entry",
            "ledger_hold",
            "ledger_day",
        )
        with self.world.db.auditor.begin(Scope(self.tenant_id)) as uow:
            rows = [
                str(row["said"])
                for table in tables
                for row in uow.rows(f"SELECT t::text AS said FROM {table} t")  # noqa: S608 - our names
            ]
        return sorted(rows)
