"""`yinqi link-keys`: the key a bank's answers are signed with, or messages are sealed to, has a successor (密钥换代).

One person prepares it, another agrees to it: who is asked of the operating system (`SUDO_USER`), and both stand in the
audit. Then every answer hints at it, and customers who know the key before take it in by themselves.
"""

from __future__ import annotations

import getpass
import os
from datetime import datetime

import click

from connectors.direct_link.bank_keys import FileBankKeys
from corporate import settings as configuration
from corporate.authority_cli import at_bank
from corporate.house import bank_keys
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.crypto import SignatureAlgorithm
from kernel.next_key import ANSWERS, SEALS
from kernel.records import audit

_KINDS = {algorithm.family: algorithm for algorithm in SignatureAlgorithm}
_BANK = click.argument("bank")
_USE = click.option(
    "--use", type=click.Choice([ANSWERS, SEALS]), default=ANSWERS, show_default=True
)
_KIND = click.option("--kind", type=click.Choice(list(_KINDS)), default="sm2", show_default=True)


@click.group("link-keys")
def link_keys() -> None:
    """直联密钥换代 The next key of a bank's direct link, announced before it is used."""


@link_keys.command()
@_BANK
@_USE
@_KIND
@click.option(
    "--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), required=True,
    help="启用日零点，北京时间 Midnight of the day, China time",
)  # fmt: skip
def prepare(bank: str, use: str, kind: str, from_on: datetime) -> None:
    """准备 Make BANK's next key; nothing is announced until another person agrees."""
    with at_bank(bank) as ctx:
        at = from_on.replace(tzinfo=SHANGHAI)
        found = _keys(ctx).prepare(ctx.tenant_id, use, _KINDS[kind], at, _person())
        _note(ctx, "link_keys.prepare", found.id, use, kind)
        click.echo(f"{found.id}\nSM3 {found.key.public.fingerprint()}")


@link_keys.command()
@_BANK
@click.argument("key_id")
@_USE
@_KIND
def agree(bank: str, key_id: str, use: str, kind: str) -> None:
    """确认 Agree to the key that somebody else prepared; from now on it is announced."""
    with at_bank(bank) as ctx:
        plan = _keys(ctx).agree(ctx.tenant_id, use, _KINDS[kind], key_id, _person())
        _note(ctx, "link_keys.agree", key_id, use, kind)
        click.echo(f"{plan.key_id} {plan.from_at.isoformat()}")


def _keys(ctx: Context) -> FileBankKeys:
    return bank_keys(configuration.read(), ctx.world)


def _note(ctx: Context, act: str, key_id: str, use: str, kind: str) -> None:
    audit.write(ctx, act, "link_key", key_id, {"person": _person(), "use": use, "kind": kind})


def _person() -> str:
    """Who types."""
    return os.environ.get("SUDO_USER") or getpass.getuser()
