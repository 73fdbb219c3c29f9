"""A desk for batches in the world of the tests, and employees whose accounts are kept at the bank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, TypeVar

from connectors.core_banking.embedded import EmbeddedCore
from corporate.banks import Banks
from kernel.charset import name_key
from kernel.context import Context
from kernel.statements import Row
from ledger import books
from tests.world import HouseWorld
from workflows.batches.ports import PAYMENT, Kind
from workflows.batches.rows import RowIn
from workflows.batches.service import BatchService, Opening
from workflows.payees.guard import PayeeGuard

T = TypeVar("T")
PAYER: Final = "1001234509012345678"
OPENED_ON: Final = date(2026, 11, 20)


def person(nth: int) -> tuple[str, str]:
    """The name and the account of an invented person."""
    return f"员工{nth:06d}", f"62220236{nth:011d}"


def people(world: HouseWorld, count: int, *, first: int = 1) -> None:
    """Open accounts for so many."""
    with world.owner() as uow:
        ids = world.kernel.ids
        for nth in range(first, first + count):
            name, number = person(nth)
            new = books.NewAccount(
                ids.uuid7(),
                None,
                number,
                name,
                name_key(name),
                "CNY",
                "customer",
                "2111",
                OPENED_ON,
            )
            books.open_account(uow, new)


def paid(count: int, minor: int = 10_000, *, first: int = 1) -> list[RowIn]:
    """Rows that pay them, beginning in the file's second row."""
    rows = []
    for nth in range(first, first + count):
        name, number = person(nth)
        amount = f"{minor // 100}.{minor % 100:02d}"
        rows.append(RowIn(nth + 1, name, number, amount, remark="十一月"))
    return rows


class BatchHouse:
    """The service on the world's own parts."""

    def __init__(self, world: HouseWorld, kinds: Sequence[Kind] = (PAYMENT,)) -> None:
        banks = Banks(world.clock)
        self.world = world
        self.service = BatchService(
            kinds, EmbeddedCore(), PayeeGuard(), lambda ctx: banks.of(ctx.uow)
        )

    def draft(
        self, rows: Sequence[RowIn], serial: str = "B-1", kind: str = "payment", **more: object
    ) -> Row:
        """A draft with rows, as its maker leaves it."""
        opening = Opening(kind=kind, serial=serial, account=PAYER, name="十一月报销", **more)  # type: ignore[arg-type]
        with self.world.context("李娜") as ctx:
            batch, _ = self.service.open_draft(ctx, opening)
            return self.service.stage_rows(ctx, batch, rows)

    def ask(self, work: Callable[[Context], T], who: str = "李娜") -> T:
        """One transaction of somebody."""
        with self.world.context(who) as ctx:
            return work(ctx)


def codes(found: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """Rows and codes of findings."""
    return ((one["row_no"], one["code"]) for one in found)
