"""Serves the exchange on this machine only, with clearing's routes and one more for positions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from connectors.bill_exchange.simulator.peer import BillPeer, Fault
from connectors.bill_exchange.simulator.store import BillStore
from connectors.clearing.simulator.app import Answer, App, Environ
from connectors.clearing.simulator.peer import Told
from connectors.clearing.simulator.server import HANG_S, LocalServer
from kernel.bills.day_end import DayEnd
from kernel.clock import Clock
from kernel.ids import Randomness

_POSITIONS = re.compile(r"/banks/(?P<bank>[0-9A-Z]{1,20})/bills")
_SPOIL = "/control/spoil"


class BillApp(App):
    """Routes calls to the exchange."""

    def __init__(self, peer: BillPeer, hang_s: float) -> None:
        super().__init__(peer, hang_s)
        self._exchange = peer

    def _route(self, environ: Environ) -> Told | Answer:
        found = _POSITIONS.fullmatch(environ["PATH_INFO"])
        if found and environ["REQUEST_METHOD"] == "GET":
            asked = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
            return _json(self._exchange.positions(found["bank"], asked.get("after", [""])[0]))
        if environ["PATH_INFO"] == _SPOIL and environ["REQUEST_METHOD"] == "POST":
            length = int(environ.get("CONTENT_LENGTH") or 0)
            said = json.loads(environ["wsgi.input"].read(length))
            self._exchange.spoil(*map(Fault, said["faults"]))
            return _json({})
        return super()._route(environ)


class TestExchange(LocalServer):
    """The simulated exchange's server. `address` is where it listens."""

    __test__ = False  # no test class

    def __init__(
        self, folder: Path, port: int, clock: Clock, randomness: Randomness, hang_s: float = HANG_S
    ) -> None:
        store = BillStore(folder / "bills.sqlite", randomness.token_bytes(4).hex())
        self.peer = BillPeer(store, clock, _day_end(folder / "day-end.json"))
        super().__init__(BillApp(self.peer, hang_s), store, port)


def _day_end(file: Path) -> DayEnd:
    """What an exchange does at the end of a day: as its file says, the usual where it has none."""
    return DayEnd.of(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else DayEnd()


def _json(said: Mapping[str, Any]) -> Answer:
    body = json.dumps(said, ensure_ascii=False).encode()
    return "200 OK", body, [("Content-Type", "application/json; charset=utf-8")]
