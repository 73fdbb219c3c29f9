"""`python -m connectors.bill_exchange.simulator --data DIR --port N --clock FILE`: run the simulated exchange."""

from __future__ import annotations

import sys

from connectors.bill_exchange.simulator.server import TestExchange
from connectors.clearing.simulator.__main__ import run

if __name__ == "__main__":
    sys.exit(run(TestExchange, "connectors.bill_exchange.simulator"))
