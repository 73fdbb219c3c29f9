"""What runbooks tell people to type works: every query runs as the auditor, every command is known with its options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from corporate.cli import main
from kernel.assets import ROOT
from kernel.tenancy import Scope
from tests.world import HouseWorld

_PAGES = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
_GUIDES = [*_PAGES, *sorted((ROOT / "docs" / "operating").glob("*.md")), ROOT / "docs" / "operating.md"]  # fmt: skip
_SQL = re.compile(r"^```sql\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SHELL = re.compile(r"^```(?:sh)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DIRECTORY = "yinqi.bank_directory"
"""Asked before a bank is chosen."""


def queries() -> Iterator[str]:
    for page in _PAGES:
        for block in _SQL.findall(page.read_text(encoding="utf-8")):
            yield from (one.strip() for one in block.split(";") if one.strip())


def commands() -> Iterator[str]:
    """Each line that types `yinqi` first, without its remark."""
    for page in _GUIDES:
        for block in _SHELL.findall(page.read_text(encoding="utf-8")):
            lines = (line.partition("  #")[0].strip() for line in block.splitlines())
            yield from (line for line in lines if line.startswith("yinqi "))


@pytest.mark.database
def test_every_query_of_the_runbooks_runs_as_the_auditor(world: HouseWorld) -> None:
    found = list(queries())
    assert len(found) > 10
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        for one in found:
            uow.rows(re.sub(r"'?<\w+>'?", "NULL", one).replace("%", "%%"), ())


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_every_command_of_the_guides_is_known(line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        named = command.get_command(context, words.pop(0))
        assert named is not None, line
        command = named
    command.make_parser(context).parse_args(words)
    needed = [one for one in command.params if isinstance(one, click.Argument) and one.required]
    given = [word for word in words if not word.startswith("-")]
    assert len(given) >= len(needed), line
