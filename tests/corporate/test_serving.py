"""A bank on one machine: its port is its own, and nothing is left behind when it is told to end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corporate import serving
from corporate.settings import Settings

KEEPS_A_PROGRAM = """
import pathlib, sys
from corporate import serving
serving.end_when_told()
programs = serving.Programs({}, pathlib.Path(sys.argv[1]))
programs.start("idle", "http.server", "0")
try:
    print(programs.running["idle"].pid, flush=True)
    programs.watch()
except KeyboardInterrupt:
    programs.stop()
"""


def test_a_port_that_is_taken_is_refused_rather_than_shared(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = replace(Settings(data=tmp_path), port=other.getsockname()[1])
        with pytest.raises(serving.PortTaken, match="YINQI_PORT"), serving.programs(settings):
            pass
    assert not (tmp_path / "logs").exists()


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
