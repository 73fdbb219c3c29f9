"""Where the story plays: a bank on its embedded database, its programs, and the ERP's key and client."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from connectors.clearing.simulator.director import Director
from corporate import bank_desk, bootstrap, serving
from corporate.demo import erp
from corporate.demo.browser import Browser
from corporate.demo.people import AGREED, PASSWORD, YUNGANG
from corporate.demo.seed import Seeder
from corporate.settings import Settings
from kernel.calendar import SHANGHAI
from kernel.clock import FileClock
from kernel.db import Database
from kernel.postgres import Cluster
from kernel.tenancy import Scope

BEGINS = datetime(2026, 11, 23, 10, 5, tzinfo=SHANGHAI)
CERTIFICATE = erp.CERTIFICATE
CONFIG = erp.CONFIG


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

    @property
    def link_url(self) -> str:
        """Where the direct link listens."""
        return f"{self.origin}/b/{YUNGANG.slug}/link/v1"

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
        return erp.ask(self.out, *words)


@contextlib.contextmanager
def raised(settings: Settings) -> Iterator[Stage]:
    """Start everything on a clock of its own, from an empty folder; end it all afterwards."""
    settings, ports = serving.played(_begun_anew(settings))
    clock = FileClock(settings.data / "clock")
    clock.set(BEGINS)
    out = settings.data / "story"
    out.mkdir()
    with serving.database(settings) as ready:
        tenant_id = _seed(ready)
        with serving.running(ready, ports) as children:
            stage = Stage(ready, clock, Director(ready.clearing_url), tenant_id, out, children)
            erp.give_a_key(ready, tenant_id, stage.link_url, out)
            yield stage


def _begun_anew(settings: Settings) -> Settings:
    """A folder of the story's own, emptied of the last telling, and a port that is free."""
    data = settings.data / "demo"
    if data.exists():
        Cluster(data / serving.POSTGRES).destroy()
        shutil.rmtree(data)
    data.mkdir(parents=True)
    return replace(
        settings,
        data=data,
        clock="file",
        port=settings.port if serving.is_free(settings.port) else serving.free_port(),
        database_urls={},
        clearing_url="",
        bill_exchange_url="",
        tax_url="",
    )


def _seed(settings: Settings) -> UUID:
    world = bootstrap.make_world(settings)
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        sealer = bank_desk.sealer_of(settings, world)
        Seeder(
            world, database, bootstrap.CATALOGUE, PASSWORD, agreed=AGREED, sealer=sealer, lived=True
        ).run()
        with database.begin(Scope()) as uow:
            row = (
                uow.row("SELECT tenant_id FROM bank_directory WHERE slug = %s", (YUNGANG.slug,))
                or {}
            )
        return UUID(str(row["tenant_id"]))
    finally:
        database.dispose()
