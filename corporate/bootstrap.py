"""The composition root: processes are started from here; what they consist of is in `house.py`."""

from __future__ import annotations

import gc
import logging
import sys
from typing import Final

from flask import Flask

from connectors.bill_exchange.link import exchange_at
from connectors.clearing.exchange import Patience
from connectors.clearing.http_link import HttpClearing
from connectors.direct_link.authority import AuthorityDesk, attach_authority
from connectors.direct_link.blueprint import attach
from connectors.direct_link.buckets import Buckets
from connectors.direct_link.link import DirectLink
from corporate import safety
from corporate import settings as configuration
from corporate.bank_desk import build_desk
from corporate.ground import RightsPeople, data_keys
from corporate.house import House, assemble, bank_keys
from corporate.offered import CATALOGUE
from corporate.proxies import TrustedProxies
from corporate.settings import REPLICA, Settings
from corporate.watching import logs
from corporate.watching.health import Instance
from corporate.watching.meters import FOLDER, open_meters
from corporate.watching.requests import Watched, name_routes
from corporate.web.app import create_web
from corporate.web.counter.app import create_counter
from corporate.web.counter.door import CounterDoor
from kernel import limits, meters
from kernel.clock import Clock, FileClock, SystemClock
from kernel.db import Database
from kernel.records.received import PieceSafe
from kernel.replica import Replica
from kernel.world import World, real_world
from migrations.newest import newest

__all__ = [
    "CATALOGUE",
    "GC_THRESHOLDS",
    "House",
    "RightsPeople",
    "assemble",
    "bank_keys",
    "build",
    "create_app",
]

_NAMES_PATIENCE: Final = Patience(
    limits.NAME_CHECK_CONNECT_TIMEOUT_S,
    limits.NAME_CHECK_READ_TIMEOUT_S,
    limits.NAME_CHECK_TOTAL_TIMEOUT_S,
)
_LOG: Final = logging.getLogger(__name__)
GC_THRESHOLDS: Final = (20_000, 20, 20)
TURN_S: Final = 0.000_5
"""How long a thread computes while another wants to. A page asks the database some thirty times and waits for its turn
after each answer: beside a thread that reads a payroll, Python's own 5 ms a turn made it wait a sixth of a second."""


def build(settings: Settings, *, role: str = "app") -> House:
    """Put one process together; `role` is the database role it works as."""
    return assemble(
        settings,
        make_world(settings),
        Database(settings.database_url(role)),
        HttpClearing(settings.clearing_url),
        HttpClearing(settings.clearing_url, _NAMES_PATIENCE),
        exchange=exchange_at(settings.bill_exchange_url),
        replica=replica_of(settings) if role == "app" else None,
    )


def replica_of(settings: Settings) -> Replica | None:
    """The server that follows and may answer reports, where one is configured."""
    if REPLICA not in settings.database_urls:
        return None
    return Replica(Database(settings.database_url(REPLICA)))


def make_world(settings: Settings) -> World:
    """The world as configured; a test bank may have a clock of its own."""
    return real_world(
        settings.data / "files", clock=make_clock(settings), production=settings.production
    )


def make_clock(settings: Settings) -> Clock:
    """The machine's clock, or one that the processes of a test bank share."""
    if settings.clock == "system":
        return SystemClock()
    return FileClock(settings.data / "clock")


def direct_link(house: House) -> DirectLink:
    """The direct link over a house."""
    return DirectLink(
        world=house.world,
        database=house.database,
        gate=house.gate,
        catalogue=CATALOGUE,
        directory=house.directory,
        keys=bank_keys(house.settings, house.world),
        safe=PieceSafe(lambda: data_keys(house.settings, house.world)),
        counter=Buckets(house.settings.data / "direct-link-pace"),
    )


def authority_desk(house: House) -> AuthorityDesk:
    """What is public of the banks' authorities."""
    return AuthorityDesk(house.world, house.database, house.directory, house.authorities)


def attach_counter(app: Flask, house: House) -> None:
    """The bank's own desk beside the web bank, where its database role is configured. Raises UnsafeSettings."""
    settings = house.settings
    if "desk" not in settings.database_urls:
        return
    database = Database(settings.database_url("desk"))
    try:
        safety.check(settings, database)
    except safety.UnsafeSettings:
        database.dispose()
        raise

    def make() -> Flask:
        made = create_counter(build_desk(settings, house.world, CATALOGUE, database))
        name_routes(made)
        return made

    secure = settings.public_url.startswith("https://")
    app.wsgi_app = CounterDoor(app.wsgi_app, make, is_secure=secure)  # type: ignore[method-assign]


def watch_over(settings: Settings, part: str) -> None:
    """Log as lines of JSON and count from now on.

    A disk that is full keeps nobody from serving: the process counts nothing, and says so.
    """
    logs.set_up(part)
    try:
        meters.tell(open_meters(settings.data / FOLDER, part))
    except OSError as full:
        _LOG.warning("nothing is counted: %s", full)


def create_app(settings: Settings | None = None) -> Flask:
    """One web process: the pages and the direct link over one house. Raises UnsafeSettings."""
    house = build(settings or configuration.read())
    safety.check(house.settings, house.database)
    watch_over(house.settings, "web")
    instance = Instance(house.database, newest(), house.settings.data, house.world.clock)
    app = create_web(house, instance.look)
    name_routes(app)
    attach(app, direct_link(house))
    attach_authority(app, authority_desk(house))
    attach_counter(app, house)
    proxies = house.settings.trusted_proxies
    app.wsgi_app = TrustedProxies(app.wsgi_app, proxies)  # type: ignore[method-assign]  # as Flask documents it
    app.wsgi_app = Watched(app.wsgi_app)  # type: ignore[method-assign]  # the same
    gc.freeze()  # what was built at the start stays; only what requests make is looked through
    gc.set_threshold(*GC_THRESHOLDS)
    sys.setswitchinterval(TURN_S)
    return app
