"""The units an operator copies are understood by systemd, and shut in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from corporate import settings
from kernel.assets import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
_ABSENT = re.compile(r"Command /opt/yinqi/.* is not executable: No such file or directory|^$")
_EXPOSURE_MAX = "20"  # of 100: systemd calls up to 19 “safe”, 50 “medium”


def analyze(*words: str, path: Path = UNITS) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip(
            "systemd-analyze is not on this machine: the units are not held against systemd"
        )
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{path}:"}
    return subprocess.run(
        [program, *words], env=environment, capture_output=True, text=True, check=False
    )


def test_systemd_understands_every_unit() -> None:
    units = [name.replace("@.", "@a.") for name in SERVICES]
    said = analyze("verify", *units, *(path.name for path in UNITS.glob("*.timer"))).stderr
    assert [line for line in said.splitlines() if not _ABSENT.search(line)] == []


def test_no_service_may_do_what_it_never_does(tmp_path: Path) -> None:
    system = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(UNITS, system)
    for name in SERVICES:
        words = ("--offline=yes", f"--root={tmp_path}", f"--threshold={_EXPOSURE_MAX}")
        done = analyze("security", *words, name.replace("@.", "@a."))
        assert done.returncode == 0, done.stdout[-200:] + done.stderr
    shutil.rmtree(system / "yinqi-.service.d")  # the control: without it they stand open
    done = analyze("security", "--offline=yes", f"--root={tmp_path}", "--threshold=20", SERVICES[0])
    assert done.returncode != 0


def test_every_name_in_the_environment_file_is_one_the_product_reads() -> None:
    known = set(settings.environment_of(settings.Settings())) | {"YINQI_PG_BIN"}
    text = (ROOT / "deploy" / "yinqi.env").read_text(encoding="utf-8")
    assert set(re.findall(r"^(YINQI_\w+)=", text, re.MULTILINE)) <= known
