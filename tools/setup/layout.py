"""Where set-up reads its locks and lays its results, and how it runs a program."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("YINQI_BUILD") or ROOT / "build")
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
PARTS = BUILD / "tools"  # Node, fontTools and setuptools: used by set-up, never by the product
NODE_MODULES = ROOT / "node_modules"
FONTS = BUILD / "fonts"

_TAIL_LINES = 25
_PATIENCE_S = 1200  # a slow line may need long; a program that hangs must not hang us for ever


class SetupError(Exception):
    """Set-up cannot go on; the message says what is missing and what to do."""


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> str:
    """Run a program to its end and return what it printed; a failure carries its last lines."""
    words = [str(word) for word in command]
    try:
        done = _run(words, env, cwd)
    except subprocess.TimeoutExpired as error:
        message = f"`{' '.join(words[:6])} …` did not end within {_PATIENCE_S} s"
        raise SetupError(message) from error
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-_TAIL_LINES:])
        message = f"`{' '.join(words[:6])} …` ended with status {done.returncode}:\n{tail}"
        raise SetupError(message)
    return done.stdout


def _run(
    words: list[str], env: Mapping[str, str] | None, cwd: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=_PATIENCE_S,
    )
