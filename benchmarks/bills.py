"""Bills: pages of a portfolio of 100,000, and snapshots taken in as on a due date, against pgbench TPC-B.

Pages are asked at the gate as the web bank asks; HTTP and drawing are left out. Each snapshot is a transaction of
its own, as the worker takes them: the package, its intervals, and what each enterprise sees of them.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg

from benchmarks.server import Server, median_ratio
from connectors.ports import CreditMessage, Inflow
from corporate import bootstrap
from corporate.bootstrap import House, assemble
from corporate.demo.seed import Seeder
from corporate.gate import Gate
from corporate.settings import Settings
from jobs.bank_run import BankRun
from kernel import limits
from kernel.bills import rules
from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Mark
from kernel.bills.intervals import Interval
from kernel.bills.numbers import make_number
from kernel.bills.records import Bill, Party
from kernel.bills.rules import Request
from kernel.context import Actor, Context
from kernel.operation import Door
from kernel.statements import Row
from kernel.tenancy import Scope
from workflows.bills import register

PORTFOLIO: Final = 100_000
CALLS: Final = 200
SECONDS: Final = 5
DUE_BILLS: Final = 10_000
ROUNDS: Final = 3
_ISSUED: Final = date(2026, 11, 23)
_DUE: Final = date(2027, 3, 22)
_P99: Final = 98
_COPY: Final = """
INSERT INTO bill_seat SELECT tenant_id, enterprise_id, left(number, 21) || lpad(n::text, 8, '0') || '0', starts_at,
       ends_at, amount_minor, kind, due_on + (n %% 120)::int, lane, stage, open_id, face, said, version, changed_at
  FROM bill_seat, generate_series(10000000, %s) AS n WHERE tenant_id = %s AND enterprise_id = %s
"""

_ADD_UP: Final = """
INSERT INTO bill_sum SELECT tenant_id, enterprise_id, lane, due_on, count(*), sum(amount_minor) FROM bill_seat
 WHERE tenant_id = %s AND enterprise_id = %s GROUP BY tenant_id, enterprise_id, lane, due_on
"""


def measure(server: Server) -> dict[str, dict[str, object]]:
    """p99 of list and board over a large portfolio; snapshots a second as a ratio."""
    with tempfile.TemporaryDirectory(prefix="yinqi-bills-") as folder:
        bench = _Bench(server, Path(folder))
        bench.fill()
        pages = {name: _p99(ask) for name, ask in bench.questions().items()}
        figure = median_ratio(lambda: server.pgbench(SECONDS), bench.snapshots, ROUNDS)
        due = median_ratio(lambda: server.pgbench(SECONDS), bench.due_date, ROUNDS)
    conditions = (
        f"{PORTFOLIO:,} intervals of one enterprise, {CALLS} calls each at the gate, row security on; snapshots of whole"
        f" bills by one worker, {SECONDS} s a round, durable"
    )
    run = (
        f"{DUE_BILLS:,} held bills fall due: the exchange presents each, the worker takes it in page by page (100"
        " messages a transaction), acceptors are told; durable, with the portfolio beside it"
    )
    return {
        "bills": {**figure, "p99_ms": pages, "conditions": conditions},
        "bills_due": {**due, "conditions": run},
    }


class _Bench:
    """A demo bank with bills."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._dsn = server.dsn("yinqi_owner")
        settings = Settings(
            data=folder, database_urls={"app": server.dsn("yinqi_app")}, clearing_url="http://127.0.0.1:9"
        )  # fmt: skip
        self._house = bootstrap.build(settings)
        owner, worker = (self._other(settings, server.dsn(f"yinqi_{role}")) for role in ("owner", "worker"))  # fmt: skip
        Seeder(self._house.world, owner.database, bootstrap.CATALOGUE, "Sunny-Harbour-27").run()
        self._owner, self._worker = owner, worker
        self._exchange = _Ready()
        exchange: Any = self._exchange
        house = assemble(settings, worker.world, worker.database, exchange, exchange=exchange)
        self._intake = house.bills.intake
        entry = self._house.directory.entries()[0]
        self._scope = Scope(entry.tenant_id)
        with owner.database.begin(self._scope) as uow:
            self._bank = self._house.banks.of(uow).bank_code
            sql = "SELECT e.id, e.uscc, u.id AS user_id, u.person_id FROM enterprise e JOIN enterprise_user u"
            sql += " ON u.tenant_id = e.tenant_id AND u.enterprise_id = e.id WHERE e.tenant_id = %s ORDER BY e.number"
            self._us: Row = uow.rows(sql, (entry.tenant_id,))[0]
        self._count = 0

    @staticmethod
    def _other(settings: Settings, dsn: str) -> House:
        return bootstrap.build(replace(settings, database_urls={"app": dsn}))

    def fill(self) -> None:
        """One bill as the exchange tells it, and as many like it as a large company holds."""
        self._take()
        with self._owner.database.begin(self._scope) as uow:
            us = (uow.scope.bank(), self._us["id"])
            uow.run("SET LOCAL statement_timeout = 0")
            uow.run(_COPY, (10_000_000 + PORTFOLIO, *us))
            uow.run("DELETE FROM bill_sum WHERE tenant_id = %s AND enterprise_id = %s", us)
            uow.run(_ADD_UP, us)
        with psycopg.connect(
            self._dsn, autocommit=True
        ) as connection:  # as autovacuum does by itself
            connection.execute("VACUUM ANALYZE yinqi.bill_seat")

    def questions(self) -> dict[str, Callable[[], Any]]:
        """What the list and the board ask."""
        actor = Actor(
            self._scope.bank(), Door.WEB, "量测", self._us["id"], self._us["person_id"], self._us["user_id"]
        )  # fmt: skip
        gate = self._house.gate
        middle = f"{_DUE + timedelta(days=60):%Y%m%d}.{'9' * 30}.1"
        return {
            "list": lambda: gate.read(actor, "bills.list", {"Lane": "held"}),
            "list, far behind": lambda: gate.read(actor, "bills.list", {"Cursor": middle}),
            "lanes": lambda: gate.read(actor, "bills.lanes", {}),
            "board": lambda: _board(gate, actor),
            "calendar": lambda: gate.read(actor, "bills.calendar", {"Month": f"{_DUE:%Y-%m}"}),
        }

    def snapshots(self) -> float:
        """Bills taken in, one transaction each, for some seconds; per second."""
        until, done = time.perf_counter() + SECONDS, 0
        while time.perf_counter() < until:
            self._take()
            done += 1
        return done / SECONDS

    def due_date(self) -> float:
        """Bills a second on the day 10,000 of them fall due: first told as held, then as presented."""
        first = self._count + 1
        self._count += DUE_BILLS
        held = [self._bill(serial) for serial in range(first, first + DUE_BILLS)]
        self._collect(held)
        presented = [rules.present_due(bill, _DUE, str) for bill in held]
        begun = time.perf_counter()
        self._collect(presented)
        return DUE_BILLS / (time.perf_counter() - begun)

    def _collect(self, told: list[Bill]) -> None:
        """The worker's own intake, over an exchange that has all of it ready."""
        run = BankRun(self._worker.database, self._worker.world, self._scope.bank())
        self._exchange.tell(told)
        while self._intake.take_inflow(run, self._bank):
            pass

    def _take(self) -> None:
        self._count += 1
        with self._worker.database.begin(self._scope) as uow:
            actor = Actor(self._scope.bank(), Door.SYSTEM, "系统")
            world = self._worker.world
            ctx = Context(world, uow, actor, world.clock.now())
            register.take(ctx, [self._bill(self._count)], self._bank)

    def _bill(self, serial: int) -> Bill:
        """A bill this bank's customer holds, drawn at another bank."""
        holder = Party("持票人", self._us["uscc"], "1001234509012345678", self._bank)
        drawer = Party("外地出票人有限公司", "91310115MA0000001X", "6000000001", "308584000013")
        number = make_number(BillKind.COMMERCIAL, drawer.bank, _ISSUED, serial, classic=False)
        bill = rules.register(
            Bill(
                number, BillKind.COMMERCIAL, 1_000_000, _ISSUED, _DUE, drawer, drawer, holder, splits=True,
                mark=Mark.FREE, contract="HT-1", invoice="", pieces=(),
            )
        )  # fmt: skip
        whole = Interval.whole(bill.amount_minor)
        for act, to in ((Act.ASK_ACCEPTANCE, drawer), (Act.ASK_DELIVERY, holder)):
            bill = rules.ask(bill, Request(act.value, act, drawer, whole, _ISSUED))
            bill = rules.answer(bill, act.value, to, agrees=True, note="", on=_ISSUED)
        return bill


class _Ready:
    """An exchange that has told bills and waits until they are taken."""

    def __init__(self) -> None:
        self._told: list[CreditMessage] = []

    def tell(self, bills: list[Bill]) -> None:
        """What is told next."""
        for bill in bills:
            body = {"kind": "bill", "bill": bill.as_json()}
            reference = f"{bill.number}.{bill.version}"
            self._told.append(CreditMessage(reference, "BILLS", json.loads(json.dumps(body))))

    def collect(self, _bank: str, cursor: str) -> Inflow:
        """A page of it."""
        at = int(cursor or 0)
        page = self._told[at : at + limits.CLEARING_PAGE_MESSAGES]
        return Inflow((), page, str(at + len(page)))


def _board(gate: Gate, actor: Actor) -> None:
    """Everything the board's page asks: the sums, and the first cards of each column."""
    gate.read(actor, "bills.lanes", {})
    for lane in ("to_sign", "held", "pledged", "collecting", "issued", "owed"):
        gate.read(actor, "bills.list", {"Lane": lane, "Limit": "20"})


def _p99(ask: Callable[[], Any]) -> float:
    took = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    return round(statistics.quantiles(took, n=100)[_P99], 1)
