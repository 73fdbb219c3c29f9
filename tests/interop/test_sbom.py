"""OWASP's tool writes and validates the list of parts."""

from __future__ import annotations

import json
import re

import pytest

from kernel.assets import ROOT
from tools.setup import sbom

pytestmark = pytest.mark.interop


def test_the_tool_writes_every_locked_package_and_finds_the_whole_valid() -> None:
    assert sbom.main() == 0
    listed = json.loads(sbom.LIST.read_text(encoding="utf-8"))["components"]
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    locked = {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    assert locked <= {part["name"].lower() for part in listed}
    assert all(part.get("hashes") or part.get("externalReferences") for part in listed)
