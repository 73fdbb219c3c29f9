"""How an answer goes wrong on the wire: nothing, garbage, half of it, a drop at a time."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import threading
from collections.abc import Mapping
from typing import Any, Final

from connectors.clearing.simulator.behaviours import Reply

_NEVER: Final = threading.Event()
_OTHER_ID: Final = "00000000-0000-7000-8000-000000000000"


def distorted(reply: Reply, body: Mapping[str, Any]) -> bytes | None:
    """The bytes of an answer that is well-formed HTTP but wrong; None when it is not even HTTP."""
    if reply is Reply.OTHER:
        return json.dumps({**body, "submission_id": _OTHER_ID}).encode()
    if reply is Reply.NONSENSE:
        return "<html>系统繁忙</html>".encode()
    return None


def spoil(line: socket.socket, reply: Reply, body: bytes, hang_s: float) -> None:
    """Do to the line what was asked for, and close it."""
    with contextlib.suppress(OSError):
        if reply is Reply.NONE:
            _wait_for_hang_up(line, hang_s)
        elif reply is Reply.GARBAGE:
            line.sendall(b"\x00\xff\x16\x03\x01 not http\r\n\r\n")
        elif reply is Reply.HALF:
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            line.sendall(head + body[: len(body) // 2])
        elif reply is Reply.DRIP:
            _drip(line, body, hang_s)
        line.shutdown(socket.SHUT_RDWR)


def _wait_for_hang_up(line: socket.socket, seconds: float) -> None:
    select.select([line], [], [], seconds)


def _drip(line: socket.socket, body: bytes, seconds: float) -> None:
    """A byte at a time for `seconds`, and never to the end."""
    line.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    pause = seconds / len(body)
    for place in range(len(body) - 1):
        line.sendall(body[place : place + 1])
        _NEVER.wait(pause)
