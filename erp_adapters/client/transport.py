"""One POST over HTTP, never repeated by itself: what failed before sending is told from what failed after.

Redirects are not followed and answers are bounded. A retry is the business of whoever knows whether
the message may be sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    SSLError,
)

from erp_adapters.client.config import LinkConfig
from erp_adapters.client.errors import NoAnswer, NotSent
from kernel.limits import LINK_BODY_BYTES_MAX

_NOTHING_LEFT: Final = (NewConnectionError, ConnectTimeoutError, SSLError, LocationValueError)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, unproven."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """How a message travels."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send once. Raises NotSent when surely nothing was sent, else NoAnswer."""
        ...

    def get(self, url: str) -> Reply:
        """Fetch something that is not secret; the same errors."""
        ...


class HttpTransport:
    """HTTP over urllib3."""

    def __init__(self, config: LinkConfig) -> None:
        timeout = urllib3.Timeout(connect=config.connect_timeout_s, read=config.read_timeout_s)
        trusted = str(config.ca_file) if config.ca_file else None
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False, ca_certs=trusted)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send once."""
        return self._call("POST", url, body, headers)

    def get(self, url: str) -> Reply:
        """Fetch."""
        return self._call("GET", url, None, {})

    def _call(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        try:
            found = self._pool.request(
                method, url, body=body, headers=dict(headers), redirect=False, preload_content=False
            )
        except _NOTHING_LEFT as fault:
            raise NotSent(reason=_said(fault)) from fault
        except (HTTPError, OSError) as fault:
            raise NoAnswer(reason=_said(fault)) from fault
        try:
            content = found.read(LINK_BODY_BYTES_MAX + 1)
        except (HTTPError, OSError) as fault:
            raise NoAnswer(reason=_said(fault)) from fault
        finally:
            found.release_conn()
        if len(content) > LINK_BODY_BYTES_MAX:
            raise NoAnswer(reason=f"> {LINK_BODY_BYTES_MAX} bytes")
        return Reply(found.status, dict(found.headers), content)


def _said(fault: Exception) -> str:
    """What went wrong, without the address of an object."""
    words = str(fault).rpartition(": ")[2]
    return f"{type(fault).__name__}: {words}"
