"""`yinqi watch`, `yinqi health`, `yinqi note`: what an operations engineer looks at."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import click

from corporate import bootstrap, serving
from corporate import settings as configuration
from corporate.settings import Settings
from corporate.watching import logs, notes
from corporate.watching.collector import Watch, registry_of
from corporate.watching.health import RUNBOOKS, Finding, Instance, is_ready
from corporate.watching.listener import application, listening
from corporate.watching.meters import FOLDER
from corporate.watching.notes import Note
from kernel.db import Database
from kernel.errors import Unavailable, YinqiError
from kernel.text import Text
from migrations.newest import newest


class WatchPortTaken(Unavailable):
    """Somebody listens where the watch should."""

    code = "corporate.watch_port_taken"
    text = Text(
        "监控端口 {port} 已被占用；请设置 YINQI_METRICS_PORT 换一个端口",
        "The watch's port {port} is taken; choose another with YINQI_METRICS_PORT",
    )


@contextlib.contextmanager
def watching(settings: Settings) -> Iterator[int]:
    """Answer on the watch's port until the block ends; the port. Raises WatchPortTaken."""
    with contextlib.ExitStack() as stack:
        watch = stack.enter_context(looking(settings))
        app = application(watch, registry_of(watch, settings.data / FOLDER))
        try:
            port = stack.enter_context(listening(settings.metrics_host, settings.metrics_port, app))
        except OSError as taken:
            raise WatchPortTaken(port=settings.metrics_port) from taken
        yield port


@contextlib.contextmanager
def looking(settings: Settings) -> Iterator[Watch]:
    """Whoever looks at this deployment, in the auditor's role."""
    clock = bootstrap.make_clock(settings)
    database = Database(settings.database_url("auditor"), pool_size=2)
    try:
        instance = Instance(database, newest(), settings.data, clock)
        yield Watch(database, clock, instance, settings.data, settings.backup_folder)
    finally:
        database.dispose()


@contextlib.contextmanager
def watched_if_free(settings: Settings, echo: Callable[[str], None]) -> Iterator[None]:
    """The same beside a bank on one machine; where the port is taken, the bank runs without and says so."""
    with contextlib.ExitStack() as stack:
        try:
            port = stack.enter_context(watching(settings))
            echo(f"监控 metrics: http://{settings.metrics_host}:{port}/metrics")
        except WatchPortTaken as taken:
            echo(f"{taken.message.zh} {taken.message.en}")
        yield


@click.command()
def watch() -> None:
    """监控端口 Answer /metrics, /healthz and /readyz on this machine until told to end."""
    logs.set_up("watch")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with _said_clearly(), watching(configuration.read()) as port:
        click.echo(f"http://{configuration.read().metrics_host}:{port}/metrics")
        ended.wait()


@click.command()
def health() -> None:
    """健康检查 Every check with what to do about it; exit status 1 when something is not well."""
    with _said_clearly(), serving.database(configuration.read()) as settings:
        with looking(settings) as found:
            seen = found.look()
        for one in seen:
            click.echo(told(one))
        if not is_ready(seen):
            click.echo("未就绪 not ready")
        sys.exit(0 if all(one.good for one in seen) else 1)


@click.command()
@click.argument("name")
@click.option("--good/--bad", required=True, help="Whether all was well.")
@click.option("--said", default="", help="One sentence for whoever looks.")
def note(name: str, *, good: bool, said: str) -> None:
    """核对与备份结果 Leave word that the check or backup NAME has ended, for the metrics and the alarms."""
    settings = configuration.read()
    with _said_clearly():
        at = bootstrap.make_clock(settings).now()
        notes.leave(settings.data, Note(name, at, good, said))


def told(one: Finding) -> str:
    """A finding as a line, and what to do as a second one."""
    mark = "✓" if one.good else "✗"
    line = f"{mark} {one.check.label.zh} {one.check.label.en}  {one.said.zh}".rstrip()
    if one.good:
        return line
    return (
        f"{line}\n  {one.check.todo.zh}\n  {one.check.todo.en}  [{RUNBOOKS}/{one.check.runbook}.md]"
    )


@contextlib.contextmanager
def _said_clearly() -> Iterator[None]:
    try:
        yield
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}  [{error.code}]", err=True)
        sys.exit(1)
