"""A worker killed at every step of a day's end (kill -9): the books are those of a night nobody disturbed."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from corporate.bootstrap import assemble
from corporate.settings import Settings
from jobs.house import run_until_idle
from kernel import failpoints
from kernel.calendar import SHANGHAI
from kernel.db import Database
from tests.workflows.day_end.bank import NightBank
from tests.world import HouseWorld

PLACES: Final = (
    "day_end.cut", "day_end.portion", "day_end.stated", "day_end.accrued", "day_end.settled", "day_end.interest_posted",
    "day_end.paid", "day_end.credited", "day_end.charged", "day_end.collected", "day_end.reconciled", "day_end.proved",
)  # fmt: skip
_BOOKS: Final = {
    "entries": "SELECT a.number, e.seq, e.amount_minor, e.balance_minor, e.booked_on, e.value_on, e.kind,"
    " regexp_replace(x.posting_key, 'payment:[0-9a-f-]+', 'payment') AS key"
    " FROM ledger_entry e JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
    " JOIN ledger_transaction x ON x.tenant_id = e.tenant_id AND x.id = e.transaction_id"
    " ORDER BY a.number, e.seq, key, e.amount_minor",
    "accounts": "SELECT number, balance_minor, held_minor, entry_count, statement_on, statement_count FROM ledger_account"
    " ORDER BY number",
    "days": "SELECT d.account_id, d.on_date, d.statement_number, d.opening_minor, d.closing_minor, d.first_seq, d.last_seq"
    " FROM ledger_day d ORDER BY 1, 2",
    "products": "SELECT account_id, period_on, rate_e6, product, days FROM interest_product ORDER BY 1, 2, 3",
    "interest": "SELECT number, interest_minor, status FROM interest_settlement ORDER BY number",
    "steps": "SELECT on_date, seq, trigger, note FROM day_end_transition ORDER BY 1, 2",
    "differences": "SELECT on_date, sort, item, cause, status FROM day_end_difference ORDER BY 1, 2, 3",
    "told": "SELECT action, object_id FROM audit WHERE action = 'jobs.day_end' ORDER BY 2",
}  # fmt: skip


def evening(world: HouseWorld) -> NightBank:
    """The evening of a period's last day, with money moved; then ten past midnight."""
    world.clock.set(datetime(2026, 12, 20, 10, tzinfo=SHANGHAI))
    bank = NightBank(world)
    bank.rate(500, "2026-01-01")
    bank.work()
    bank.pay_out("S1", 1)
    bank.pay_out("S2", 8)
    bank.bring("R1", "345.67")
    world.clock.set(datetime(2026, 12, 21, 0, 10, tzinfo=SHANGHAI))
    return bank


def books(bank: NightBank) -> dict[str, list[Any]]:
    return {name: bank.rows(sql) for name, sql in _BOOKS.items()}


def work_in_a_child(bank: NightBank, place: str) -> int:
    """A process of its own works through the night and is killed at a place; how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        failpoints.arm(f"{place}=kill")
        world = bank.world
        database = Database(world.db.worker.dsn)
        settings = Settings(data=world.folder.parent / "data")
        run_until_idle(assemble(settings, world.kernel, database, bank.again()))
    finally:
        os._exit(1)


def test_a_night_with_a_death_at_every_step_ends_like_any_other(
    world: HouseWorld, tmp_path: Path
) -> None:
    quiet = evening(world)
    quiet.work()
    undisturbed = books(quiet)
    assert [row["status"] for row in quiet.rows("SELECT status FROM day_end")] == ["closed"]
    assert {row["status"] for row in undisturbed["interest"]} == {"paid"}
    world.db.restore()

    bank = evening(HouseWorld(world.db, world.placed, tmp_path / "again", world.seed))
    for place in PLACES:
        assert os.WTERMSIG(work_in_a_child(bank, place)) == signal.SIGKILL, place
    bank.work()
    found = books(bank)
    for name, rows in undisturbed.items():
        assert found[name] == rows, name
    assert bank.breaches() == []
