"""F2: a payroll file of 100,000 rows, from its bytes to the last row booked, against pgbench TPC-B on the same server.

One process is the web's: it reads the file through the intake's child, stages and checks the rows and submits the
batch. Two are the worker's: they pay portions as they do in a bank. Everything is durable, row security in force.
F2-posting is the part from the release to the last row. Growth compares the cost of a row at 1,000 and 100,000 rows.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg

from benchmarks import cpu
from benchmarks.server import Server
from corporate import bootstrap
from corporate.banks import Directory
from corporate.bootstrap import House
from corporate.demo import people
from corporate.demo.seed import Seeder
from corporate.settings import Settings
from jobs.bank_run import BankRun
from kernel.context import Actor
from kernel.db import Database
from kernel.intake.opening import lines_of
from kernel.intake.sheet import Sheet
from kernel.operation import Door
from kernel.tenancy import Scope
from workflows.batches import commands
from workflows.batches.rows import RowIn

ROWS: Final = 100_000
FEW: Final = 1_000
WORKERS: Final = 2
ROUNDS: Final = 3
SECONDS: Final = 6
_PAYER: Final = people.MUSTER.accounts[0].number
_CONTEXT: Final = multiprocessing.get_context("spawn")
OPEN: Final = """
SELECT ledger_open_account(%(t)s, gen_random_uuid(), NULL, '62220236' || lpad(n::text, 11, '0'), '员工' || lpad(n::text, 6, '0'),
       '员工' || lpad(n::text, 6, '0'), 'CNY', 'customer', '2111', 0, %(on)s) FROM generate_series(1, %(n)s) n
"""
_SAMPLE_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """One file, paid."""

    rows: int
    to_findings_s: float
    to_released_s: float
    to_booked_s: float
    web_mib: int
    worker_mib: int
    database_mib: int

    @property
    def rate(self) -> float:
        """Rows per second, from the file to the books."""
        return self.rows / self.to_booked_s

    @property
    def posting_rate(self) -> float:
        """Rows per second, from the release to the books."""
        return self.rows / (self.to_booked_s - self.to_released_s)


def measure(server: Server) -> dict[str, dict[str, Any]]:
    """F2, F2-posting and growth."""
    with tempfile.TemporaryDirectory(prefix="yinqi-batches-") as name:
        folder = Path(name)
        _seed(server, folder)
        _pay(server, folder, FEW)  # warm
        server.analyze("yinqi")
        pairs = [(server.pgbench(SECONDS), _pay(server, folder, ROWS)) for _ in range(ROUNDS)]
        few = [_pay(server, folder, FEW) for _ in range(ROUNDS)]
    runs = [run for _, run in pairs]
    growth = statistics.median(few_run.rate for few_run in few) / statistics.median(
        run.rate for run in runs
    )
    conditions = (
        f"{ROWS:,} own-bank rows of a CSV, one web process, {WORKERS} worker processes, durable, row security on,"
        " against pgbench -M prepared with 8 clients; interleaved rounds, medians"
    )
    return {
        "F2": {
            **_ratio([(floor, run.rate) for floor, run in pairs]), "goal": 3.0, "conditions": conditions,
            "memory_mib": {
                "web": max(run.web_mib for run in runs), "worker": max(run.worker_mib for run in runs),
                "database": max(run.database_mib for run in runs),
            },
            "seconds": [
                [run.to_findings_s, run.to_released_s, run.to_booked_s] for run in runs
            ],
        },
        "F2-posting": {
            **_ratio([(floor, run.posting_rate) for floor, run in pairs]), "goal": 5.0,
            "conditions": "from the release to the last row booked",
        },
        "F2-growth": {
            "ratio": round(growth, 2), "goal": 1.2,
            "conditions": f"cost of a row at {ROWS:,} rows over that at {FEW:,}; less is better",
        },
    }  # fmt: skip


def _ratio(pairs: list[tuple[float, float]]) -> dict[str, Any]:
    return {
        "ratio": round(statistics.median(mine / floor for floor, mine in pairs), 2),
        "ours_per_s": round(statistics.median(mine for _, mine in pairs)),
        "floor_per_s": round(statistics.median(floor for floor, _ in pairs)),
        "rounds": [[round(floor), round(mine)] for floor, mine in pairs],
    }


def _settings(server: Server, folder: Path) -> Settings:
    urls = {role: server.dsn(f"yinqi_{role}") for role in ("app", "worker")}
    return Settings(data=folder, database_urls=urls, clearing_url="http://127.0.0.1:9")


def _seed(server: Server, folder: Path) -> None:
    """A bank whose enterprise lets batches go with its maker alone, and accounts of its employees."""
    world = bootstrap.make_world(_settings(server, folder))
    owner = Database(server.dsn("yinqi_owner"), pool_size=1)
    try:
        rich = replace(
            people.MUSTER, accounts=(replace(people.MUSTER.accounts[0], balance_minor=10**14),)
        )
        bank = replace(people.YUNGANG, companies=(rich,))
        Seeder(world, owner, bootstrap.CATALOGUE, people.PASSWORD, zero_levels=True).run([bank])
        tenant_id = Directory(owner, world.clock).by_slug(people.YUNGANG.slug)
    finally:
        owner.dispose()
    with psycopg.connect(server.dsn("yinqi_worker"), options="-c search_path=yinqi") as connection:
        connection.execute(f"SET LOCAL yinqi.tenant = '{tenant_id}'")
        on = world.clock.now().date()
        connection.execute(OPEN, {"t": tenant_id, "on": on.replace(day=1), "n": ROWS})
    for rows in (FEW, ROWS):
        _write(folder / f"{rows}.csv", rows)


def _write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("户名,账号,金额,附言\n")
        for nth in range(1, rows + 1):
            minor = 500_000 + nth * 7 % 1_000_000
            file.write(
                f"员工{nth:06d},62220236{nth:011d},{minor // 100}.{minor % 100:02d},十一月工资\n"
            )


def _pay(server: Server, folder: Path, rows: int) -> Run:
    """Pay a file with a web process and workers of its own."""
    settings = _settings(server, folder)
    stop, ready = _CONTEXT.Event(), _CONTEXT.Barrier(WORKERS + 1)
    told = _CONTEXT.SimpleQueue()
    workers = [
        _CONTEXT.Process(target=_worker, args=(settings, ready, stop, told)) for _ in range(WORKERS)
    ]
    web = _CONTEXT.Process(target=_web, args=(settings, ready, folder / f"{rows}.csv", told))
    for process in (*workers, web):
        process.start()
    with _watched(server) as memory:
        found = told.get()
        stop.set()
        peaks = [told.get() for _ in workers]
    for process in (*workers, web):
        process.join()
    return Run(
        rows=rows,
        worker_mib=max(peak["mib"] for peak in peaks),
        database_mib=max(memory),
        web_mib=found.pop("mib"),
        **found,
    )


def _web(settings: Settings, ready: Any, path: Path, told: Any) -> None:
    sys.setswitchinterval(bootstrap.TURN_S)  # as where pages are answered
    house = bootstrap.build(settings)
    maker = _actor(house)
    before = _kib("VmRSS")
    ready.wait()
    begun = time.monotonic()
    content = path.read_bytes()
    command = commands.OpenBatch(
        client_serial=f"F2-{time.time_ns()}", payer_account=_PAYER, name="F2", file_name=path.name,
        rows=commands.Intake(rows=lambda: _rows(content), name=path.name, content=content),
    )  # fmt: skip
    batch = house.gate.perform(maker, "batches.open", command)
    to_findings = time.monotonic() - begun
    house.gate.perform(maker, "batches.submit", commands.NameBatch(number=batch.number))
    to_released = time.monotonic() - begun
    ask = commands.AskBatch(number=batch.number)
    while house.gate.read(maker, "batches.find", ask).status == "processing":
        time.sleep(0.01)
    to_booked = time.monotonic() - begun
    ended = house.gate.read(maker, "batches.find", ask)
    if ended.status != "succeeded":
        message = f"{ended.status}: {ended.reason_en} {ended.faulty}"
        raise RuntimeError(message)
    told.put({
        "to_findings_s": round(to_findings, 3), "to_released_s": round(to_released, 3),
        "to_booked_s": round(to_booked, 3), "mib": (_kib("VmHWM") - before) >> 10,
    })  # fmt: skip
    house.database.dispose()


def _rows(content: bytes) -> Iterator[RowIn]:
    from kernel.intake.headings import Column  # noqa: PLC0415 - beside its only use

    sheet = Sheet(lines_of(content))
    for row in sheet.rows(sheet.guess()):
        said = row.values
        yield RowIn(
            row.number, said[Column.NAME], said[Column.ACCOUNT], said[Column.AMOUNT], remark=said[Column.REMARK]
        )  # fmt: skip


def _worker(settings: Settings, ready: Any, stop: Any, told: Any) -> None:
    house = bootstrap.build(settings, role="worker")
    run = BankRun(house.database, house.world, _bank(house))
    before = _kib("VmRSS")
    house.batches.work(run)
    ready.wait()
    while not stop.is_set():
        if not house.batches.work(run):
            time.sleep(0.005)
    told.put({"mib": (_kib("VmHWM") - before) >> 10})
    house.database.dispose()


def _bank(house: House) -> UUID:
    found = Directory(house.database, house.world.clock).by_slug(people.YUNGANG.slug)
    if found is None:
        message = "the bank is not there"
        raise LookupError(message)
    return found


def _actor(house: House) -> Actor:
    """The maker of the demo's first enterprise."""
    tenant_id = _bank(house)
    with house.database.begin(Scope(tenant_id)) as uow:
        row = uow.row(
            "SELECT p.id AS person_id, p.name, u.id AS user_id, u.enterprise_id FROM person p"
            " JOIN enterprise_user u ON u.tenant_id = p.tenant_id AND u.person_id = p.id"
            " JOIN role_member r ON r.tenant_id = u.tenant_id AND r.user_id = u.id"
            " WHERE p.tenant_id = %s AND r.role = 'maker' LIMIT 1",
            (tenant_id,),
        )
    if row is None:
        message = "nobody makes payments"
        raise LookupError(message)
    return Actor(tenant_id, Door.WEB, **row)


@contextmanager
def _watched(server: Server) -> Iterator[list[int]]:
    """What the server's processes have for themselves at most together, in MiB, while this lasts."""
    peaks, over = [0], threading.Event()
    postmaster = server.cluster.pid() or 0

    def watch() -> None:
        while not over.wait(_SAMPLE_S):
            peaks.append(sum(_kib("RssAnon", pid) for pid in cpu.family(postmaster)) >> 10)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


def _kib(name: str, pid: int | str = "self") -> int:
    """A figure of a process's memory, in KiB; nothing of one that has ended."""
    try:
        lines = (
            Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
        )
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
