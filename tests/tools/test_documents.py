"""What documents point to is there: files and headings behind links, commands, places in the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corporate.cli import main as yinqi
from erp_adapters.client.cli import main as yinqi_erp
from kernel.assets import ROOT

_SAMPLE = re.compile(r"```.*?```", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
_PLACE = re.compile(r"`((?:[a-z_]+/)+[\w-]+\.(?:py|sql))(?=[`:])")
_LEFT_OUT = "corporate connectors erp_adapters migrations receipts workflows workflows/payroll"
"""Folders that a page leaves out where it speaks of nothing else."""

pages = pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]), ids=lambda page: page.stem
)


def words(page: Path) -> str:
    """A page without the samples in it."""
    return _SAMPLE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Where a link into a page may lead: its headings, as repositories spell them in addresses."""
    headings = re.findall(r"^#+ (.*)$", words(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in headings}


def astray(page: Path) -> Iterator[str]:
    """Links of a page that lead nowhere."""
    for link in _LINK.findall(words(page)):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(astray(page)) == []


@pages
def test_every_command_is_offered(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))
    said = page.read_text(encoding="utf-8")
    assert set(re.findall(r"`make ([a-z0-9-]+)", said)) <= targets
    assert set(re.findall(r"bin/yinqi ([a-z-]+)", said)) <= set(yinqi.commands)
    assert set(re.findall(r"\byinqi-erp ([a-z][a-z-]+)", said)) <= set(yinqi_erp.commands)


@pages
def test_every_place_in_the_code_is_there(page: Path) -> None:
    above = [ROOT, page.parent, *(ROOT / folder for folder in _LEFT_OUT.split())]
    named = _PLACE.findall(words(page))
    assert [place for place in named if not any((up / place).exists() for up in above)] == []


def test_a_link_to_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Here\n[a](#here) [b](page.md#there) [c](gone.md) [d](https://example.org)\n```\n[e](sample)\n```\n",
        encoding="utf-8",
    )
    assert list(astray(page)) == ["page.md#there", "gone.md"]
