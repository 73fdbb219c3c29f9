"""SOAP stacks of others for `make interop`: PHP, Perl, gSOAP, Mono and JAX-WS from Debian, one from npm.

Each is brought by itself: one that is not to be had leaves the others, and the table of the tests says so.
"""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tools.setup import system
from tools.setup.layout import BUILD, ROOT, SetupError
from tools.setup.npm_parts import install_locked

PEERS = ROOT / "tests" / "interop" / "peers" / "soap"
MODULES = BUILD / "soap"
_STACKS = {
    ("php",): ("php-cli", "php-soap"),
    ("perl", "/usr/share/perl5/SOAP/Lite.pm"): ("libsoap-lite-perl",),
    ("wsdl2h", "soapcpp2", "gcc", "/usr/include/stdsoap2.h"): ("gsoap", "libgsoap-dev", "gcc", "libc6-dev"),
    ("wsdl", "mcs", "mono"): ("mono-devel", "mono-mcs"),
    ("javac", "/usr/share/java/jaxws-tools.jar"): ("default-jdk-headless", "libjaxws-java"),
}  # fmt: skip


def bring() -> None:
    """Install what is missing; say what is not to be had."""
    for needed, packages in _STACKS.items():
        if not all(map(_there, needed)):
            _try(partial(system.install, *packages))
    _try(partial(install_locked, PEERS, MODULES))


def _there(needed: str) -> bool:
    return Path(needed).exists() if needed.startswith("/") else shutil.which(needed) is not None


def _try(install: Callable[[], None]) -> None:
    try:
        install()
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
