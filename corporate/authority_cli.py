"""`yinqi certificates`: revocation lists of those a bank trusts on its direct link, and how many messages it takes from each."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from corporate import authority_desk, bootstrap, serving
from corporate import settings as configuration
from corporate.banks import Directory
from kernel.context import Actor, Context
from kernel.db import Database
from kernel.errors import NotFound, YinqiError
from kernel.operation import Door
from kernel.tenancy import Scope
from kernel.text import Text
from kernel.world import World

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_DESK: Final = "柜面"


@click.group()
def certificates() -> None:
    """外部证书机构、吊销列表与报文频率 Outside authorities, their lists, and the pace of messages."""


@certificates.command()
@click.argument("bank")
@click.argument("file", type=_FILE)
def crl(bank: str, file: Path) -> None:
    """导入吊销列表 Take an authority's revocation list (PEM or DER)."""
    with at_bank(bank) as ctx:
        taken = authority_desk.take_list(ctx, file.read_bytes())
        click.echo(f"{taken.authority} #{taken.number}: 吊销 revoked {taken.revoked}")


@certificates.command()
@click.argument("bank")
@click.argument("enterprise")
@click.option("--per-minute", type=click.IntRange(min=1), help="每分钟报文数 Messages a minute")
@click.option("--at-once", type=click.IntRange(min=1), help="并发数 Messages at once, per process")
def pace(bank: str, enterprise: str, per_minute: int | None, at_once: int | None) -> None:
    """约定报文频率；不给则按标准 Agree on an enterprise's pace; without a number, everybody's."""
    with at_bank(bank) as ctx:
        authority_desk.agree(ctx, enterprise, per_minute, at_once)


@certificates.command("list")
@click.argument("bank")
def show(bank: str) -> None:
    """列出外部 CA List the outside authorities."""
    with at_bank(bank) as ctx:
        for row in authority_desk.listed(ctx):
            click.echo(f"{row['fingerprint']}  {row['status']}  {row['subject']}")


@contextlib.contextmanager
def at_bank(bank: str) -> Iterator[Context]:
    """One transaction of the schema's owner in a bank; a refusal is a sentence and exit status 1."""
    with as_owner() as (world, database):
        tenant_id = Directory(database, world.clock).by_slug(bank)
        if tenant_id is None:
            raise NotFound(Text("该银行", "The bank"))
        with database.begin(Scope(tenant_id)) as uow:
            actor = Actor(tenant_id, Door.SYSTEM, _DESK)
            yield Context(world, uow, actor, world.clock.now())


@contextlib.contextmanager
def as_owner() -> Iterator[tuple[World, Database]]:
    """The schema's owner and nobody else; a refusal is a sentence and exit status 1."""
    try:
        with serving.database(configuration.read()) as settings:
            database = Database(settings.database_url("owner"), pool_size=1)
            try:
                yield bootstrap.make_world(settings), database
            finally:
                database.dispose()
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}  [{error.code}]", err=True)
        sys.exit(1)
