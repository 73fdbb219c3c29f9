"""The facts of the last release, kept beside the contract: a line for each, so that a change is a line of a diff."""

from __future__ import annotations

import json
from typing import Final

from kernel.assets import ROOT
from tools.editions.facts import Facts

FILE: Final = ROOT / "docs" / "contracts" / "released" / "direct-link-v1.jsonl"


def written(facts: Facts) -> str:
    """The facts as lines, in the order of the contract: order is part of what is promised."""
    lines = (
        json.dumps([list(place), fact], ensure_ascii=False, separators=(",", ":"))
        for place, fact in facts.items()
    )
    return "".join(f"{line}\n" for line in lines)


def read(lines: str) -> Facts:
    """What `written` wrote."""
    return {tuple(place): fact for place, fact in map(json.loads, lines.splitlines())}
