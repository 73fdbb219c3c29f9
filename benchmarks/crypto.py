"""F5: SM2 through our provider against `openssl speed sm2` of the same machine in the same minutes.

Both count operations per second of CPU time, key already loaded; ours also hashes the message and
makes DER bytes of Python. In each round ours is taken before and after `openssl speed`, so that a
machine that grows busier or idler hurts both alike; the medians of the rounds' ratios are reported.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from kernel.crypto import select_provider

ROUNDS: Final = 15
SECONDS: Final = 1
GOAL: Final = 0.95
_MESSAGE: Final = bytes(168)  # with Z before it, 200 bytes are hashed
_BATCH: Final = 50
_SPEED: Final = re.compile(r"^\+F\d+:\d+:256:CurveSM2:([\d.]+):([\d.]+)$", re.MULTILINE)
_PARTS: Final = ("sign", "verify")
Rates = tuple[float, float]  # signatures and verifications per CPU-second


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Return both ratios, their minimum as `ratio`, the figures behind them and the conditions."""
    provider = select_provider(profile="production")
    key = provider.generate_key()
    signature = provider.sign(key, _MESSAGE)
    work: tuple[Callable[[], object], ...] = (
        lambda: provider.sign(key, _MESSAGE),
        lambda: provider.verify(key.public, _MESSAGE, signature),
    )
    program = _openssl()
    with _one_processor():
        pairs = [_round(program, work) for _ in range(rounds)]
    return _figures(*zip(*pairs, strict=True)) | {
        "goal": GOAL,
        "conditions": f"{provider.name} against {_version(program)}; {rounds} rounds of "
        f"{SECONDS} CPU-s each on the same processor, 200 bytes with Z, key loaded",
    }


@contextmanager
def _one_processor() -> Iterator[None]:
    """Keep us, and the programs we start, on one processor: two are rarely equally busy."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _round(program: str, work: tuple[Callable[[], object], ...]) -> tuple[Rates, Rates]:
    """Return what `openssl speed` did, and what we did before and after it."""
    before = [_rate(part) for part in work]
    floor = _openssl_speed(program)
    after = [_rate(part) for part in work]
    # Halves of equal CPU time: the operations add up.
    return floor, ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)


def _figures(floors: tuple[Rates, ...], ours: tuple[Rates, ...]) -> dict[str, object]:
    figures: dict[str, object] = {}
    ratios = []
    for place, part in enumerate(_PARTS):
        base, mine = [pair[place] for pair in floors], [pair[place] for pair in ours]
        ratio = statistics.median(own / floor for own, floor in zip(mine, base, strict=True))
        ratios.append(round(ratio, 3))
        figures[f"{part}_rounds"] = [
            [round(floor, 1), round(own, 1)] for floor, own in zip(base, mine, strict=True)
        ]
        figures[f"{part}_ratio"] = ratios[-1]
        figures[f"{part}_per_cpu_s"] = round(statistics.median(mine), 1)
        figures[f"openssl_{part}_per_cpu_s"] = round(statistics.median(base), 1)
    return {"ratio": min(ratios), **figures}


def _rate(work: Callable[[], object]) -> float:
    start = time.process_time()
    done, spent = 0, 0.0
    while spent < SECONDS / 2:
        for _ in range(_BATCH):
            work()
        done += _BATCH
        spent = time.process_time() - start
    return done / spent


def _openssl_speed(program: str) -> Rates:
    command = [program, "speed", "-mr", "-seconds", str(SECONDS), "sm2"]
    output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = _SPEED.search(output)
    if found is None:
        message = f"openssl speed said nothing about CurveSM2: {output!r}"
        raise RuntimeError(message)
    return float(found[1]), float(found[2])


def _version(program: str) -> str:
    done = subprocess.run([program, "version"], capture_output=True, check=True, text=True)
    return done.stdout.strip()


def _openssl() -> str:
    program = shutil.which("openssl")
    if program is None:
        message = "the openssl command line is missing: install the package openssl"
        raise RuntimeError(message)
    return program


if __name__ == "__main__":
    print(json.dumps({"F5": measure()}, ensure_ascii=False, indent=2))
