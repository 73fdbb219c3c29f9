"""Which addresses may be told: pure checks of how one is written; where it leads is asked when something is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from kernel.networks import inside, is_public
from workflows.feed.webhooks.commands import URL_CHARS_MAX
from workflows.feed.webhooks.errors import AddressInside, AddressRefused

_OWN: Final = ("localhost", "local", "internal", "localdomain")
_DIGITS: Final = frozenset("0123456789")


def check_public(url: str, leased_lines: Sequence[str]) -> None:
    """Raise AddressInside for what says by itself that it is nobody's outside; names are asked at each delivery.

    A host whose last part begins with a digit is an address in one of the many ways machines read one
    (127.1, 0x7f.1, 2130706433): it must be written out, and public.
    """
    host = urlsplit(url).hostname or ""
    last = host.rstrip(".").rpartition(".")[2]
    numeric = ":" in host or last[:1] in _DIGITS
    allowed = inside(host, leased_lines) or is_public(host) if numeric else last not in _OWN
    if not allowed:
        raise AddressInside(host=host)


def spelled(text: str, leased_lines: Sequence[str]) -> str:
    """The one spelling of an address; raises AddressRefused.

    Over the Internet only by TLS; `leased_lines` (专线) are networks of the bank's own, where an IP
    address may be called without.
    """
    if not text.isascii() or any(sign.isspace() for sign in text) or len(text) > URL_CHARS_MAX:
        raise AddressRefused
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressRefused from None
    if not host or "@" in parts.netloc or "#" in text or port == 0:
        raise AddressRefused
    if parts.scheme != "https" and not (parts.scheme == "http" and inside(host, leased_lines)):
        raise AddressRefused
    place = parts.netloc.lower()
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
