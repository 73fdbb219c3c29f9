"""`python -m connectors.clearing.simulator --data DIR --port N --clock FILE`: run the test bank.

The first line it prints is its address. It refuses to run in the production profile.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from connectors.clearing.simulator.server import HANG_S, LocalServer, TestBank
from kernel.clock import Clock, FileClock, SystemClock
from kernel.ids import Randomness, SystemRandomness

REFUSED = 2


Make = Callable[[Path, int, Clock, Randomness, float], LocalServer]


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the process is told to end."""
    return run(TestBank, "connectors.clearing.simulator", arguments)


def run(make: Make, program: str, arguments: Sequence[str] | None = None) -> int:
    """Serve what `make` makes until the process is told to end."""
    asked = _parser(program).parse_args(arguments)
    if "production" in {asked.profile, os.environ.get("YINQI_PROFILE", "")}:
        sys.stderr.write("测试清算行不得在生产环境运行。The test bank never runs in production.\n")
        return REFUSED
    clock: Clock = FileClock(asked.clock) if asked.clock else SystemClock()
    bank = make(asked.data, asked.port, clock, SystemRandomness(), asked.hang)
    ended = threading.Event()

    def end(_signal: int, _frame: Any) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    threading.Thread(target=bank.serve, daemon=True).start()
    sys.stdout.write(f"{bank.address}\n")
    sys.stdout.flush()
    ended.wait()
    bank.stop()
    bank.close()
    return 0


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {program}")
    parser.add_argument("--data", type=Path, required=True, help="folder of its memory")
    parser.add_argument("--port", type=int, default=0, help="0 finds a free one")
    parser.add_argument("--clock", type=Path, help="clock file shared with the bank")
    parser.add_argument(
        "--hang", type=float, default=HANG_S, help="seconds a silent line stays open"
    )
    parser.add_argument("--profile", default="", help="the deployment's profile")
    return parser


if __name__ == "__main__":
    sys.exit(main())
