"""Debian packages, only where we are root and only when something is missing."""

import os
import shutil
import threading

from tools.setup.layout import SetupError, run

_LOCK = threading.Lock()  # two apt-get at once refuse each other


def can_install() -> bool:
    """Tell whether missing system packages may be installed here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """Install Debian packages; raise SetupError when not root or when apt-get cannot."""
    if not can_install():
        message = f"not root: ask an administrator for `apt-get install {' '.join(packages)}`"
        raise SetupError(message)
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    words = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    with _LOCK:
        try:
            run(words, env=env)
        except SetupError:  # a new machine has no lists yet, an old one has stale lists
            run(["apt-get", "update", "-q"], env=env)
            run(words, env=env)
