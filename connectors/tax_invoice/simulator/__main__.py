"""`python -m connectors.tax_invoice.simulator --data DIR --port N --clock FILE`: run the tax platform's stand-in.

The first line it prints is its address. It refuses to run in the production profile.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from connectors.tax_invoice.simulator.bureau import Bureau
from connectors.tax_invoice.simulator.server import make_server
from kernel.clock import Clock, FileClock, SystemClock

REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the process is told to end."""
    asked = _parser().parse_args(arguments)
    if "production" in {asked.profile, os.environ.get("YINQI_PROFILE", "")}:
        sys.stderr.write(
            "模拟税务平台不得在生产环境运行。The simulated tax platform never runs in production.\n"
        )
        return REFUSED
    clock: Clock = FileClock(asked.clock) if asked.clock else SystemClock()
    asked.data.mkdir(parents=True, exist_ok=True)
    server, _ = make_server(Bureau(clock, asked.data / "issued.jsonl"), asked.port)
    ended = threading.Event()

    def end(_signal: int, _frame: Any) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/\n")
    sys.stdout.flush()
    ended.wait()
    server.shutdown()
    server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m connectors.tax_invoice.simulator")
    parser.add_argument("--data", type=Path, required=True, help="folder of its memory")
    parser.add_argument("--port", type=int, default=0, help="0 finds a free one")
    parser.add_argument("--clock", type=Path, help="clock file shared with the bank")
    parser.add_argument("--profile", default="", help="the deployment's profile")
    return parser


if __name__ == "__main__":
    sys.exit(main())
