"""The night of a bank of 100,000 accounts, payments going on; and F8, a page of a long account against one of a short.

`night`: every account moved on the last day of an interest period. One process ends the day, step by step, as the worker
does, while another posts transfers; the figure is how long it took, and how long a transfer had to wait at worst.
`F8`: the operation behind the page of lines, at the gate, in an account of 10,000 and in one of 10,000,000 lines, by
turns, at places all over the account. Loading the long one takes minutes; YINQI_BENCH_LINES makes it shorter.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg

from benchmarks.batches import _actor, _settings
from benchmarks.server import Server
from connectors.core_banking.embedded import EmbeddedCore
from connectors.core_banking.night import EmbeddedNight
from corporate import bootstrap
from corporate.banks import Directory
from corporate.bootstrap import House
from corporate.demo import people
from corporate.demo.seed import Seeder
from jobs.bank_run import BankRun
from kernel.calendar import SHANGHAI, bank_today
from kernel.clock import FixedClock
from kernel.db import Database
from kernel.tenancy import Scope
from kernel.world import real_world
from ledger import books, sets
from workflows.accounts.commands import ListLines
from workflows.day_end.service import DayEnds

ACCOUNTS: Final = 100_000
SHORT: Final = 10_000
LONG: Final = int(os.environ.get("YINQI_BENCH_LINES", "10000000"))
PAGES: Final = 1_500
GOAL: Final = 1.2
_PAGE: Final = 50
_WARM: Final = 100
_CHUNK: Final = 5_000
_EVENING: Final = datetime(2026, 12, 20, 22, tzinfo=SHANGHAI)
_MIDNIGHT: Final = datetime(2026, 12, 21, 0, 10, tzinfo=SHANGHAI)
_CONTEXT: Final = multiprocessing.get_context("spawn")
_OPEN: Final = """
SELECT ledger_open_account(%(t)s, gen_random_uuid(), NULL, '62220236' || lpad(n::text, 11, '0'), '客户' || n, '客户' || n, 'CNY',
       'customer', '2011', 0, %(on)s) FROM generate_series(1, %(n)s) n
"""
_LINES: Final = """
INSERT INTO yinqi.ledger_entry (tenant_id, transaction_id, line, enterprise_id, account_id, seq, amount_minor, currency,
                                balance_minor, booked_on, value_on, booked_at, kind, detail)
SELECT a.tenant_id, ('%(mark)s' || lpad(to_hex(n), 24, '0'))::uuid, 1, a.enterprise_id, a.id, a.entry_count + n,
       CASE n %% 2 WHEN 1 THEN 100 ELSE -100 END, 'CNY', a.balance_minor + n %% 2 * 100,
       date '2026-11-20' - ((%(count)s - n) * 365::bigint / %(count)s)::int, date '2026-11-20', now(), 'transfer',
       jsonb_build_object('number', 'P' || n, 'purpose', '货款', 'payer_name', '上海辰海物流股份有限公司', 'payee_name',
                          '苏州恒锐特钢有限公司', 'payee_account', '3250612000181470')
  FROM yinqi.ledger_account a, generate_series(1, %(count)s) n WHERE a.number = '%(number)s'
"""
_COUNT: Final = "UPDATE yinqi.ledger_account SET entry_count = entry_count + %s WHERE number = %s"


def measure(server: Server) -> dict[str, dict[str, Any]]:
    """The night."""
    with tempfile.TemporaryDirectory(prefix="yinqi-night-") as name:
        folder, clock = Path(name), FixedClock(_EVENING)
        _seed(server, folder, clock, ACCOUNTS)
        return _night(server, folder, clock)


def measure_pages(server: Server) -> dict[str, dict[str, Any]]:
    """A page of a long account; takes some gigabytes of the disk."""
    with tempfile.TemporaryDirectory(prefix="yinqi-pages-") as name:
        folder = Path(name)
        _seed(server, folder, FixedClock(_EVENING), 1)
        return _pages(server, folder)


def _seed(server: Server, folder: Path, clock: FixedClock, accounts: int) -> None:
    owner = Database(server.dsn("yinqi_owner"), pool_size=1)
    try:
        bank = replace(people.YUNGANG, companies=(people.MUSTER,))
        world = real_world(folder / "files", clock=clock)
        Seeder(world, owner, bootstrap.CATALOGUE, people.PASSWORD, zero_levels=True).run([bank])
        tenant_id = Directory(owner, clock).by_slug(people.YUNGANG.slug)
    finally:
        owner.dispose()
    with psycopg.connect(server.dsn("yinqi_worker"), options="-c search_path=yinqi") as worker:
        worker.execute(f"SET LOCAL yinqi.tenant = '{tenant_id}'")
        worker.execute(_OPEN, {"t": tenant_id, "on": "2026-11-01", "n": accounts})
    with psycopg.connect(server.cluster.dsn("yinqi"), autocommit=True) as connection:
        rate = "INSERT INTO yinqi.deposit_rate VALUES (%s, 'CNY', '2026-01-01', 500, now())"
        connection.execute(rate, (tenant_id,))


def _night(server: Server, folder: Path, clock: FixedClock) -> dict[str, dict[str, Any]]:
    database = Database(server.dsn("yinqi_worker"))
    world = real_world(folder / "files", clock=clock)
    tenant_id = Directory(database, clock).by_slug(people.YUNGANG.slug)
    if tenant_id is None:
        raise LookupError(people.YUNGANG.slug)
    run = BankRun(database, world, tenant_id)
    banks = bootstrap.build(_settings(server, folder)).banks
    core = EmbeddedCore()
    ends = DayEnds(core, EmbeddedNight(core), None, lambda ctx: banks.of(ctx.uow))
    ends.work(run)
    _move_all(run)
    server.analyze("yinqi")
    clock.set(_MIDNIGHT)
    stop, told, ready = _CONTEXT.Event(), _CONTEXT.SimpleQueue(), _CONTEXT.Event()
    payer = _CONTEXT.Process(
        target=_transfers, args=(server.dsn("yinqi_worker"), tenant_id, ready, stop, told)
    )
    payer.start()
    ready.wait()
    seconds = _timed(lambda: ends.work(run))
    stop.set()
    waited: list[float] = told.get()
    payer.join()
    with database.begin(Scope(tenant_id)) as uow:
        (row,) = uow.rows("SELECT status FROM day_end")
        (paid,) = uow.rows("SELECT count(*) AS n FROM interest_settlement WHERE status = 'paid'")
    if row["status"] != "closed" or paid["n"] < ACCOUNTS:
        message = f"the night ended {row['status']} with {paid['n']} accounts paid"
        raise RuntimeError(message)
    database.dispose()
    return {
        "night": {
            "ours_s": round(seconds, 1), "goal_s": 300, "transfers": len(waited),
            "transfer_p99_ms": round(1000 * _p99(waited), 1), "transfer_max_ms": round(1000 * max(waited), 1),
            "conditions": f"{seconds:.0f} s for {ACCOUNTS:,} accounts, all moved, all paid interest; meanwhile {len(waited)}"
            f" transfers, p99 {1000 * _p99(waited):.0f} ms, worst {1000 * max(waited):.0f} ms",
        }
    }  # fmt: skip


def _move_all(run: BankRun) -> None:
    """Money for every account, as a batch brings it."""
    for first in range(1, ACCOUNTS + 1, _CHUNK):
        numbers = [f"62220236{nth:011d}" for nth in range(first, first + _CHUNK)]
        keys = {uuid4(): f"bench:{first}"}

        def post(ctx: Any, numbers: list[str] = numbers, keys: dict[UUID, str] = keys) -> None:
            sets.post(
                ctx.uow,
                sets.PostingSet(
                    "transfer", "CNY", "SUSPENSE-CNY", bank_today(ctx.world.clock), ctx.now, keys, {"purpose": "货款"},
                    [1] * len(numbers), numbers, [10_000_000 + nth for nth in range(len(numbers))],
                    [{} for _ in numbers], None,
                ),
            )  # fmt: skip

        run(post)


def _transfers(dsn: str, tenant_id: UUID, ready: Any, stop: Any, told: Any) -> None:
    """Post one transfer after the other; how long each took."""
    choose = random.Random(7)  # noqa: S311 - which accounts, not a secret
    database, scope = Database(dsn, pool_size=1), Scope(tenant_id)
    waited: list[float] = []
    now, said = datetime.now(UTC), {"purpose": "bench"}
    ready.set()
    while not stop.is_set():
        payer, payee = choose.sample(range(1, ACCOUNTS + 1), 2)
        legs = (
            books.Leg(f"62220236{payer:011d}", -100, said), books.Leg(f"62220236{payee:011d}", 100, said),
        )  # fmt: skip
        key, on = uuid4(), _MIDNIGHT.date()
        posting = books.Posting(key, f"bench:{key}", "transfer", "CNY", on, on, now, legs)

        def post(uow: Any, posting: books.Posting = posting) -> None:
            books.post(uow, posting)

        waited.append(_timed(lambda post=post: database.transact(scope, post)))  # type: ignore[misc]
        time.sleep(0.02)
    told.put(waited)
    database.dispose()


def _pages(server: Server, folder: Path) -> dict[str, dict[str, Any]]:
    short, long = (one.number for one in people.MUSTER.accounts[:2])
    loaded = _timed(lambda: _load(server, ((short, SHORT), (long, LONG))))
    house = bootstrap.build(_settings(server, folder))
    maker, choose = _actor(house), random.Random(8)  # noqa: S311 - which page, not a secret
    took: dict[str, list[float]] = {short: [], long: []}
    for nth in range(PAGES + _WARM):
        for number, lines in ((short, SHORT), (long, LONG)):
            before = choose.randrange(_PAGE, lines)
            seconds = _timed(lambda: _read(house, maker, number, before))  # noqa: B023 - runs at once
            if nth >= _WARM:  # the first ones open connections and prepare statements
                took[number].append(seconds)
    house.database.dispose()
    p99 = {number: _p99(times) for number, times in took.items()}
    middle = {number: statistics.median(times) for number, times in took.items()}
    return {
        "F8": {
            "ratio": round(p99[long] / p99[short], 2), "goal": GOAL, "median_ratio": round(middle[long] / middle[short], 2),
            "p99_ms": [round(1000 * p99[short], 2), round(1000 * p99[long], 2)], "loaded_s": round(loaded),
            "conditions": f"p99 of {PAGES} pages of {_PAGE} lines at the gate, {LONG:,} lines over {SHORT:,}, anywhere in them,"
            f" {1000 * p99[short]:.1f} and {1000 * p99[long]:.1f} ms; less is better",
        }
    }  # fmt: skip


def _read(house: House, maker: Any, number: str, before: int) -> None:
    found = house.gate.read(
        maker, "accounts.lines", ListLines(account_number=number, before=before, limit=_PAGE)
    )
    if len(found.lines) != _PAGE - 1 and len(found.lines) != _PAGE:
        message = f"{len(found.lines)} lines before {before}"
        raise RuntimeError(message)


def _load(server: Server, accounts: tuple[tuple[str, int], ...]) -> None:
    """Lines past the books, without indexes while they come: nobody waits for hours for a bench."""
    with psycopg.connect(server.cluster.dsn("yinqi"), autocommit=True) as connection:
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ledger_entry' AND indexname <> 'ledger_entry_pk'"
        ).fetchall()
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("ALTER TABLE yinqi.ledger_entry DROP CONSTRAINT ledger_entry_pk")
        for name, _ in indexes:
            connection.execute(f"DROP INDEX yinqi.{name}")
        for mark, (number, count) in enumerate(accounts, 1):
            connection.execute(_LINES % {"mark": f"{mark:08d}", "number": number, "count": count})
            connection.execute(_COUNT, (count, number))
        connection.execute(
            "ALTER TABLE yinqi.ledger_entry ADD CONSTRAINT ledger_entry_pk PRIMARY KEY (tenant_id, transaction_id, line)"
        )
        for _, made in indexes:
            connection.execute(made)
        connection.execute("VACUUM ANALYZE yinqi.ledger_entry")


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]
