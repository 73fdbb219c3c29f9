"""`python -m tools.setup.lock`: write `requirements/*.txt` anew from `requirements/*.in`.

The locks hold versions and hashes, never an address. `--upgrade` as the only word takes newer versions;
without it what is locked stays, and only what the `.in` files add or drop changes.
"""

import os
import sys
from collections.abc import Sequence

from tools.setup import python_parts
from tools.setup.layout import BUILD, LOCKS, PYTHON, SetupError, run

_FOLDER = BUILD / "lock"
_ORDER = (
    "lock",
    "run",
    "dev",
    "tools",
    "schemas",
    "readers",
    "tryton",
    "sbom",
)  # dev holds itself to run
_BARE = {"schemas"}  # taken as archives: what they would depend on is never installed
_FLAGS = (
    "--quiet",
    "--generate-hashes",
    "--strip-extras",
    "--allow-unsafe",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-emit-options",
    "--pip-args=--only-binary=:all:",
)


def main(words: Sequence[str]) -> int:
    """Write every lock file; return the exit status."""
    try:
        if not PYTHON.exists():
            python_parts.make_venv()
        lock = ("-r", LOCKS / "lock.txt", "--require-hashes")
        wanted = lock if lock[1].exists() else ("-r", LOCKS / "lock.in")
        pip = (PYTHON, "-m", "pip", "--quiet", "install")
        run([*pip, "--upgrade", "--target", _FOLDER, *wanted])
        for name in _ORDER:
            _compile(name, words)
    except SetupError as error:
        sys.stderr.write(f"locking failed: {error}\n")
        return 1
    return 0


def _compile(name: str, words: Sequence[str]) -> None:
    env = {"PYTHONPATH": os.fspath(_FOLDER), "CUSTOM_COMPILE_COMMAND": "make lock"}
    target = f"--output-file={name}.txt"
    compiler = (PYTHON, "-m", "piptools", "compile")
    run([*compiler, *_FLAGS, *words, target, f"{name}.in"], env=env, cwd=LOCKS)
    if name in _BARE:
        _drop_dependencies(name)


def _drop_dependencies(name: str) -> None:
    source, target = LOCKS / f"{name}.in", LOCKS / f"{name}.txt"
    named = {line for line in source.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()}
    kept: list[str] = []
    keep = True
    for line in target.read_text(encoding="utf-8").splitlines(keepends=True):
        if line[:1].isalnum():
            keep = line.partition("==")[0] in named
        if keep:
            kept.append(line)
    target.write_text("".join(kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
