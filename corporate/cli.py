"""The command `yinqi`: thin verbs for people who run a bank."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from corporate import (
    authority_cli,
    backup_cli,
    bank_cli,
    bank_desk,
    bootstrap,
    checks,
    evidence_file,
    guard_cli,
    keys_cli,
    serving,
    staff_cli,
    watch_cli,
)
from corporate import settings as configuration
from corporate.coverage import measure, told
from corporate.demo import at_the_desk, erp, people, story
from corporate.demo.seed import Seeder
from corporate.settings import Settings
from kernel.calendar import SHANGHAI
from kernel.clock import FileClock
from kernel.db import Database
from kernel.errors import YinqiError


@click.group(
    help="银企 Yinqi：企业网银与银企直联。Corporate e-banking and bank-enterprise direct link."
)
def main() -> None:
    """Everything a bank's operator does from a shell."""


@contextlib.contextmanager
def said_clearly() -> Iterator[None]:
    """An error of ours is one sentence in two languages and exit status 1, never a traceback."""
    try:
        yield
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}  [{error.code}]", err=True)
        sys.exit(1)


def seeded(settings: Settings) -> bool:
    """Write the invented banks where there are none; whether anything was new."""
    world = bootstrap.make_world(settings)
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        sealer = bank_desk.sealer_of(settings, world)
        return Seeder(
            world,
            database,
            bootstrap.CATALOGUE,
            people.PASSWORD,
            agreed=people.AGREED,
            sealer=sealer,
            lived=True,
        ).run()
    finally:
        database.dispose()


@main.command()
def run() -> None:
    """Web bank, direct link and worker on one machine (embedded database unless configured)."""
    serving.end_when_told()
    with said_clearly(), serving.database(configuration.read()) as settings:
        if not settings.production:
            seeded(settings)
        with (
            serving.programs(settings) as children,
            watch_cli.watched_if_free(settings, click.echo),
        ):
            children.start("guard", "corporate.cli", "guard")
            for line in _newcomers(settings):
                click.echo(line)
            with contextlib.suppress(KeyboardInterrupt):
                children.watch()


def _newcomers(settings: Settings) -> tuple[str, ...]:
    """The address; at a test bank also who may log in, and an ERP's key and configuration."""
    home = f"{settings.public_url}/b/{people.YUNGANG.slug}"
    if settings.production:
        return (f"{home}/",)
    out = settings.data / "erp"
    erp.give_a_key(settings, erp.tenant_of(settings), f"{home}/link/v1", out)
    desk = at_the_desk.lines(settings, settings.public_url)
    return (*erp.welcome(settings.public_url, out), *desk)


@main.command()
@click.option("--once", is_flag=True, help="Work until nothing is due, then end.")
def worker(*, once: bool) -> None:
    """Outbox, dispatch and enquiry, schedules, sealing."""
    from jobs.worker import run_worker  # noqa: PLC0415 - the worker's own imports

    with said_clearly():
        run_worker(configuration.read(), once=once)


@main.command()
def demo() -> None:
    """Tell the story of a payment through three doors, then leave the server running."""
    serving.end_when_told()
    once = bool(os.environ.get("DEMO_ONCE"))
    with said_clearly():
        story.tell(configuration.read(), once=once, echo=click.echo)


@main.command()
def seed() -> None:
    """Write invented banks, enterprises, people and accounts."""
    with said_clearly(), serving.database(configuration.read()) as settings:
        click.echo("已写入演示数据" if seeded(settings) else "演示数据已存在")


@main.command("books-check")
def books_check() -> None:
    """Prove every invariant of the books, bank by bank, with independent SQL."""
    with said_clearly(), serving.database(configuration.read()) as settings:
        sys.exit(checks.books(settings, click.echo))


@main.command("audit-verify")
def audit_verify() -> None:
    """Follow each bank's audit chain from its first row to its anchored head."""
    with said_clearly(), serving.database(configuration.read()) as settings:
        sys.exit(checks.audit(settings, click.echo))


@main.command()
def coverage() -> None:
    """Which transactions a corporate customer expects are callable, at which doors, in per cent."""
    for line in told(measure(bootstrap.CATALOGUE)):
        click.echo(line)


@main.command()
@click.argument("number")
@click.option("--out", type=click.Path(path_type=Path), help="The file; else NUMBER.evidence.json.")
def evidence(number: str, out: Path | None) -> None:
    """Write what proves the decisions on an instruction; tools/verify_evidence.py checks it alone."""
    with said_clearly(), serving.database(configuration.read()) as settings:
        path = out or Path(f"{number}.evidence.json")
        path.write_bytes(evidence_file.of(settings, number))
        click.echo(str(path))


@main.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("docs/slices"))
def states(folder: Path) -> None:
    """Draw the state machines into their pages of documentation."""
    from corporate.state_pages import write  # noqa: PLC0415 - a tool for developers

    for page in write(folder):
        click.echo(str(page))


@main.command("clock")
@click.argument("at", required=False)
def move_clock(at: str | None) -> None:
    """Show a test bank's clock, or move it to AT (Beijing time, e.g. 2026-11-24T09:00)."""
    settings = configuration.read()
    clock = FileClock(settings.data / "clock")
    if at is not None:
        clock.set(datetime.fromisoformat(at).replace(tzinfo=SHANGHAI))
    click.echo(clock.now().astimezone(SHANGHAI).isoformat(timespec="seconds"))


@main.command()
def settings() -> None:
    """Show the configuration in force, secrets left out."""
    found = replace(configuration.read(), secret="", database_urls={})
    click.echo(json.dumps(configuration.environment_of(found), indent=2, ensure_ascii=False))


main.add_command(authority_cli.certificates)
main.add_command(backup_cli.backup)
main.add_command(keys_cli.keys)
main.add_command(guard_cli.guard)
main.add_command(staff_cli.staff)
main.add_command(bank_cli.bank)
for command in (watch_cli.watch, watch_cli.health, watch_cli.note):
    main.add_command(command)

if __name__ == "__main__":
    main()
