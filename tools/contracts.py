"""Write what is published of the direct link anew: `python -m tools.contracts`.

The contract under docs/contracts/ and the tables of the integrator's manual come from the catalogue and
the errors of the house; tests compare them.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

from connectors.direct_link.contract.files import write
from connectors.direct_link.contract.tables import PAGES, filled
from corporate.bootstrap import CATALOGUE

_HOUSE: Final = ("connectors", "corporate", "kernel", "ledger", "receipts", "workflows")


def load_house() -> None:
    """Load every module, so that every error is known."""
    for name in _HOUSE:
        for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def main() -> None:
    """Write the files."""
    load_house()
    write(CATALOGUE)
    for page in PAGES:
        page.write_text(filled(page.read_text(encoding="utf-8"), CATALOGUE), encoding="utf-8")


if __name__ == "__main__":
    main()
