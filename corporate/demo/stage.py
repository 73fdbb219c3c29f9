"""Where the story plays: a bank on its embedded database, its programs, and the ERP's key and client."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from connectors.clearing.simulator.director import Director
from corporate import bootstrap, serving
from corporate.demo.browser import Browser
from corporate.demo.people import MUSTER, PASSWORD, YUNGANG
from corporate.demo.seed import Seeder
from corporate.identity import enrolment
from corporate.identity.enrolment import NewCertificate
from corporate.settings import Settings
from kernel.calendar import SHANGHAI
from kernel.clock import FileClock
from kernel.db import Database
from kernel.tenancy import Scope

BEGINS = datetime(2026, 11, 23, 10, 5, tzinfo=SHANGHAI)
CERTIFICATE = "MUSTER-ERP-01"


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the story's people touch."""

    settings: Settings
    clock: FileClock
    clearing: Director
    tenant_id: UUID
    out: Path
    programs: serving.Programs

    @property
    def origin(self) -> str:
        """The address people open."""
        return f"http://localhost:{self.settings.port}"

    def log_in(self, login: str, *, phone: bool = False) -> Browser:
        """Somebody opens the web bank and logs in."""
        browser = Browser(self.origin, phone=phone)
        page = browser.open(f"/b/{YUNGANG.slug}/login")
        form = page.form("username", "password")
        after = browser.submit(page, form, {"username": login, "password": PASSWORD})
        if after.url.split("?")[0].endswith("/login"):
            wanted = f"the home page of {login}"
            raise after.surprise(wanted)
        return browser

    def erp(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the ERP's client, as the enterprise's own machine would."""
        command = [
            sys.executable,
            "-m",
            "erp_adapters.client.cli",
            "--config",
            str(self.out / "erp.json"),
            *words,
        ]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=dict(os.environ)
        )


@contextlib.contextmanager
def raised(settings: Settings) -> Iterator[Stage]:
    """Start everything on a clock of its own, from an empty folder; end it all afterwards."""
    port = serving.free_port()
    settings = replace(settings, clock="file", clearing_url=f"http://127.0.0.1:{port}")
    clock = FileClock(settings.data / "clock")
    settings.data.mkdir(parents=True, exist_ok=True)
    out = settings.data / "story"
    out.mkdir(exist_ok=True)
    with serving.database(settings) as ready:
        if clock.now() < BEGINS - timedelta(days=30) or clock.now() < BEGINS:
            clock.set(BEGINS)
        tenant_id = _seed(ready)
        children = serving.Programs(serving.environment_of(ready), ready.data / "logs")
        try:
            serving.start_clearing(children, ready, port)
            children.start("worker", "corporate.cli", "worker")
            children.start("web", *serving.web_command(ready))
            children.await_answer("web", f"http://{ready.host}:{ready.port}/health")
            stage = Stage(ready, clock, Director(ready.clearing_url), tenant_id, out, children)
            _give_the_erp_a_key(stage)
            yield stage
        finally:
            children.stop()


def _seed(settings: Settings) -> UUID:
    world = bootstrap.make_world(settings)
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        Seeder(world, database, bootstrap.CATALOGUE, PASSWORD).run()
        with database.begin(Scope()) as uow:
            row = (
                uow.row("SELECT tenant_id FROM bank_directory WHERE slug = %s", (YUNGANG.slug,))
                or {}
            )
        return UUID(str(row["tenant_id"]))
    finally:
        database.dispose()


def _give_the_erp_a_key(stage: Stage) -> None:
    """The enterprise makes a key; the bank registers its public half (a desk will do that later)."""
    key = stage.out / "erp-key.pem"
    config = {
        "url": f"{stage.origin}/b/{YUNGANG.slug}/link/v1",
        "bank": YUNGANG.slug,
        "enterprise": MUSTER.number,
        "operator": "erp",
        "certificate": CERTIFICATE,
        "key": str(key),
    }
    (stage.out / "erp.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    if key.exists():
        return
    made = stage.erp("keygen")
    database = Database(stage.settings.database_url("owner"), pool_size=1)
    world = bootstrap.make_world(stage.settings)
    try:
        with database.begin(Scope(stage.tenant_id)) as uow:
            user = (
                uow.row(
                    "SELECT u.id, u.enterprise_id FROM enterprise_user u JOIN person p"
                    " ON p.tenant_id = u.tenant_id AND p.id = u.person_id WHERE u.tenant_id = %s AND p.login = 'erp'",
                    (stage.tenant_id,),
                )
                or {}
            )
            now = world.clock.now()
            enrolment.register_certificate(
                uow,
                world.crypto,
                NewCertificate(
                    CERTIFICATE, user["enterprise_id"], user["id"], made.stdout,
                    now - timedelta(days=1), now + timedelta(days=365),
                ),
            )  # fmt: skip
    finally:
        database.dispose()
