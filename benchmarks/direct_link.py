"""F1: own-bank payments per second over the direct link, against pgbench TPC-B on the same server.

Everything is real: granian with two workers of eight threads, a policy without a level, requests
signed beforehand and sent over kept connections, the signature verified, the payment booked in one
durable transaction with its serial, transitions, audit line and outbox, the answer signed.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen
from uuid import UUID

import psycopg

from benchmarks import cpu, door
from benchmarks.link_client import ACCOUNTS, Sender, pay_for, payee_of, payer_of
from benchmarks.load import together
from benchmarks.server import Server, median_ratio
from corporate import bootstrap, serving
from corporate.banks import Directory
from corporate.demo import people
from corporate.demo.seed import Seeder
from corporate.identity import enrolment
from corporate.identity.enrolment import NewCertificate
from corporate.settings import Settings, environment_of
from kernel.charset import name_key
from kernel.db import Database
from kernel.tenancy import Scope
from kernel.world import World

LINKS: Final = 16
"""Kept connections, each with a client process: as many as the web server has threads."""
SECONDS: Final = 8
ROUNDS: Final = 3
GOAL: Final = 0.15
_BANK = people.YUNGANG
_PAYER, _PAYEE = people.MUSTER, people.HENGRUI
_OPERATOR: Final = "erp"
_START_WITHIN_S: Final = 60


@dataclass(slots=True)
class Tally:
    """CPU seconds spent while payments were made, and how many there were."""

    payments: int = 0
    web: float = 0.0
    database: float = 0.0
    wall: float = 0.0


def measure(server: Server) -> dict[str, dict[str, object]]:
    """The ratio, both figures, and where the CPU goes."""
    with (
        tempfile.TemporaryDirectory(prefix="yinqi-link-") as folder,
        running_bank(server, folder) as bank,
    ):
        tally = Tally()
        bank.run(2, Tally())  # connections and statements are warm
        server.analyze("yinqi")  # plans made for empty tables would read them from end to end
        figure = median_ratio(
            lambda: server.pgbench(SECONDS), lambda: bank.run(SECONDS, tally), ROUNDS
        )
        bank.check(tally.payments)
    conditions = (
        f"granian 2 workers × 8 threads, {LINKS} client processes on kept connections, one for each thread,"
        f" {ACCOUNTS} payers and payees, requests signed beforehand, {SECONDS} s a round, durable, row security on"
    )
    return {"F1": {**figure, "goal": GOAL, "conditions": conditions, "cpu": _breakdown(tally)}}


def _breakdown(tally: Tally) -> dict[str, Any]:
    """Milliseconds of CPU a payment costs, and microseconds the door takes of them when alone."""
    each = 1000 / tally.payments
    return {
        "web_ms_per_payment": round(tally.web * each, 2),
        "database_ms_per_payment": round(tally.database * each, 2),
        "cores_busy_web": round(tally.web / tally.wall, 2),
        "cores_busy_database": round(tally.database / tally.wall, 2),
        "door_us": door.measure(),
    }


@dataclass(slots=True)
class Bank:
    """A web server over a seeded bank, and those who send to it."""

    server: Server
    web: subprocess.Popen[bytes]
    senders: list[Sender]
    tenant_id: UUID
    runs: int = 0
    paid: int = 0

    def run(self, seconds: float, tally: Tally) -> float:
        """Payments per second."""
        self.runs += 1
        name = f"R{self.runs}-{time.time_ns()}"
        web, postmaster = cpu.family(self.web.pid), self.server.cluster.pid() or 0
        before = cpu.each([*web, *cpu.family(postmaster)])
        done = together(pay_for, [(sender, seconds, name) for sender in self.senders])
        tally.web += cpu.since(before, web)
        tally.database += cpu.since(before, cpu.family(postmaster))
        tally.payments += done
        tally.wall += seconds
        self.paid += done
        return done / seconds

    def check(self, payments: int) -> None:
        """What was counted is what was booked: no more and no less."""
        with psycopg.connect(self.server.cluster.dsn("yinqi"), autocommit=True) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM yinqi.payment WHERE status = 'succeeded'),"
                " (SELECT count(*) FROM yinqi.ledger_transaction WHERE kind = 'transfer'),"
                " (SELECT count(*) FROM yinqi.direct_link_nonce)"
            ).fetchone()
        if row != (self.paid,) * 3 or payments == 0:
            message = f"{self.paid} answers, but (payments, bookings, nonces) are {row}"
            raise RuntimeError(message)


@contextlib.contextmanager
def running_bank(server: Server, folder: str) -> Iterator[Bank]:
    """A bank of its own on a server, with an ERP of sixteen certificates."""
    settings = Settings(
        data=Path(folder),
        database_urls={"app": server.dsn("yinqi_app")},
        port=serving.free_port(),
        clearing_url="http://127.0.0.1:9",  # nothing of an own-bank payment goes there
    )
    world = bootstrap.make_world(settings)
    owner = Database(server.dsn("yinqi_owner"), pool_size=1)
    try:
        bank = replace(_BANK, companies=(_PAYER, _PAYEE))
        Seeder(world, owner, bootstrap.CATALOGUE, people.PASSWORD, zero_levels=True).run([bank])
        tenant_id = Directory(owner, world.clock).by_slug(_BANK.slug)
        if tenant_id is None:
            raise LookupError(_BANK.slug)
        senders = _certificates(world, owner, tenant_id, settings.port)
    finally:
        owner.dispose()
    _open_accounts(server, tenant_id)
    with _serving(settings) as web:
        yield Bank(server, web, senders, tenant_id)


def _certificates(world: World, owner: Database, tenant_id: UUID, port: int) -> list[Sender]:
    """A certificate for each client."""
    now = world.clock.now()
    made = []
    with owner.begin(Scope(tenant_id)) as uow:
        user = uow.row(
            "SELECT u.id, u.enterprise_id FROM enterprise_user u JOIN person p"
            " ON p.tenant_id = u.tenant_id AND p.id = u.person_id WHERE p.login = %s",
            (_OPERATOR,),
        )
        if user is None:
            raise LookupError(_OPERATOR)
        uow.run(_NO_PACE, (tenant_id, user["enterprise_id"], now))
        for place in range(LINKS):
            key = world.crypto.generate_key()
            serial, pem = f"BENCH-{place}", key.public.spki_pem().decode()
            times = (now - timedelta(days=1), now + timedelta(days=1))
            new = NewCertificate(serial, user["enterprise_id"], user["id"], pem, *times)
            enrolment.register_certificate(uow, world.crypto, new)
            private = world.crypto.write_private_key(key, passphrase=None)
            made.append(
                Sender(port, _BANK.slug, _PAYER.number, _OPERATOR, serial, private, _PAYEE.name)
            )
    return made


_NO_PACE: Final = """
INSERT INTO link_address (tenant_id, enterprise_id, networks, changed_at, per_minute, at_once)
VALUES (%s, %s, '[]', %s, 1000000000, 1000)
"""
_OPEN: Final = """
WITH owner AS (SELECT id FROM enterprise WHERE tenant_id = %(tenant)s AND number = %(enterprise)s),
     opened AS (
  SELECT ledger_open_account(%(tenant)s, gen_random_uuid(), owner.id, %(prefix)s || lpad(n::text, 15, '0'),
                             %(name)s, %(key)s, 'CNY', 'customer', '2011', %(floor)s, current_date - 1)
    FROM owner, generate_series(0, %(last)s) n)
SELECT count(*) FROM opened
"""
_SIGN_UP: Final = """
INSERT INTO signed_account (tenant_id, enterprise_id, account_number, alias, currency, may_pay, position)
SELECT %s, e.id, '1001' || lpad(n::text, 15, '0'), '', 'CNY', true, 100 + n
  FROM enterprise e, generate_series(0, %s) n WHERE e.tenant_id = %s AND e.number = %s
"""


def _open_accounts(server: Server, tenant_id: UUID) -> None:
    """Many accounts, so that no two payments wait for each other more than in TPC-B."""
    with psycopg.connect(server.dsn("yinqi_worker"), options="-c search_path=yinqi") as worker:
        worker.execute(f"SET LOCAL yinqi.tenant = '{tenant_id}'")
        for company, number in ((_PAYER, payer_of(0)), (_PAYEE, payee_of(0))):
            worker.execute(
                _OPEN,
                {
                    "tenant": tenant_id, "enterprise": company.number, "prefix": number[:4],
                    "name": company.name, "key": name_key(company.name), "last": ACCOUNTS - 1,
                    "floor": -(10**15),
                },
            )  # fmt: skip
    with psycopg.connect(server.dsn("yinqi_owner"), options="-c search_path=yinqi") as owner:
        owner.execute(f"SET LOCAL yinqi.tenant = '{tenant_id}'")
        owner.execute(_SIGN_UP, (tenant_id, ACCOUNTS - 1, tenant_id, _PAYER.number))
    with psycopg.connect(server.cluster.dsn("yinqi"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@contextlib.contextmanager
def _serving(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The web server as a deployment runs it."""
    with (settings.data / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *serving.web_command(settings)],
            env=environment_of(settings), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _await(process, settings)
        yield process
    except RuntimeError as failed:
        failed.add_note((settings.data / "web.log").read_text(encoding="utf-8")[-4000:])
        raise
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], settings: Settings) -> None:
    until = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{settings.port}/b/{_BANK.slug}/link/v1/key.pem"
            with urlopen(address, timeout=2):
                return
        time.sleep(0.2)
    raise RuntimeError((settings.data / "web.log").read_text(encoding="utf-8"))
