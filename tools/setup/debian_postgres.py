"""`python -m tools.setup.debian_postgres <bin>`: the oldest PostgreSQL we support, from Debian."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tools.setup import system
from tools.setup.layout import SetupError


def main(words: Sequence[str]) -> int:
    """Make sure the server binaries are in the named folder; return the exit status."""
    folder = Path(words[0])
    try:
        if not (folder / "postgres").exists():
            system.install(f"postgresql-{folder.parent.name}")
    except SetupError as error:
        sys.stderr.write(f"PostgreSQL 15 cannot be had: {error}\n")
        return 1
    if not (folder / "postgres").exists():
        sys.stderr.write(f"no postgres in {folder} after installing it\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
