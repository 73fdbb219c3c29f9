"""Write the page of all operations (docs/operations.md) anew from the catalogue.

python -m tools.operations_page
"""

from __future__ import annotations

from corporate.bootstrap import CATALOGUE
from corporate.catalogue_page import page
from kernel.assets import ROOT

if __name__ == "__main__":
    (ROOT / "docs" / "operations.md").write_text(page(CATALOGUE), encoding="utf-8")
