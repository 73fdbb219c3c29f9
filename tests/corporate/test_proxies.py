"""The client's address: a trusted proxy's word counts, anybody else's does not."""

from __future__ import annotations

from typing import Any

import pytest

from corporate import settings as configuration
from corporate.proxies import ProxyMalformed, TrustedProxies, client_of

PROXIES = ("10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("::1", "2001:DB8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "", "10.0.0.1"),  # the proxy itself asks
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
    ],
)
def test_a_trusted_proxy_says_who_asks(peer: str, forwarded: str, client: str) -> None:
    assert client_of(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.1", "203.0.113.7", "198.51.100.1"),  # nobody we know
        ("198.51.100.1", "10.0.0.1, 203.0.113.7", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.7, 198.51.100.1", "198.51.100.1"),  # written by the client itself
        ("10.0.0.1", "203.0.113.7, nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2, ", "10.0.0.1"),
        ("", "203.0.113.7", ""),
        ("unix:", "203.0.113.7", "unix:"),
    ],
)
def test_a_forged_header_changes_nothing(peer: str, forwarded: str, client: str) -> None:
    assert client_of(peer, forwarded, PROXIES) == client


def test_without_proxies_the_header_is_never_read() -> None:
    assert client_of("10.0.0.1", "203.0.113.7", ()) == "10.0.0.1"


def test_every_door_is_told_the_same_address() -> None:
    seen: list[str] = []

    def inner(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        return []

    app = TrustedProxies(inner, PROXIES)
    for peer in ("10.0.0.1", "198.51.100.1"):
        app({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, None)
    assert seen == ["203.0.113.7", "198.51.100.1"]


def test_proxies_are_configured_and_a_wrong_one_keeps_the_house_shut() -> None:
    found = configuration.read({"YINQI_TRUSTED_PROXIES": "10.0.0.0/8, ::1"})
    assert found.trusted_proxies == PROXIES
    again = configuration.read(configuration.environment_of(found))
    assert again.trusted_proxies == PROXIES
    with pytest.raises(ProxyMalformed):
        TrustedProxies(lambda *_: [], ("proxy.example",))
