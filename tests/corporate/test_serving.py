"""A bank on one machine: its port is its own, and nothing is left behind when it is told to end."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from corporate import serving
from corporate.settings import Profile, Settings
from kernel.assets import ROOT
from tests.scenarios.programs import wait_for

KEEPS_A_PROGRAM = """
import pathlib, signal, sys
from corporate import serving
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever tests may have asked for it to be ignored
serving.end_when_told()
programs = serving.Programs({}, pathlib.Path(sys.argv[1]))
programs.start("idle", "http.server", "0")
try:
    print(programs.running["idle"].pid, flush=True)
    programs.watch()
except KeyboardInterrupt:
    programs.stop()
"""
STUBBORN = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()  # as a web server does, and neither half listens to anybody
pathlib.Path(f"stubborn-{os.getpid()}").touch()
time.sleep(600)
"""
KEEPS_STUBBORN = """
import pathlib, sys, time
from corporate import serving
from kernel import limits
limits.STOP_WITHIN_S = 0.3
programs = serving.Programs({"PYTHONPATH": sys.argv[1]}, pathlib.Path(sys.argv[1]))
programs.start("stubborn", "stubborn")
time.sleep(600)
"""


def test_a_port_that_is_taken_is_refused_rather_than_shared(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = replace(Settings(data=tmp_path), port=other.getsockname()[1])
        with pytest.raises(serving.PortTaken, match="YINQI_PORT"), serving.programs(settings):
            pass
    assert not (tmp_path / "logs").exists()


def test_whoever_is_absent_is_played_by_a_program_of_ours_and_nobody_else_is() -> None:
    configured = Settings(clearing_url="http://clearing.example")
    settings, ports = serving.played(configured)
    assert (settings.clearing_url, settings.sandbox) == ("http://clearing.example", False)
    assert settings.bill_exchange_url == f"http://127.0.0.1:{ports['exchange']}"
    assert settings.tax_url == f"http://127.0.0.1:{ports['tax']}/"
    assert all(importlib.util.find_spec(f"{peer.module}.__main__") for peer in serving.PEERS)
    assert serving.played(Settings())[0].sandbox
    production = Settings(profile=Profile.PRODUCTION)
    assert serving.played(production) == (production, {})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_programs_end_with_the_one_that_started_them(
    tmp_path: Path, number: signal.Signals
) -> None:
    words = [sys.executable, "-c", KEEPS_A_PROGRAM, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as bank:
        assert bank.stdout is not None
        child = int(bank.stdout.readline())
        os.kill(child, 0)
        bank.send_signal(number)
        assert bank.wait() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_nothing_a_program_started_outlives_whoever_started_it(tmp_path: Path) -> None:
    (tmp_path / "stubborn.py").write_text(STUBBORN, encoding="utf-8")
    words = [sys.executable, "-c", KEEPS_STUBBORN, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=tmp_path, env=environment) as bank:
        wait_for("both run", lambda: len(list(tmp_path.glob("stubborn-*"))) == 2)
        bank.kill()
    for mark in tmp_path.glob("stubborn-*"):
        gone = partial(is_gone, int(mark.name.partition("-")[2]))
        wait_for("it is gone", gone)


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"
