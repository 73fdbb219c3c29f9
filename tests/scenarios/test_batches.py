"""A batch is killed again and again, web, worker and database: every row happens once, and the totals stay true.

`make campaign` does it with 10,000 rows, dying every 500, three times each; here are fewer of both.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pytest

from corporate.demo.people import MUSTER
from kernel import invariants
from kernel.charset import name_key
from kernel.db import Database
from kernel.tenancy import Scope
from ledger import books
from tests.scenarios.bank import Bank
from tests.scenarios.journal import Journal, rounds
from tests.scenarios.judge import Wrong
from tests.scenarios.points import WEB, WORKER
from tests.scenarios.trial import Trial
from workflows.batches.check import RULES

PAYER: Final = MUSTER.accounts[0].number
MINOR: Final = 100
SMALL: Final = 1_000
AT_WEB: Final = (
    "gate.after_handler",
    "db.before_commit",
    "db.after_commit",
    "batch.before_release",
    "batch.after_release",
)
AT_WORKER: Final = (
    "jobs.batches", "batch.claimed", "batch.before_rows", "batch.after_posting", "batch.after_checkpoint",
    "batch.after_prepare", "batch.after_rows", "batch.before_end", "batch.after_portion", "batch.before_settle",
    "batch.after_settle",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How large a trial is: rows, how many a portion has, and to how many the parts of the message come."""

    rows: int
    portion: int
    part: int

    @property
    def abroad(self) -> int:
        """Rows that leave the bank."""
        return 3


def sizes() -> Iterator[Size]:
    """One small trial, or three as large as was promised."""
    if rounds() == 1:
        yield Size(rows=240, portion=20, part=80)
    else:
        yield from [Size(rows=10_000, portion=500, part=1_000)] * 3


def payee(nth: int) -> tuple[str, str]:
    return f"收款人{nth:06d}", f"62220999{nth:011d}"


def open_accounts(bank: Bank, size: Size) -> None:
    """Accounts of people at the bank, as many as rows."""
    owner = Database(bank.settings.database_url("owner"), pool_size=1)
    on = bank.clock.now().date()
    try:
        with owner.begin(Scope(bank.tenant_id)) as uow:
            for nth in range(1, size.rows + 1):
                name, number = payee(nth)
                if uow.row(
                    "SELECT 1 AS x FROM ledger_account WHERE tenant_id = %s AND number = %s",
                    (bank.tenant_id, number),
                ):
                    continue
                new = books.NewAccount(
                    bank.world.ids.uuid7(), None, number, name, name_key(name), "CNY", "customer", "2111", on
                )  # fmt: skip
                books.open_account(uow, new)
    finally:
        owner.dispose()
    bank.tamper(
        "UPDATE yinqi.bank SET settings = settings || jsonb_build_object('batch_portion_rows', %s::bigint)",
        size.portion,
    )


def parts(serial: str, size: Size) -> Iterator[dict[str, Any]]:
    """The batch as its ERP sends it; the last rows leave the bank."""
    rows = [
        {"PayeeName": name, "PayeeAccount": number, "Amount": "1.00"}
        for name, number in map(payee, range(1, size.rows - size.abroad + 1))
    ]
    rows += [
        {"PayeeName": "无锡同盛包装材料有限公司", "PayeeAccount": "6222021001112223334", "Amount": "1.00",
         "PayeeBank": "102100099996", "Reference": f"R{nth}"}
        for nth in range(size.abroad)
    ]  # fmt: skip
    chunks = [rows[first : first + size.part] for first in range(0, len(rows), size.part)]
    for number, chunk in enumerate(chunks, 1):
        stage = "begin" if number == 1 else "end" if number == len(chunks) else "middle"
        yield {
            "ClientSerial": serial, "Stage": stage, "Part": str(number), "PayerAccount": PAYER, "Name": "campaign",
            "Payments": str(size.rows), "Total": f"{size.rows}.00", "Currency": "CNY", "Rows": chunk,
        }  # fmt: skip


def send(bank: Bank, serial: str, size: Size, kills: Sequence[str]) -> None:
    """Send every part, the web process dying in each, until the bank has answered."""
    for place, part in enumerate(parts(serial, size)):
        bank.until_web_answers()
        is_end = part["Stage"] == "end"
        for point in kills if is_end else kills[place % 3 : place % 3 + 1]:
            bank.faults.arm(WEB, point)
        bank.erp.until_answered(lambda part=part: bank.erp.link.send_batch(part))  # type: ignore[misc]


def kill_as_it_goes(bank: Bank, trial: Trial, serial: str, step: int) -> Counter[str]:
    """Kill worker, web and database in turn whenever so many more rows are paid; how often that was."""
    killers: tuple[tuple[str, Callable[[], object]], ...] = (
        ("worker", lambda: bank.programs.kill(WORKER)),
        ("web", lambda: bank.programs.kill(WEB)),
        ("database", bank.kill_database),
    )
    paid, kills = 0, Counter[str]()

    def moved() -> bool:
        batch = header(bank, serial)
        return bool(batch["paid_count"] >= paid + step or batch["status"] != "running")

    while True:
        trial.until("more rows are paid", moved)
        batch = header(bank, serial)
        if batch["status"] != "running":
            return kills
        paid = batch["paid_count"]
        name, kill = killers[kills.total() % len(killers)]
        kill()
        kills[name] += 1


def header(bank: Bank, serial: str) -> dict[str, Any]:
    (row,) = bank.judge.rows("SELECT * FROM yinqi.batch WHERE client_serial = %s", (serial,))
    return row


def wrong(bank: Bank, serial: str, size: Size, before: dict[str, int]) -> list[str]:
    """What is not as it must be: rows, entries, counters, balances, and what the judge finds."""
    found = []
    batch = header(bank, serial)
    if (batch["status"], batch["paid_count"], batch["paid_minor"]) != (
        "succeeded",
        size.rows,
        size.rows * MINOR,
    ):
        found.append(f"header {batch['status']} {batch['paid_count']} {batch['paid_minor']}")
    after = dict(bank.judge.balances())
    moved = {number: after[number] - before.get(number, 0) for number in after}
    fees = batch["fee_minor"]
    if moved[PAYER] != -(size.rows * MINOR + fees):
        found.append(f"the payer moved {moved[PAYER]}")
    twice = not_once(moved, size)
    if twice:
        found.append(f"{len(twice)} payees did not get theirs once, the first is {twice[0]}")
    if moved["BATCH-CNY"]:
        found.append(f"{moved['BATCH-CNY']} lies between payer and payees")
    return [*found, *broken_rules(bank)]


def not_once(moved: dict[str, int], size: Size) -> list[int]:
    """Payees of the bank who did not get theirs exactly once."""
    return [nth for nth in range(1, size.rows - size.abroad + 1) if moved[payee(nth)[1]] != MINOR]


def keep(  # noqa: PLR0917 - the columns of a line
    journal: Journal, serial: str, bank: Bank, size: Size, before: dict[str, int], kills: Counter[str],
    found: list[str], seconds: float,
) -> None:  # fmt: skip
    """A line of the table that a campaign prints."""
    after = dict(bank.judge.balances())
    moved = {number: after[number] - before.get(number, 0) for number in after}
    figures = {
        "rows": size.rows, **{name: kills[name] for name in ("worker", "web", "database")},
        "places": len(AT_WORKER) + len(AT_WEB) if not serial.startswith("CONTROL") else 0,
        "paid": header(bank, serial)["paid_count"], "not once": len(not_once(moved, size)),
    }  # fmt: skip
    journal.batch(serial, figures, found, seconds)


def broken_rules(bank: Bank) -> list[str]:
    """Headers, rows and books, compared by the checker of batches."""
    database = Database(bank.settings.database_url("auditor"), pool_size=1)
    try:
        with database.begin(Scope(bank.tenant_id)) as uow:
            return [breach.rule.code for breach in invariants.breaches(uow, RULES)]
    finally:
        database.dispose()


def disorder(trial: Trial) -> list[str]:
    """What the judge finds beside the money, which is counted above."""
    return [str(one) for one in trial.findings() if one.kind is not Wrong.MONEY]


@pytest.mark.parametrize("size", tuple(sizes()), ids=lambda size: f"{size.rows}-rows")
def test_a_batch_survives_every_kill_with_each_row_paid_once(
    bank: Bank, size: Size, journal: Journal
) -> None:
    open_accounts(bank, size)
    trial, serial, began = Trial(bank), f"KILL-{bank.count()}", time.monotonic()
    before, kills = dict(trial.before), Counter[str]()
    for point in AT_WORKER:
        bank.faults.arm(WORKER, point)
    send(bank, serial, size, AT_WEB)
    bank.kill_database()
    if size.rows > SMALL:
        kills = kill_as_it_goes(bank, trial, serial, size.portion)
        assert kills.total() > 0
    trial.come_to_rest()
    assert [point for point in AT_WORKER if not bank.faults.thrown(WORKER, point)] == []
    assert [point for point in AT_WEB if not bank.faults.thrown(WEB, point)] == []
    found = [*wrong(bank, serial, size, before), *disorder(trial)]
    keep(journal, serial, bank, size, before, kills, found, time.monotonic() - began)
    assert found == []


def test_without_the_row_checkpoint_a_row_is_paid_twice_and_that_is_seen(
    bank: Bank, journal: Journal
) -> None:
    """By a superuser's hand: rows of a paid portion wait again, and the posting's key is another."""
    size = Size(rows=40, portion=20, part=20)
    open_accounts(bank, size)
    trial, serial, began = Trial(bank), f"CONTROL-{bank.count()}", time.monotonic()
    before = dict(trial.before)
    send(bank, serial, size, ())
    trial.come_to_rest()
    assert wrong(bank, serial, size, before) == []
    batch = header(bank, serial)
    bank.spoilt = True
    bank.tamper("UPDATE yinqi.ledger_transaction SET posting_key = 'x' || posting_key")
    bank.tamper(
        "UPDATE yinqi.batch_row SET state = 'good' WHERE batch_id = %s AND row_no <= 20",
        batch["id"],
    )
    bank.tamper(
        "UPDATE yinqi.batch SET status = 'running', paid_count = paid_count - 20, open_count = 20,"
        " paid_minor = paid_minor - 2000, open_minor = 2000 WHERE id = %s", batch["id"],
    )  # fmt: skip
    bank.tamper(
        "UPDATE yinqi.batch_portion SET status = 'waiting' WHERE batch_id = %s AND portion = 1",
        batch["id"],
    )
    trial.come_to_rest()
    found = wrong(bank, serial, size, before)
    keep(journal, serial, bank, size, before, Counter(), found, time.monotonic() - began)
    assert any("did not get theirs once" in one for one in found)
