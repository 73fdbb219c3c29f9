"""A small front machine (前置机) for SOAP stacks that cannot sign what they send: it signs the very bytes.

Integrators put the same before stacks that hide their bytes. It stands on loopback, passes every byte
on as it came, and believes no answer whose signature is wrong.
"""

from __future__ import annotations

import base64
import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kernel.crypto import CryptoProvider, PrivateKey, PublicKey

_PASSED_ON = ("Content-Type", "SOAPAction")
_PASSED_BACK = ("Content-Type", "Retry-After")
_PATIENCE_S = 60


class Relay(ThreadingHTTPServer):
    """Signs with the enterprise's key, verifies with the bank's."""

    daemon_threads = True

    def __init__(
        self, bank_port: int, crypto: CryptoProvider, key: PrivateKey, bank_key: PublicKey
    ) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bank_port = bank_port
        self.crypto = crypto
        self.key = key
        self.bank_key = bank_key
        self.grow: Callable[[bytes], bytes] = bytes
        """What a later edition of the bank would have sent instead of an answer of today."""
        self.grown = 0
        """Answers that became another by that."""
        self.verified = 0
        """Answers whose signature was right."""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One request, passed on."""

    server: Relay
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass_on(b"", {})

    def do_POST(self) -> None:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        body = self._body()
        signature = self.server.crypto.sign(self.server.key, body)
        headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
        self._pass_on(body, headers | {"Yinqi-Signature": base64.b64encode(signature).decode()})

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _pass_on(self, body: bytes, headers: dict[str, str]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.server.bank_port, timeout=_PATIENCE_S)
        try:
            line.request(self.command, self.path, body, headers | {"Host": self.headers["Host"]})
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        self._check(answer, content)
        told = self.server.grow(content)
        self.server.grown += told != content
        self.send_response(answer.status)
        for name in _PASSED_BACK:
            if value := answer.getheader(name):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def _check(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        signature = answer.getheader("Yinqi-Signature")
        if signature is not None:
            found = base64.b64decode(signature)
            assert self.server.crypto.verify(self.server.bank_key, content, found)
            self.server.verified += 1


@contextmanager
def relaying(
    bank_port: int, crypto: CryptoProvider, key_file: Path, bank_key_file: Path
) -> Iterator[Relay]:
    """Stand before a bank until the block ends."""
    key = crypto.read_private_key(key_file.read_bytes())
    bank_key = crypto.read_public_key(bank_key_file.read_bytes())
    with Relay(bank_port, crypto, key, bank_key) as relay:
        thread = threading.Thread(target=relay.serve_forever, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()
