"""A client process of F6: balance queries in one dialect, signed beforehand, over one kept connection.

Light to import, since every client is a process of its own.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle
from typing import Final

from benchmarks.link_client import Sender, payer_of, received, signed_request
from kernel.crypto import select_provider

ASKED_MAX_PER_S: Final = 400  # by one client; signing so many takes time beforehand
_ACCEPTED: Final = (b"<Code>0000</Code>", b'"Code":"0000"')
_TYPES: Final = {
    "json": "application/json",
    "soap": "text/xml; charset=utf-8",
    "bare": "application/json",
}
_HEAD: Final = (
    ("Operation", "accounts.balances"), ("Bank", "{bank}"), ("Enterprise", "{enterprise}"),
    ("Operator", "{operator}"), ("Certificate", "{certificate}"), ("Timestamp", "{at}"), ("Nonce", "{nonce}"),
)  # fmt: skip
_JSON: Final = (
    '{{"Head":{{' + ",".join(f'"{name}":"{value}"' for name, value in _HEAD)
    + '}},"Body":{{"AccountNumbers":["{account}"]}}}}'
)  # fmt: skip
_SOAP: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
    '<s:Body><AccountsBalancesRequest xmlns="urn:yinqi:link:1"><Head>'
    + "".join(f"<{name}>{value}</{name}>" for name, value in _HEAD)
    + "</Head><Body><AccountNumbers>{account}</AccountNumbers></Body></AccountsBalancesRequest></s:Body></s:Envelope>"
)
_PATHS: Final = {
    "json": "/json/accounts.balances",
    "soap": "/soap",
    "bare": "/json/accounts.balances",
}


def ask(ready: Callable[[], None], sender: Sender, dialect: str, port: int, seconds: float) -> int:
    """Sign, wait for the others, then ask until the time is over; how many answers came."""
    number = 1 if dialect == "bare" else int(seconds * ASKED_MAX_PER_S)
    requests = cycle(_prepared(sender, dialect, number))  # the bare route looks at no nonce
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready()
        until, done = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            line.sendall(next(requests))
            answer = received(line)
            if not any(mark in answer for mark in _ACCEPTED):
                raise RuntimeError(answer.decode())
            done += 1
        return done


def _prepared(sender: Sender, dialect: str, number: int) -> list[bytes]:
    provider = select_provider(profile="production")
    key = provider.read_private_key(sender.key_pem)
    text, begun = _SOAP if dialect == "soap" else _JSON, time.time_ns()
    made = []
    for place in range(number):
        body = text.format(
            bank=sender.bank, enterprise=sender.enterprise, operator=sender.operator,
            certificate=sender.certificate, at=datetime.now(UTC).isoformat(timespec="seconds"),
            nonce=f"{begun}-{place}", account=payer_of(place % 1000),
        ).encode()  # fmt: skip
        path = f"/b/{sender.bank}/link/v1{_PATHS[dialect]}"
        made.append(signed_request(path, _TYPES[dialect], body, provider.sign(key, body)))
    return made
