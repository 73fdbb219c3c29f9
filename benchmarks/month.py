"""F4-month: ten thousand receipts of a month, asked for by one task and made by the worker into one ZIP, database and all.

As in a bank: the receipts stand in their table behind row security; pages of them are read and counted as printed, drawn with their
vouchers, signed, archived, registered in the table of seals, and zipped. Everything is durable. Memory is what the process
has for itself, sampled while it works; CPU of the database's processes is told apart.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

from benchmarks import cpu
from benchmarks.receipts import receipt
from benchmarks.server import Server
from corporate import bootstrap
from corporate.banks import Directory
from corporate.bootstrap import House
from corporate.demo import people
from corporate.demo.seed import Seeder
from corporate.settings import Settings
from jobs.bank_run import BankRun
from kernel.context import Actor, Context
from kernel.db import Database
from kernel.operation import Door
from receipts.stored import to_stored
from tests.receipts.samples import DAY
from workflows.documents import repository
from workflows.documents.states import TaskStatus
from workflows.documents.task_commands import FindTask, OrderDocuments

T = TypeVar("T")
MONTH: Final = 10_000
_SERIAL: Final = "F4-MONTH"
_PAGE: Final = 500
_SAMPLE_S: Final = 0.2
_ACCOUNT: Final = people.MUSTER.accounts[0].number
_MAKER: Final = """
SELECT p.id AS person_id, p.name, u.id AS user_id, u.enterprise_id FROM person p
  JOIN enterprise_user u ON u.tenant_id = p.tenant_id AND u.person_id = p.id
  JOIN role_member r ON r.tenant_id = u.tenant_id AND r.user_id = u.id
 WHERE p.tenant_id = %s AND r.role = 'maker' LIMIT 1
"""


def measure(server: Server) -> dict[str, dict[str, Any]]:
    """Seconds, CPU and memory; about three minutes."""
    with tempfile.TemporaryDirectory(prefix="yinqi-month-") as folder:
        house = _seeded(server, Path(folder))
        bench = _Bench(house, _tenant(house))
        for first in range(0, MONTH, _PAGE):
            bench.as_maker(partial(_issue, numbers=range(first, first + _PAGE)))
        server.analyze("yinqi")
        figure = _made(server, house, bench)
        house.database.dispose()
    return {"F4-month": figure}


class _Bench:
    """One enterprise of the demo's bank, in a worker's hands."""

    def __init__(self, house: House, tenant_id: UUID) -> None:
        self.run = BankRun(house.database, house.world, tenant_id)
        self._maker = self.run(_maker)

    def as_maker(self, work: Callable[[Context], T]) -> T:
        """A transaction of somebody who makes payments."""

        def inside(ctx: Context) -> T:
            maker = replace(ctx, actor=self._maker)
            ctx.uow.narrow(maker.enterprise_id)
            return work(maker)

        return self.run(inside)


def _made(server: Server, house: House, bench: _Bench) -> dict[str, Any]:
    asked = OrderDocuments(client_serial=_SERIAL, from_on=DAY, to_on=DAY + timedelta(days=1))
    bench.as_maker(lambda ctx: house.packs.order(ctx, asked))
    begun, own, theirs = time.monotonic(), time.process_time(), _database_cpu(server)
    with _watched() as memory:
        house.maker(bench.run)
    seconds, own = time.monotonic() - begun, time.process_time() - own
    theirs = _database_cpu(server) - theirs
    task = bench.as_maker(lambda ctx: house.packs.find(ctx, FindTask(client_serial=_SERIAL)))
    if task.status is not TaskStatus.READY or task.items != MONTH:
        message = f"{task.status}: {task.items} of {task.total}"
        raise RuntimeError(message)
    first, half, most = memory[0], memory[len(memory) // 2], max(memory)
    return {
        "ours": round(seconds), "cpu_s": round(own), "database_cpu_s": round(theirs, 1), "per_cpu_s": round(MONTH / own),
        "memory_mib": {"before": first, "half_way": half, "most": most}, "zip_mib": task.size >> 20,
        "conditions": f"{MONTH:,} signed receipts with vouchers in one ZIP of {task.size >> 20} MiB, by one worker: {seconds:.0f} s,"
        f" {own:.0f} s of CPU and {theirs:.0f} s of the database's; memory {first} MiB before, {half} half way, {most} at most",
    }  # fmt: skip


def _issue(ctx: Context, numbers: range) -> None:
    """Receipts of one account, as they stand when their payments were booked."""
    for number in numbers:
        facts, imprint = receipt(number)
        repository.insert(
            ctx,
            {
                "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
                "number": facts.number, "kind": facts.kind.value, "transaction_id": ctx.world.ids.uuid7(),
                "account_number": _ACCOUNT, "subject_id": facts.transaction_id, "facts": to_stored(facts),
                "code": imprint.verification_code, "issued_at": ctx.now,
            },
        )  # fmt: skip


def _maker(ctx: Context) -> Actor:
    """Who asks for the month."""
    row = ctx.uow.row(_MAKER, (ctx.tenant_id,))
    if row is None:
        message = "nobody makes payments"
        raise LookupError(message)
    return Actor(ctx.tenant_id, Door.WEB, **row)


def _tenant(house: House) -> UUID:
    found = Directory(house.database, house.world.clock).by_slug(people.YUNGANG.slug)
    if found is None:
        message = "the bank is not there"
        raise LookupError(message)
    return found


def _database_cpu(server: Server) -> float:
    """Of the processes there are; the worker's own connection lasts as long as the bench."""
    return cpu.spent(cpu.family(server.cluster.pid() or 0))


@contextmanager
def _watched() -> Iterator[list[int]]:
    """What this process has for itself, in MiB, sampled while this lasts."""
    found, over = [_own_mib()], threading.Event()

    def watch() -> None:
        while not over.wait(_SAMPLE_S):
            found.append(_own_mib())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def _own_mib() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) >> 10


def _seeded(server: Server, folder: Path) -> House:
    """The demo's bank, in the hands of a worker."""
    urls = {role: server.dsn(f"yinqi_{role}") for role in ("app", "worker")}
    settings = Settings(data=folder, database_urls=urls, clearing_url="http://127.0.0.1:9")
    owner = Database(server.dsn("yinqi_owner"), pool_size=1)
    try:
        world = bootstrap.make_world(settings)
        Seeder(world, owner, bootstrap.CATALOGUE, people.PASSWORD).run([people.YUNGANG])
    finally:
        owner.dispose()
    return bootstrap.build(settings, role="worker")
