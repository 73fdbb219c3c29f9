"""One POST to an address an enterprise named: where it leads is looked up now, and that is where it goes.

An address may lead to the public Internet, or into networks the bank has opened (专线), and nowhere
else: not to this machine, not into the bank. The look-up is pinned: the name is not asked again
between the check and the call (no DNS rebinding), TLS is held to the name all the same. No redirect
is followed.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import urllib3

from kernel import limits
from kernel.networks import inside, is_public

_PORTS: Final = {"https": 443, "http": 80}


class NotTaken(Exception):
    """Nobody took it; `final` when the address may not be called at all."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


def post(url: str, body: bytes, headers: Mapping[str, str], leased_lines: Sequence[str]) -> None:
    """Send once; any 2xx takes it. Raises NotTaken, which never tells more than a status or a kind of fault."""
    parts = urlsplit(url)
    port = parts.port or _PORTS[parts.scheme]
    address = _where(parts.hostname or "", port, leased_lines)
    pool = _pool(parts.scheme, parts.hostname or "", address, port)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        answer = pool.urlopen(
            "POST", target, body=body, headers={**headers, "Host": parts.netloc},
            redirect=False, preload_content=False,
        )  # fmt: skip
        status = int(answer.status)
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
        raise NotTaken(type(fault).__name__) from None
    finally:
        pool.close()
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        why = f"HTTP {status}"
        raise NotTaken(why)


def _where(host: str, port: int, leased_lines: Sequence[str]) -> str:
    """The address to call; every one the name leads to must be allowed. Raises NotTaken."""
    try:
        addresses = look_up(host, port)
    except OSError:
        message = "name not found"
        raise NotTaken(message) from None
    if not addresses or not all(_allowed(one, leased_lines) for one in addresses):
        message = "address not allowed"
        raise NotTaken(message, final=True)
    return addresses[0]


def look_up(host: str, port: int) -> list[str]:
    """Every address a name leads to. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


def _allowed(address: str, leased_lines: Sequence[str]) -> bool:
    return inside(address, leased_lines) or is_public(address)


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(limits.DELIVERY_TIMEOUT_S)
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address,
            port,
            timeout=timeout,
            retries=False,
            server_hostname=host,
            assert_hostname=host,
        )
    return urllib3.HTTPConnectionPool(address, port, timeout=timeout, retries=False)
