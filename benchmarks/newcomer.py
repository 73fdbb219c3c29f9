"""F11: from a fresh clone to the first payment, in seconds, with whatever package caches this machine has."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

_FIRST_PAYMENT = "✓"
_FLOOR_WORDS = ("git", "clone", "--quiet", "--no-local")


def measure() -> dict[str, dict[str, Any]]:
    """Clone, `make demo`, and the seconds until the story says that a payment was booked; then to its end."""
    with tempfile.TemporaryDirectory(prefix="yinqi-clone-") as folder:
        started = time.monotonic()
        subprocess.run([*_FLOOR_WORDS, ".", folder], check=True)
        cloned = time.monotonic() - started
        first, ended = _demo(Path(folder), started)
    return {
        "F11": {
            "ratio": round(first, 1),
            "first_payment_s": round(first, 1),
            "whole_story_s": round(ended, 1),
            "clone_s": round(cloned, 1),
            "goal": 90,
            "conditions": "seconds, not a ratio: fresh clone, set-up from package caches, story to its end",
        }
    }


def _demo(folder: Path, started: float) -> tuple[float, float]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("YINQI_")}
    process = subprocess.Popen(
        ["make", "demo"],  # noqa: S607 - the newcomer's own command
        cwd=folder,
        env={**environment, "DEMO_ONCE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    first = 0.0
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line)
        if not first and _FIRST_PAYMENT in line:
            first = time.monotonic() - started
    if process.wait() != 0 or not first:
        message = "the demo failed:\n" + "".join(said[-40:])
        raise RuntimeError(message)
    return first, time.monotonic() - started
