"""Every act that may stand in an enterprise's trail has a name people read, not only a code."""

from __future__ import annotations

import re
from pathlib import Path

from corporate.offered import CATALOGUE
from workflows.approval.events import TOPICS
from workflows.audit.words import ACTS

ROOT = Path(__file__).parents[3]
WRITTEN = re.compile(r'audit\.write\(\s*\w+,\s*"([a-z_]+\.[a-z_]+)"')
OF_THE_DESK = re.compile(r"(desk|staff|dispatch|banks?)\.")
"""What the bank, its own staff and its clearing do has no enterprise, and a trail of its own."""


def test_every_act_has_a_name() -> None:
    written = {
        action
        for folder in ("workflows", "corporate")
        for path in (ROOT / folder).rglob("*.py")
        for action in WRITTEN.findall(path.read_text())
    }
    assert {"payments.release", "batches.release", "session.start"} <= written
    named = {operation.code for operation in CATALOGUE} | set(ACTS)
    assert {one for one in written if not OF_THE_DESK.match(one)} <= named
    assert set(TOPICS) <= named


def test_nothing_is_named_twice() -> None:
    assert not set(ACTS) & {operation.code for operation in CATALOGUE}
