"""The Makefile explains itself and has every command the documents name."""

import re
import shutil
import subprocess

from kernel.assets import ROOT

PROMISED = "demo run worker test lint bench interop books states seed sbom lock test-pg15 clean setup drill rolling"


def test_help_is_the_default_and_lists_every_command() -> None:
    make = shutil.which("make")
    assert make is not None
    printed = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"make ([a-z0-9-]+)", printed))
    assert set(PROMISED.split()) <= listed


def test_continuous_integration_runs_lint_and_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111 == 0o111
    assert script.read_text(encoding="utf-8").endswith("make lint\nmake test\n")
