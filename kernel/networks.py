"""Whether a network address lies in one of some networks; IPv4 inside IPv6 is IPv4."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_KEPT = 4_096


def inside(address: str, networks: Iterable[str]) -> bool:
    """Tell whether it does; what is no address lies nowhere."""
    found = address_of(address)
    return found is not None and any(found in _network(network) for network in networks)


def is_public(address: str) -> bool:
    """Whether an address is one of the public Internet, where one machine listens."""
    found = address_of(address)
    return found is not None and found.is_global and not found.is_multicast


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
