"""`python -m tools.setup.haproxy`: the proxy in front of the bank, from Debian, for `make rolling`."""

import shutil
import sys

from tools.setup import system
from tools.setup.layout import SetupError


def main() -> int:
    """Install it where it is missing and we may; return the exit status."""
    try:
        if not (shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")):
            system.install("haproxy", "openssl")
    except SetupError as error:
        sys.stderr.write(f"HAProxy cannot be had: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
