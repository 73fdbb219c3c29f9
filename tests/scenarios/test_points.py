"""No named place is forgotten: what the source names and what the kills list are the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kernel import failpoints
from kernel.assets import ROOT
from tests.scenarios.bank import Bank
from tests.scenarios.points import KILLS, NAMES, WEB, WORKER

_PRODUCT = ("connectors", "corporate", "jobs", "kernel", "ledger", "receipts", "risk", "workflows")
_CALLS = {"fp", "fp_within"}


def calls(*names: str) -> Iterator[ast.Call]:
    """Every call of these functions in the product."""
    for folder in _PRODUCT:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                    yield node


def literal(node: ast.expr) -> str:
    """A name as it is written, or the written beginning of one that is put together."""
    if isinstance(node, ast.JoinedStr):
        node = node.values[0]
    assert isinstance(node, ast.Constant)
    return str(node.value)


def named_places() -> set[str]:
    """All of them; those of the chores are put together from the chores' names."""
    written = {literal(call.args[0]) for call in calls(*_CALLS) if not _is_own_parameter(call)}
    chores = {literal(call.args[0]) for call in calls("Chore")}
    return {name for name in written if not name.endswith(".")} | {
        prefix + chore for prefix in written if prefix.endswith(".") for chore in chores
    }


def _is_own_parameter(call: ast.Call) -> bool:
    """`fp(name)` inside the failpoints' own module names nothing."""
    return isinstance(call.args[0], ast.Name)


def test_every_named_place_of_the_source_is_one_where_somebody_is_killed() -> None:
    assert named_places() == NAMES


def test_production_refuses_to_start_while_any_place_is_armed(bank: Bank) -> None:
    failpoints.arm("link.mid_reply=kill")
    try:
        assert "failpoints are armed" in bank.unsafe()
    finally:
        failpoints.arm("")
    assert "failpoints are armed" not in bank.unsafe()


def test_no_kill_is_listed_twice_and_the_promised_numbers_are_reached() -> None:
    assert len(set(KILLS)) == len(KILLS)
    assert len({kill.point for kill in KILLS if kill.program == WEB}) >= 12
    assert len({kill.point for kill in KILLS if kill.program == WORKER}) >= 15
