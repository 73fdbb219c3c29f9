"""The virtual environment and the locked Python packages in it."""

import os
import sys
from importlib.util import find_spec

from tools.setup import system
from tools.setup.layout import LOCKS, PARTS, PYTHON, ROOT, VENV, run

_PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet")
# Wheels only: nothing is compiled and no package's code runs while it is installed.
_LOCKED = ("install", "--require-hashes", "--only-binary", ":all:")


def make_venv() -> None:
    """Create `.venv` with pip; Debian keeps pip's seed in a package of its own."""
    if find_spec("ensurepip") is None:
        system.install(f"python3.{sys.version_info.minor}-venv")
    run([sys.executable, "-m", "venv", VENV])


def install_locked(lock: str) -> None:
    """Install `requirements/<lock>.txt` into the virtual environment."""
    run([*_PIP, *_LOCKED, "-r", LOCKS / f"{lock}.txt"])


def install_parts() -> None:
    """Install what only set-up uses into a folder beside the environment."""
    lock = LOCKS / "tools.txt"
    run([*_PIP, *_LOCKED, "--no-deps", "--upgrade", "--target", PARTS, "-r", lock])


def install_commands() -> None:
    """Make `yinqi`, `yinqi-erp` and `yinqi-gateway` commands of this very source tree."""
    install = ("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    settings = ("--config-settings", "editable_mode=compat")
    run([*_PIP, *install, *settings], env=_with_parts())


def run_module(name: str) -> None:
    """Run one of our own modules where it finds what only set-up uses."""
    run([PYTHON, "-m", name], env=_with_parts())


def _with_parts() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join((str(PARTS), str(ROOT)))}
