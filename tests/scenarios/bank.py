"""A bank of which every process is real: PostgreSQL, the web server, the worker, the clearing peer.

Only the clock is the test's (one file for all processes), so that nobody waits for a lease to run
out. Everything is durable as it is in a real bank: no setting of the database is weakened.
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, LiteralString
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
from psycopg import sql as psql

from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.director import Director
from connectors.direct_link.bank_keys import FileBankKeys
from corporate import bootstrap, safety, serving
from corporate.banks import Directory
from corporate.demo.people import MUSTER, PASSWORD, YUNGANG
from corporate.demo.seed import Seeder
from corporate.identity import enrolment
from corporate.identity.enrolment import NewCertificate
from corporate.safety import UnsafeSettings
from corporate.settings import Profile, Settings, environment_of
from erp_adapters.client import LinkConfig
from erp_adapters.client.keys import make_key
from jobs.wake_up import WakeUp
from kernel.calendar import SHANGHAI
from kernel.clock import FileClock
from kernel.crypto import MessageVerifier
from kernel.crypto.key_folder import KeyFolder
from kernel.db import Database
from kernel.postgres import Cluster
from kernel.tenancy import Scope
from kernel.world import World
from tests.scenarios.erp import Erp
from tests.scenarios.faults import Faults
from tests.scenarios.judge import Judge
from tests.scenarios.points import CLEARING, TAX, WEB, WORKER
from tests.scenarios.programs import Programs, wait_for

MONDAY: Final = datetime(2026, 11, 23, 10, 5, tzinfo=SHANGHAI)
_CERTIFICATE: Final = "CERT-10001"
_HANG_S: Final = "0.2"  # how long the silent peer keeps the line open before it gives up for us


@dataclass
class Bank:
    """Everything a scenario touches."""

    settings: Settings
    world: World
    clock: FileClock
    cluster: Cluster
    programs: Programs
    faults: Faults
    director: Director
    erp: Erp
    judge: Judge
    wake: WakeUp
    tenant_id: UUID
    spoilt: bool = False  # broken on purpose: nobody may use it again
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def bank_code(self) -> str:
        """How clearing knows the bank."""
        return YUNGANG.bank_code

    def count(self) -> int:
        """A number nobody had; safe in all threads."""
        return next(self._counter)

    def advance(self, to: datetime) -> None:
        """Let the time come, for every process at once; never back."""
        if to > self.clock.now():
            self.clock.set(to)

    def until_web_answers(self) -> None:
        """Wait until a signed question is answered; the process has then read all it keeps."""
        self.erp.until_answered(self.erp.link.accounts)

    def say(self, submission_id: UUID, state: str) -> None:
        """Have clearing say by itself what became of a submission, as after a call to its desk."""
        answer = {
            "message_id": f"DESK-{submission_id}", "submission_id": str(submission_id),
            "state": state, "reason": "", "reference": "BY-TELEPHONE",
        }  # fmt: skip
        self.director.message(self.bank_code, "answer", answer)

    def tamper(self, sql: LiteralString, *values: object) -> None:
        """Change rows as somebody who owns the machine: no trigger, key or policy hinders."""
        with psycopg.connect(self.cluster.dsn("yinqi")) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(sql, values)

    def configure(self, **settings: str) -> None:
        """Change how the database server works, from its next transaction on."""
        with psycopg.connect(self.cluster.dsn("yinqi"), autocommit=True) as connection:
            for name, value in settings.items():
                change: LiteralString = "ALTER SYSTEM SET {} = {}"
                connection.execute(
                    psql.SQL(change).format(psql.Identifier(name), psql.Literal(value))
                )
            connection.execute("SELECT pg_reload_conf()")

    def unsafe(self) -> str:
        """Why production would refuse to start on this database and in this process."""
        database = Database(self.settings.database_url("app"), pool_size=1)
        try:
            safety.check(replace(self.settings, profile=Profile.PRODUCTION), database)
        except UnsafeSettings as refusal:
            return str(refusal.params["faults"])
        finally:
            database.dispose()
        return ""

    def kill_database(self) -> None:
        """`kill -9` of the postmaster, and start it again: it recovers from its log."""
        self.judge.close()
        pid = self.cluster.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for("the server is dead", lambda: self.cluster.pid() != pid)
        self.cluster.start()


@contextmanager
def running_bank(folder: Path) -> Iterator[Bank]:
    """A seeded bank with all its processes, in a folder of its own; all of it killed at the end."""
    with ExitStack() as stack:
        port = serving.free_port()
        peer, tax = serving.free_port(), serving.free_port()
        asked = Settings(
            data=folder, clock="file", port=port, web_workers=1,
            clearing_url=f"http://127.0.0.1:{peer}", tax_url=f"http://127.0.0.1:{tax}/",
        )  # fmt: skip
        clock = FileClock(folder / "clock")
        folder.mkdir(parents=True, exist_ok=True)
        clock.set(MONDAY)
        cluster = Cluster(folder / serving.POSTGRES)
        stack.callback(cluster.destroy)  # as root it lies elsewhere
        settings = stack.enter_context(serving.database(asked))
        stack.callback(cluster.stop)
        world = bootstrap.make_world(settings)
        tenant_id = _seed(settings, world)
        faults = Faults(folder / "marks", (WEB, WORKER))
        children = {role: settings.database_urls[role] for role in ("app", "worker")}
        environment = environment_of(replace(settings, database_urls=children))
        programs = Programs(folder, {**environment, **faults.environment})
        stack.callback(programs.stop)
        director = Director(settings.clearing_url)
        stack.callback(director.close)
        judge = Judge(
            cluster.dsn("yinqi"), settings.database_url("auditor"), director,
            HttpClearing(settings.clearing_url), YUNGANG.bank_code, tenant_id, world,
        )  # fmt: skip
        stack.callback(judge.close)
        wake = WakeUp(settings.database_url("worker"))
        stack.callback(wake.close)
        bank = Bank(
            settings, world, clock, cluster, programs, faults, director,
            Erp(_link_config(settings), clock), judge, wake, tenant_id,
        )  # fmt: skip
        start_programs(bank)
        yield bank


def start_programs(bank: Bank) -> None:
    """Start the peers, the worker and the web server; return when a question is answered."""
    data, peer = bank.settings.data, urlsplit(bank.settings.clearing_url).port
    bank.programs.start(
        TAX, "connectors.tax_invoice.simulator", "--data", str(data / "tax"),
        "--port", str(urlsplit(bank.settings.tax_url).port), "--clock", str(data / "clock"),
    )  # fmt: skip
    bank.programs.start(
        CLEARING, "connectors.clearing.simulator", "--data", str(data / "clearing"),
        "--port", str(peer), "--clock", str(data / "clock"), "--hang", _HANG_S,
    )  # fmt: skip
    bank.programs.start(WORKER, "corporate.cli", "worker")
    bank.programs.start(WEB, *serving.web_command(bank.settings))
    bank.until_web_answers()


def _seed(settings: Settings, world: World) -> UUID:
    """The invented banks, straight-through, and a certificate for the ERP of 慕斯特."""
    owner = Database(settings.database_url("owner"), pool_size=1)
    try:
        Seeder(world, owner, bootstrap.CATALOGUE, PASSWORD, zero_levels=True).run()
        tenant_id = Directory(owner, world.clock).by_slug(YUNGANG.slug)
        assert tenant_id is not None
        _exchange_keys(settings, world, owner, tenant_id)
        return tenant_id
    finally:
        owner.dispose()


def _exchange_keys(settings: Settings, world: World, owner: Database, tenant_id: UUID) -> None:
    """Each side gets the other's public key before the first message, as by letter."""
    keys = KeyFolder(settings.data / "keys", world.randomness)
    pinned = FileBankKeys(keys, world.crypto).of(tenant_id).public_pem
    (settings.data / "bank-key.pem").write_bytes(pinned)
    key = make_key(settings.data / "erp-key.pem", world.crypto, world.randomness, None)
    _certify(owner, world, tenant_id, key.public)


def _link_config(settings: Settings) -> LinkConfig:
    return LinkConfig(
        url=f"http://127.0.0.1:{settings.port}/b/{YUNGANG.slug}/link/v1",
        enterprise=MUSTER.number,
        operator="erp",
        certificate=_CERTIFICATE,
        key_file=settings.data / "erp-key.pem",
        bank_key_file=settings.data / "bank-key.pem",
    )


def _certify(owner: Database, world: World, tenant_id: UUID, key: MessageVerifier) -> None:
    with owner.begin(Scope(tenant_id)) as uow:
        row = uow.row(
            "SELECT u.id, u.enterprise_id FROM enterprise_user u"
            " JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id"
            " JOIN enterprise e ON e.tenant_id = u.tenant_id AND e.id = u.enterprise_id"
            " WHERE u.tenant_id = %s AND p.login = 'erp' AND e.number = %s",
            (tenant_id, MUSTER.number),
        )
        assert row is not None
        since = world.clock.now() - timedelta(days=1)
        pem = key.spki_pem().decode()
        until = since + timedelta(days=3650)
        new = NewCertificate(_CERTIFICATE, row["enterprise_id"], row["id"], pem, since, until)
        enrolment.register_certificate(uow, world.crypto, new)
