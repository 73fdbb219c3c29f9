"""The command that watches over the books (账务监测)."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

import click

from corporate import guarding, serving
from corporate import settings as configuration
from corporate.watching import logs
from kernel.errors import YinqiError


@click.command()
@click.option("--once", is_flag=True, help="One round; exit status 1 when it raised an alarm.")
def guard(*, once: bool) -> None:
    """Look at the books of every bank each half minute, as the auditor; raise alarms, freeze what is wrong."""
    logs.set_up("guard")
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        with serving.database(configuration.read()) as settings:
            sys.exit(guarding.run(settings, click.echo, ended, once=once))
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}  [{error.code}]", err=True)
        sys.exit(1)
