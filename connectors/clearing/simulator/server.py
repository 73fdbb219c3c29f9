"""Serves the test bank on this machine only, a thread for each call, and hands faults the socket."""

from __future__ import annotations

from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from connectors.clearing.simulator.app import LINE, App
from connectors.clearing.simulator.peer import Peer
from connectors.clearing.simulator.store import Store
from kernel.clock import Clock
from kernel.ids import Randomness

HANG_S = 2.0
"""How long a silent line stays open: shorter than a real time-out, so that nobody waits for nothing."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, _request: Any, _address: Any) -> None:
        """A caller that hung up is not worth a word."""


class _Handler(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        """Add the line itself: some answers are not HTTP."""
        return {**super().get_environ(), LINE: self.connection}

    def log_message(self, *_args: Any) -> None:
        """Say nothing; the store remembers."""


class LocalServer:
    """An application on a port of this machine; `port` 0 finds a free one."""

    def __init__(self, app: App, store: Store, port: int) -> None:
        self.store = store
        self._server = make_server(
            "127.0.0.1", port, app, server_class=_Server, handler_class=_Handler
        )

    @property
    def address(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def serve(self) -> None:
        """Answer until `stop`."""
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `serve`; called from another thread."""
        self._server.shutdown()

    def close(self) -> None:
        """Let port and file go."""
        self._server.server_close()
        self.store.close()


class TestBank(LocalServer):
    """The test bank's server. `address` is where it listens."""

    __test__ = False  # no test class

    def __init__(
        self, folder: Path, port: int, clock: Clock, randomness: Randomness, hang_s: float = HANG_S
    ) -> None:
        store = Store(folder / "clearing.sqlite", randomness.token_bytes(4).hex())
        self.peer = Peer(store, clock)
        super().__init__(App(self.peer, hang_s), store, port)
