"""Bring what only `make interop` needs: Java and BouncyCastle, from Debian."""

import shutil
import sys
from pathlib import Path

from tools.setup import system
from tools.setup.layout import SetupError

_JAR = Path("/usr/share/java/bcprov.jar")


def main() -> int:
    """Install what is missing; return the exit status."""
    missing = [] if shutil.which("java") else ["default-jre-headless"]
    missing += [] if _JAR.exists() else ["libbcprov-java"]
    try:
        if missing:
            system.install(*missing)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
