"""Whether a network address lies in one of some networks; IPv4 inside IPv6 is IPv4."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_KEPT = 4_096
_GIVEN_OUT = IPv6Network("2000::/3")
"""Global unicast (RFC 4291, IANA): everything else is a translator's, a link's, or nobody's."""


def inside(address: str, networks: Iterable[str]) -> bool:
    """Tell whether it does; what is no address lies nowhere."""
    found = address_of(address)
    return found is not None and any(found in _network(network) for network in networks)


def is_public(address: str) -> bool:
    """Whether an address is one of the public Internet, where one machine listens.

    Of IPv6 only what is given out to networks; not what is carried to an IPv4 address inside it (NAT64, 6to4, Teredo),
    which may be anybody's own.
    """
    found = address_of(address)
    if found is None or found.is_multicast or not found.is_global:
        return False
    return isinstance(found, IPv4Address) or (
        found in _GIVEN_OUT and found.sixtofour is None and found.teredo is None
    )


@lru_cache(maxsize=_KEPT)
def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """An address as the network means it, or None."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


@lru_cache(maxsize=_KEPT)
def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text)
