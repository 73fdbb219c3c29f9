"""Paying a portion: its rows within the bank in one posting, the others handed to dispatch, each exactly once.

Everything about a portion is one transaction: entries, rows, counters. Whoever dies before its commit has done
nothing; whoever comes after it finds no row that waits. What a row's account refuses fails that row alone, and
its share goes back to the payer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from connectors.ports import Booking, CreditSet, Internal, Side
from corporate.banks import Bank
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict
from kernel.failpoints import fp
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.batches import portion_repository, queries, repository
from workflows.batches.ports import Kind, Outward, PayeeRules
from workflows.batches.releasing import Core, said_of
from workflows.batches.rows import read
from workflows.batches.staging import INTERNAL

ROW_SUBJECT: Final = "batch_row"
PAID: Final = "batch"
REFUND: Final = "return"
FEE: Final = "fee"


@dataclass(slots=True)
class _Done:
    """What became of a portion's rows, for the header."""

    booked: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    def changes(self) -> dict[str, tuple[int, int]]:
        gone = [*self.booked, *self.failed]
        return {
            "open": (-len(gone), -sum(gone)),
            "paid": (len(self.booked), sum(self.booked)),
            "failed": (len(self.failed), sum(self.failed)),
        }


class Payer:
    """Pays portions (worker)."""

    def __init__(
        self,
        core: Core,
        dispatch: Outward,
        book: PayeeRules,
        bank_of: Callable[[Context], Bank],
        kind_of: Callable[[str], Kind],
    ) -> None:
        self._core = core
        self._dispatch = dispatch
        self._payees = book
        self._bank_of = bank_of
        self._kind_of = kind_of

    @staticmethod
    def claim(ctx: Context) -> Row | None:
        """Lease a portion; committed before it is paid, so that nobody else begins it."""
        return portion_repository.claim(ctx, ctx.now + timedelta(seconds=limits.BATCH_LEASE_S))

    def pay(self, ctx: Context, portion: Row) -> None:
        """Pay what waits of a leased portion; nothing when the lease has gone to another."""
        if not portion_repository.still_ours(ctx, portion):
            return
        ctx.uow.narrow(portion["enterprise_id"])
        ctx = ctx.inside(portion["enterprise_id"])
        batch = queries.by_id(ctx, portion["batch_id"])
        if batch is None:
            return
        fp("batch.before_rows")
        rows = self._readable(ctx, batch, portion_repository.waiting(ctx, portion))
        done = _Done()
        had_own = any(row["rail"] == INTERNAL for row in rows)
        rows = self._admitted(ctx, batch, portion, rows, done)
        own = [row for row in rows if row["rail"] == INTERNAL]
        if own:
            self._book(ctx, batch, portion, own, done)
        elif had_own:
            self._let_go(ctx, portion["hold_id"], portion["fee_hold_id"])
        opens = self._send(ctx, batch, [row for row in rows if row["rail"] != INTERNAL], done)
        fp("batch.after_rows")
        private = self._kind_of(batch["kind"]).private
        header = repository.count(ctx, batch["id"], done.changes(), private=private)
        portion_repository.end(ctx, portion, "waiting" if opens else "done", opens or ctx.now)
        fp("batch.before_end")
        finish(ctx, header)

    def _admitted(
        self, ctx: Context, batch: Row, portion: Row, rows: Sequence[Row], done: _Done
    ) -> Sequence[Row]:
        """The rows whose payees may still be paid; the others fail, as a payment would at its release."""
        if self._kind_of(batch["kind"]).private or not self._payees.demands_anything(ctx):
            return rows
        told = [payee_of(batch, row) for row in rows]
        found = self._payees.objections(ctx, self._bank_of(ctx), told)
        failed = [(rows[place], _reason(one.code, one.text)) for place, one in found.items()]
        if failed:
            self._fail(ctx, batch, portion, failed)
            done.failed += [row["amount_minor"] for row, _ in failed]
        return [row for place, row in enumerate(rows) if place not in found]

    def _readable(self, ctx: Context, batch: Row, rows: Sequence[Row]) -> Sequence[Row]:
        kind = self._kind_of(batch["kind"])
        if kind.sealer is None:
            return rows
        return [opened(ctx, kind, batch["id"], batch["currency"], row) for row in rows]

    def _book(
        self, ctx: Context, batch: Row, portion: Row, rows: Sequence[Row], done: _Done
    ) -> None:
        """Credit the rows' accounts in one call, and give back what they did not take."""
        given = _credits(ctx, batch, portion, rows)
        refused = self._core.book_set(ctx, given)
        fp("batch.after_posting")
        paid: dict[int, list[Row]] = {}
        for nth, (place, row) in enumerate(zip(given.places, rows, strict=True), 1):
            if nth not in refused:
                paid.setdefault(place, []).append(row)
        transactions = list(given.keys)
        for place, those in paid.items():
            numbers = [row["row_no"] for row in those]
            portion_repository.booked(ctx, batch["id"], numbers, transactions[place - 1])
            repository.tell_booked(ctx, batch, transactions[place - 1])
            done.booked += [row["amount_minor"] for row in those]
        self._charge(ctx, batch, portion, [row for those in paid.values() for row in those])
        fp("batch.after_checkpoint")
        failed = [(rows[nth - 1], _reason(why.code, why.message)) for nth, why in refused.items()]
        if failed:
            self._fail(ctx, batch, portion, failed)
            done.failed += [row["amount_minor"] for row, _ in failed]

    def _charge(self, ctx: Context, batch: Row, portion: Row, paid: Sequence[Row]) -> None:
        """The fees of rows that were paid within the bank, in one booking, from where the rows were paid from."""
        minor = sum(row["fee_minor"] for row in paid)
        if not minor:
            self._let_go(ctx, portion["fee_hold_id"])
            return
        each = batch["debit"] == "each"
        fees = Booking(
            id=ctx.world.ids.uuid7(),
            key=f"batch:{batch['id']}:fees:{paid[0]['row_no']}",
            kind=FEE,
            money=Money(minor, batch["currency"].strip()),
            debit=Side(batch["account"]) if each else Side(internal=Internal.BATCH),
            credit=Side(internal=Internal.FEES),
            booked_on=bank_today(ctx.world.clock),
            at=ctx.now,
            detail=said_of(batch) | {"rail": INTERNAL, "fee": True},
            hold_id=portion["fee_hold_id"],
        )
        self._core.book(ctx, fees)

    def _let_go(self, ctx: Context, *holds: UUID | None) -> None:
        """End holds of which nothing was taken."""
        for hold_id in holds:
            if hold_id is not None:
                self._core.void_hold(ctx, hold_id)

    def _fail(
        self, ctx: Context, batch: Row, portion: Row, failed: Sequence[tuple[Row, Row]]
    ) -> None:
        """Rows that are not paid: their share goes back, or what was held for them ends."""
        refund = None
        if batch["debit"] == "total":
            minor = sum(row["amount_minor"] + row["fee_minor"] for row, _ in failed)
            key = f"batch:{batch['id']}:refund:{portion['portion']}:{failed[0][0]['row_no']}"
            refund = give_back(ctx, self._core, batch, minor, key)
            if (
                len(failed) > 1 or failed[0][0]["sealed"] is None
            ):  # a receipt would say one person's pay
                repository.tell_booked(ctx, batch, refund)
        else:
            self._let_go(ctx, *(row["hold_id"] for row, _ in failed))
        reasons = [{"row_no": row["row_no"], **why} for row, why in failed]
        portion_repository.failed(ctx, batch["id"], reasons, refund)

    def _send(self, ctx: Context, batch: Row, rows: Sequence[Row], done: _Done) -> datetime | None:
        """Hand rows to dispatch; when a rail is closed its rows wait, and the time it opens is answered."""
        opens: list[datetime] = []
        rails = self._bank_of(ctx).rails
        for row in rows:
            rail = rails.get(row["rail"])
            if rail is not None and not rail.schedule.is_open(ctx.now):
                opens.append(rail.schedule.next_opening(ctx.now))
                continue
            dispatch_id = ctx.world.ids.uuid7()
            portion_repository.sent(ctx, batch["id"], row["row_no"], dispatch_id)
            self._dispatch.prepare(
                ctx, ROW_SUBJECT, dispatch_id, row["rail"], _payload(batch, row), private=row["sealed"] is not None,
            )  # fmt: skip
            done.sent.append(row["amount_minor"])
            fp("batch.after_prepare")
        return min(opens, default=None)


def finish(ctx: Context, header: Row) -> None:
    """End a batch all of whose rows have their end."""
    if header["status"] != "running" or header["open_count"] or header["unknown_count"]:
        return
    if header["paid_count"] == header["row_count"]:
        trigger = "succeed"
    elif header["paid_count"] or header["returned_count"]:
        trigger = "succeed_partly"
    else:
        trigger = "refuse"
    repository.move(ctx, header, trigger, ended_at=ctx.now)


def give_back(ctx: Context, core: Core, batch: Row, minor: int, key: str) -> UUID:
    """What a batch did not pay goes back to its payer; to suspense when that account takes none."""
    said = said_of(batch) | {"refund": True}

    def booking(credit: Side) -> Booking:
        return Booking(
            id=ctx.world.ids.uuid7(), key=key, kind=REFUND, money=Money(minor, batch["currency"].strip()),
            debit=Side(internal=Internal.BATCH), credit=credit, booked_on=bank_today(ctx.world.clock), at=ctx.now,
            detail=said,
        )  # fmt: skip

    try:
        with savepoint(ctx.uow):
            return core.book(ctx, booking(Side(batch["account"])))
    except Conflict:
        return core.book(ctx, booking(Side(internal=Internal.SUSPENSE)))


def _credits(ctx: Context, batch: Row, portion: Row, rows: Sequence[Row]) -> CreditSet:
    """The rows as postings: one for all, or, debited one by one, one for each.

    An account that appears twice is credited in a second posting: a receipt is of one posting and one account.
    """
    each = batch["debit"] == "each"
    turns: dict[str, int] = {}
    places = []
    for nth, row in enumerate(rows, 1):
        turn = turns[row["account"]] = turns.get(row["account"], 0) + 1
        places.append(nth if each else turn)
    first = f"portion:{portion['portion']}:{rows[0]['row_no']}"
    names = (
        [f"row:{row['row_no']}" for row in rows]
        if each
        else [f"{first}:{n + 1}" for n in range(max(places))]
    )
    return CreditSet(
        kind="transfer" if each else PAID,
        currency=batch["currency"].strip(),
        debit=Side(batch["account"]) if each else Side(internal=Internal.BATCH),
        booked_on=bank_today(ctx.world.clock),
        at=ctx.now,
        keys={ctx.world.ids.uuid7(): f"batch:{batch['id']}:{name}" for name in names},
        said=said_of(batch) | {"rail": INTERNAL},
        places=places,
        accounts=[row["account"] for row in rows],
        minors=[row["amount_minor"] for row in rows],
        details=[_said(batch, row) for row in rows],
        hold_id=portion["hold_id"] if each else None,
    )


def _said(batch: Row, row: Row) -> dict[str, Any]:
    """What a row adds to what its batch says."""
    said = {
        "number": f"{batch['number']}-{row['row_no']}",
        "payee_account": row["account"],
        "payee_name": row["name"],
        "payee_bank_code": row["bank_code"],
        "payee_bank_name": row["bank_name"],
        "remark": row["remark"],
    }
    return said | ({"end_to_end": row["reference"]} if row["reference"] else {})


def _payload(batch: Row, row: Row) -> dict[str, Any]:
    money = Money(row["amount_minor"], batch["currency"].strip())
    return {
        **said_of(batch), **_said(batch, row), "rail": row["rail"], "amount": money.wire(),
        "currency": money.currency,
    }  # fmt: skip


def opened(ctx: Context, kind: Kind, batch_id: UUID, currency: str, row: Row) -> Row:
    """A row as it is paid: of a sealed one, with its words and its amount, in memory alone."""
    if row["sealed"] is None:
        return row
    (found,) = queries.opened(ctx, kind, batch_id, [row])
    minor = read(found, currency.strip()).minor
    return {
        **row, "name": found.name, "account": found.account, "remark": found.remark, "amount_minor": minor,
    }  # fmt: skip


def payee_of(batch: Row, row: Row) -> Row:
    """A row, told as a payment is."""
    return {
        "payee_account": row["account"], "payee_name": row["name"], "payee_bank_code": row["bank_code"],
        "amount_minor": row["amount_minor"], "currency": batch["currency"].strip(),
    }  # fmt: skip


def _reason(code: str, words: Text) -> Row:
    return {"code": code, "reason": {"zh": words.zh, "en": words.en}}
