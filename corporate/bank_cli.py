"""`yinqi bank`: a bank is opened on a deployment, and the banks it pays to are listed; by whoever holds the owner's password."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from corporate import settings as configuration
from corporate.authority_cli import as_owner, at_bank
from corporate.banks import Directory
from corporate.banks.opening import NewBank, add_participants
from corporate.banks.participants import Participant
from corporate.new_bank import open_new
from kernel.calendar import bank_today
from kernel.context import Actor, Context
from kernel.errors import Conflict
from kernel.operation import Door
from kernel.records import audit
from kernel.tenancy import Scope
from kernel.text import Text

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_SLUG: Final = re.compile(r"[a-z][a-z0-9-]{1,30}")
_KEY_BYTES: Final = 32
_YES: Final = frozenset({"是", "1", "y", "yes", "true"})


class BankExists(Conflict):
    """The address is another bank's."""

    code = "corporate.bank_exists"
    text = Text("地址 {slug} 已被使用。", "The address {slug} is taken.")


@click.group()
def bank() -> None:
    """开行、行名行号 Open a bank, and list the banks it pays to."""


def _address(_ctx: click.Context, _param: click.Parameter, slug: str) -> str:
    """What may stand in an address as it is."""
    if not _SLUG.fullmatch(slug):
        message = "小写字母、数字与连字符 small letters, digits and hyphens"
        raise click.BadParameter(message)
    return slug


@bank.command("open")
@click.argument("slug", callback=_address)
@click.option("--name", required=True, help="行名 Its name in Chinese")
@click.option("--name-en", required=True, help="英文行名 Its name in English")
@click.option(
    "--short-code", required=True, help="简称 A few capital letters for numbers and papers"
)
@click.option("--code", required=True, help="行号，12 位 Its bank code, twelve digits")
@click.option("--bic", required=True, help="SWIFT BIC")
@click.option("--host", help="独立域名 A host name of its own, where it has one")
def open_one(  # noqa: PLR0917 - what a bank is
    slug: str, name: str, name_en: str, short_code: str, code: str, bic: str, host: str | None
) -> None:
    """开行 Open a bank at /b/SLUG/; rails and hours are the usual ones until the desk changes them."""
    with as_owner() as (world, database):
        if Directory(database, world.clock).by_slug(slug) is not None:
            raise BankExists(slug=slug)
        given = NewBank(
            slug, Text(name, name_en), short_code, code, bic, world.randomness.token_bytes(_KEY_BYTES),
            host, is_test=not configuration.read().production,
        )  # fmt: skip
        tenant_id = world.ids.uuid7()
        with database.begin(Scope(tenant_id)) as uow:
            ctx = Context(world, uow, Actor(tenant_id, Door.SYSTEM, "开业"), world.clock.now())
            open_new(ctx, given, bank_today(world.clock) - timedelta(days=1))
            audit.write(ctx, "bank.open", "bank", slug, {"code": code})
    click.echo(f"/b/{slug}/  {tenant_id}")


@bank.command()
@click.argument("bank")
@click.argument("file", type=_FILE)
def participants(bank: str, file: Path) -> None:
    """行名行号 List the banks that BANK pays to, from FILE: a CSV of code, name, BIC, and 是 for members of IBPS."""
    with at_bank(bank) as ctx:
        found = list(_rows(file))
        add_participants(ctx.uow, found)
        audit.write(ctx, "bank.participants", "bank", bank, {"rows": len(found)})
    click.echo(str(len(found)))


def _rows(file: Path) -> Iterator[Participant]:
    """Whatever does not begin with a digit is a heading."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            if row and row[0][:1].isdigit():
                code, name, bic, ibps = (*map(str.strip, row), "", "", "")[:4]
                yield Participant(code, Text(name, name), bic or None, ibps.lower() in _YES)
