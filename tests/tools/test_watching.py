"""What whoever watches is given: a board and alarms that name what there is, and pages whose commands exist."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from corporate.cli import main
from corporate.watching import metrics
from corporate.watching.metrics import Kind
from kernel.assets import ROOT
from kernel.tenancy import Scope
from tests.world import HouseWorld
from tools.watching.__main__ import FILES
from tools.watching.alarms import ALARMS

RUNBOOKS = ROOT / "docs" / "runbooks"
PAGES = sorted(RUNBOOKS.glob("*.md"))
UNITS = {
    path.name.removesuffix(".service").removesuffix("@")
    for path in (ROOT / "deploy").rglob("*.service")
}
OTHERS = {"journalctl", "systemctl", "psql", "df", "du", "curl", "timedatectl", "chronyc"}
THEIRS = {"postgresql", "chronyd"}
_NAME = re.compile(r"\byinqi_[a-z_]+")
_BLOCK = re.compile(r"```(sh|sql)\n(.*?)```", re.DOTALL)
_UNIT = re.compile(r"systemctl (?:status|restart|start|stop) ([^`\n]+)")


def names() -> set[str]:
    """Every name Prometheus knows of ours."""
    found = {metric.exposed for metric in metrics.ALL}
    for metric in metrics.ALL:
        if metric.kind is Kind.HISTOGRAM:
            found |= {f"{metric.name}_{part}" for part in ("bucket", "count", "sum")}
    return found


@pytest.mark.parametrize("name", FILES)
def test_what_is_generated_is_what_is_declared(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name]()


def test_the_board_shows_every_metric_and_asks_for_none_that_is_not_there() -> None:
    board = json.loads((ROOT / "deploy/watching/board.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    found = {name for expr in asked for name in _NAME.findall(expr)}
    assert found <= names()
    shown = {re.sub(r"_(bucket|count|sum)$", "", name) for name in found}
    assert {metric.exposed for metric in metrics.ALL} <= shown
    places = [panel["gridPos"] for panel in board["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    taken = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(taken) == len(set(taken))


def test_alarms_ask_for_what_is_there_and_lead_to_a_page() -> None:
    assert len({alarm.name for alarm in ALARMS}) == len(ALARMS)
    for alarm in ALARMS:
        assert set(_NAME.findall(alarm.expr)) <= names(), alarm.name
        page = (RUNBOOKS / f"{alarm.runbook}.md").read_text(encoding="utf-8")
        assert f"`{alarm.name}`" in page, alarm.name


def test_what_every_machine_tells_of_a_bank_is_never_added_up() -> None:
    board = (ROOT / "deploy/watching/board.json").read_text(encoding="utf-8")
    for metric in metrics.READINGS:
        if "bank" in metric.labels:
            added = re.compile(rf"sum(?: by \([^)]*\))? \({metric.name}")
            assert not added.search(board), metric.name
            assert not [alarm.name for alarm in ALARMS if added.search(alarm.expr)], metric.name


def test_the_page_of_metrics_names_each_with_its_labels() -> None:
    page = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
    for metric in metrics.ALL:
        assert f"| `{metric.exposed}` | {metric.kind.value} |" in page


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "docs" / "operating.md"], ids=lambda page: page.stem
)
def test_every_command_of_a_runbook_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = [body for kind, body in _BLOCK.findall(text) if kind == "sh"]
    lines = [line for body in blocks for line in body.splitlines()]
    lines += re.findall(r"`(yinqi [^`]+)`", text)
    assert lines
    for line in lines:
        words = shlex.split(line.partition("|")[0])
        if words[0] == "yinqi":
            understood(main, words[1:])
        else:
            assert words[0] in OTHERS, line
    named = [unit for listed in _UNIT.findall(text) for unit in listed.split()]
    assert {unit.partition("@")[0] for unit in named} <= UNITS | THEIRS


def understood(command: click.Command, words: list[str]) -> None:
    """Raise where the program would not understand the words; nothing of it runs."""
    context = click.Context(command)
    if words and words[0] == "--help":
        return
    if isinstance(command, click.Group):
        assert words, command.name
        found = command.get_command(context, words[0])
        assert found is not None, words
        understood(found, words[1:])
    else:
        command.make_parser(context).parse_args(list(words))


def test_every_query_of_the_runbooks_runs_in_the_auditor_s_role(world: HouseWorld) -> None:
    queries = [
        query.strip()
        for page in PAGES
        for kind, body in _BLOCK.findall(page.read_text(encoding="utf-8"))
        if kind == "sql"
        for query in body.split(";")
        if query.strip()
    ]
    assert len(queries) > 12
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        for query in queries:
            uow.rows(query)
