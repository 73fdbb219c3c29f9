"""Prometheus's own tool reads our alarms and what we expose."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from corporate.watching.collector import Watch, registry_of
from corporate.watching.health import Instance
from corporate.watching.meters import FOLDER
from kernel.assets import ROOT
from migrations.newest import newest
from tests.world import HouseWorld

pytestmark = pytest.mark.interop


def promtool(*words: object, said: bytes = b"") -> str:
    """What it says of something that is right; skipped, never silently, where it is not there."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed: Debian's package prometheus has it")
    done = subprocess.run(
        [program, *map(str, words)], input=said, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode()


def test_it_takes_every_alarm() -> None:
    said = promtool("check", "rules", ROOT / "deploy" / "watching" / "alerts.yml")
    assert "SUCCESS" in said


def test_it_finds_nothing_wrong_with_what_is_exposed(world: HouseWorld, tmp_path: Path) -> None:
    instance = Instance(world.db.auditor, newest(), tmp_path, world.clock)
    watch = Watch(world.db.auditor, world.clock, instance, tmp_path)
    promtool("check", "metrics", said=generate_latest(registry_of(watch, tmp_path / FOLDER)))
