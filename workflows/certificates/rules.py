"""What an address is: one spelling for each network."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Final

from kernel import limits
from workflows.certificates.errors import AddressesTooMany, AddressMalformed

_BETWEEN: Final = re.compile(r"[\s,;，；、]+")


def networks_of(text: str) -> list[str]:
    """The networks a text names, each in its one spelling, sorted; raises AddressMalformed."""
    named = [word for word in _BETWEEN.split(text) if word]
    if len(named) > limits.LINK_NETWORKS_MAX:
        raise AddressesTooMany(limit=limits.LINK_NETWORKS_MAX)
    return sorted({_network(word) for word in named})


def _network(word: str) -> str:
    """A network as CIDR, a single address without its length."""
    try:
        found = ip_network(word)
    except ValueError:
        raise AddressMalformed(address=word[:64]) from None
    if found.prefixlen == 0 or "%" in word:
        raise AddressMalformed(address=word[:64])
    single = found.prefixlen == found.max_prefixlen
    return str(found.network_address) if single else str(found)
