"""Hold today's contract of the direct link against the last release: `python -m tools.editions`.

It prints what is new and what breaks the rule; exit status 1 when anything does. `--release` keeps today's
contract as the released one and is run when a version is released.
"""

import sys

from corporate.bootstrap import CATALOGUE
from tools.contracts import load_house
from tools.editions.facts import facts_of
from tools.editions.released import FILE, read, written
from tools.editions.rule import additions, breaches


def main() -> int:
    """Compare, and with `--release` keep."""
    load_house()
    released, today = read(FILE.read_text(encoding="utf-8")), facts_of(CATALOGUE)
    for new in additions(released, today):
        sys.stdout.write(f"+ {new}\n")
    broken = breaches(released, today)
    for breach in broken:
        sys.stdout.write(f"! {breach}\n")
    if broken:
        return 1
    if "--release" in sys.argv:
        FILE.write_text(written(today), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
