"""The list of parts names what is delivered, with hashes and licences, and nothing that only checks it."""

from __future__ import annotations

import json
import re

from kernel.assets import ROOT
from tools.setup import sbom


def test_the_browser_s_parts_are_those_delivered_with_their_hashes_and_licences() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    parts = {part["name"]: part for part in sbom.browser_parts(lock)}
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert set(wanted["dependencies"]) <= set(parts)
    assert not set(wanted["devDependencies"]) & set(parts)
    for part in parts.values():
        assert re.fullmatch(r"[0-9a-f]{128}", part["hashes"][0]["content"])
        assert part["hashes"][0]["alg"] == "SHA-512"
        assert part["licenses"][0]["expression"]
        assert part["purl"].startswith("pkg:npm/")


def test_both_lists_become_one() -> None:
    python = {
        "bomFormat": "CycloneDX",
        "metadata": {"tools": {}},
        "components": [{"name": "flask"}],
    }
    found = sbom.whole(python)
    assert found["metadata"]["component"]["name"] == "yinqi"
    names = [part["name"] for part in found["components"]]
    assert names[0] == "flask"
    assert "htmx.org" in names
