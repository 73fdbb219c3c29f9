"""Where the gateway listens: this machine, or with mutual TLS beyond it, and nowhere else.

Whoever may speak to the gateway may hand in payments under the enterprise's key.
"""

from __future__ import annotations

import ipaddress
import ssl
from typing import Final

from erp_adapters.gateway.config import GatewayConfig, Tls
from erp_adapters.gateway.errors import BindingRefused, GatewayWrong
from kernel.text import Text

_NAMES: Final = frozenset({"localhost"})


def is_loopback(host: str) -> bool:
    """Whether nobody outside this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() in _NAMES


def tls_context(config: GatewayConfig) -> ssl.SSLContext | None:
    """What to listen with; raises BindingRefused for an open address without mutual TLS."""
    if config.tls is not None:
        return _mutual(config.tls)
    if not is_loopback(config.host):
        raise BindingRefused(address=f"{config.host}:{config.port}")
    return None


def _mutual(tls: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_cert_chain(tls.cert_file, tls.key_file)
        context.load_verify_locations(tls.client_ca_file)
    except (OSError, ssl.SSLError) as fault:
        raise GatewayWrong(reason=Text(f"[tls] {fault}", f"[tls] {fault}")) from fault
    return context
