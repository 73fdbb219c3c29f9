"""A bank as a deployment serves it, for benches that ask through real sockets: granian, a worker, durable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from benchmarks.server import Server
from corporate import bootstrap, serving
from corporate.bootstrap import House
from corporate.demo import people
from corporate.settings import Settings, environment_of
from kernel.calendar import SHANGHAI
from kernel.clock import FileClock
from kernel.db import Database
from tests.corporate.web.browser import Browser
from tests.served import App

_BOUNDARY: Final = "yinqi-bench-boundary"
_BANK_DAY: Final = datetime(2026, 11, 23, 10, 5, tzinfo=SHANGHAI)
"""A bench may run on a Sunday, when nothing is paid."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is served, and the house behind it for who signs."""

    port: int
    house: House

    def visitor(self, login: str, slug: str = people.YUNGANG.slug) -> Browser:
        """Somebody logged in."""
        return visitor(self.port, login, slug)


def visitor(port: int, login: str, slug: str) -> Browser:
    """Somebody logged in at one of the banks behind a port."""
    browser = Browser(App(port), f"/b/{slug}")  # type: ignore[arg-type]
    browser.log_in(login, people.PASSWORD)
    return browser


@contextmanager
def served(
    server: Server, folder: str, seed: Callable[[Settings, Database], None]
) -> Iterator[Served]:
    """Web and worker over what `seed` writes as the owner of the schema."""
    settings = Settings(
        data=Path(folder),
        database_urls={"app": server.dsn("yinqi_app"), "worker": server.dsn("yinqi_worker")},
        port=serving.free_port(),
        clock="file",
        clearing_url="http://127.0.0.1:9",  # nothing of an own-bank row goes there
    )
    FileClock(settings.data / "clock").set(_BANK_DAY)
    owner = Database(server.dsn("yinqi_owner"), pool_size=1)
    try:
        seed(settings, owner)
    finally:
        owner.dispose()
    server.analyze("yinqi")
    programs = serving.Programs(environment_of(settings), Path(folder) / "logs")
    house = bootstrap.build(settings)
    try:
        programs.start("worker", "corporate.cli", "worker")
        programs.start("web", *serving.web_command(settings))
        programs.await_answer("web", f"http://127.0.0.1:{settings.port}/health")
        yield Served(settings.port, house)
    finally:
        programs.stop()
        house.database.dispose()


def multipart(form: dict[str, str], content: bytes) -> tuple[bytes, dict[str, str]]:
    """A form with a workbook of rows, as a browser sends it, and its headers."""
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
        if name not in {"file", "ask"}
    ]
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="rows.xlsx"\r\n\r\n'
    body = b"".join(parts) + head.encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
