"""`yinqi keys`: the keys under which data lies sealed, changed while the bank goes on (密钥轮换)."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import click

from corporate import settings as configuration
from kernel.crypto import FileKeyPort
from kernel.errors import Invalid, YinqiError
from kernel.ids import SystemRandomness
from kernel.text import Text


class PurposeUnknown(Invalid):
    """Nothing was sealed for that purpose yet, so there is nothing to change."""

    code = "corporate.purpose_unknown"
    text = Text("没有用途为“{purpose}”的数据密钥", "There is no data key for “{purpose}”")


@click.group()
def keys() -> None:
    """密钥轮换 The keys under which data lies sealed; docs/operating/keys.md names all the others."""


@keys.command("list")
def list_all() -> None:
    """列出数据密钥 What there are keys for, and the version that seals now."""
    with _port() as port:
        for purpose, version in port.purposes().items():
            click.echo(f"{purpose} {version}")


@keys.command()
@click.argument("purpose")
def rotate(purpose: str) -> None:
    """轮换数据密钥 A new key for PURPOSE: new data is sealed under it, old data still opens."""
    with _port() as port:
        if purpose not in port.purposes():
            raise PurposeUnknown(purpose=purpose)
        click.echo(f"{purpose} {port.rotate(purpose)}")


@keys.command()
def rewrap() -> None:
    """轮换密钥加密密钥 A new key-encryption key; every data key is wrapped anew. May be killed and repeated."""
    with _port() as port:
        click.echo(str(port.rewrap()))


@contextlib.contextmanager
def _port() -> Iterator[FileKeyPort]:
    """The keys of this configuration; an error of ours is one sentence in two languages."""
    try:
        yield FileKeyPort(configuration.read().data / "data-keys", SystemRandomness())
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}  [{error.code}]", err=True)
        sys.exit(1)
