"""Write the published contracts (docs/contracts/) anew from the catalogue.

python -m tools.contracts
"""

from __future__ import annotations

from connectors.direct_link.contract.files import write
from corporate.bootstrap import CATALOGUE

if __name__ == "__main__":
    write(CATALOGUE)
