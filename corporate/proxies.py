"""Whose word counts for where a request came from: a configured proxy's, and nobody else's.

Anybody can write `X-Forwarded-For`. It is read only if the immediate peer is a trusted proxy, from
its right end, where each proxy adds whom it heard; what stands left of the first stranger is hearsay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_network
from typing import Any, Final

from kernel.errors import Invalid
from kernel.networks import address_of, inside
from kernel.text import Text

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
_HEADER: Final = "HTTP_X_FORWARDED_FOR"
_PEER: Final = "REMOTE_ADDR"


class ProxyMalformed(Invalid):
    """A trusted proxy that is no address."""

    code = "corporate.proxy_malformed"
    text = Text(
        "YINQI_TRUSTED_PROXIES 中“{address}”不是 IP 地址或网段",
        "YINQI_TRUSTED_PROXIES: “{address}” is no IP address or network",
    )


class TrustedProxies:
    """Puts the client's true address where every door looks for it."""

    def __init__(self, inner: Wsgi, proxies: Sequence[str]) -> None:
        """Raise ProxyMalformed for what is no network."""
        for proxy in proxies:
            _check(proxy)
        self._inner = inner
        self._proxies = tuple(proxies)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve one request."""
        peer = environ.get(_PEER, "")
        environ[_PEER] = client_of(peer, environ.get(_HEADER, ""), self._proxies)
        return self._inner(environ, start_response)


def client_of(peer: str, forwarded: str, proxies: Sequence[str]) -> str:
    """The address of the client: the nearest one that no trusted proxy stands at."""
    client = peer
    for said in reversed(forwarded.split(",")):
        if not inside(client, proxies):
            break
        found = address_of(said.strip())
        if found is None:  # the proxy heard nobody, or something that is no address
            break
        client = str(found)
    return client


def _check(proxy: str) -> None:
    try:
        ip_network(proxy)
    except ValueError:
        raise ProxyMalformed(address=proxy[:64]) from None
