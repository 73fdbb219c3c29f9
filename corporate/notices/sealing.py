"""Addresses of channels, sealed under the bank's data keys (通知地址加密存放).

A robot's address is a secret (whoever has it writes to the group), a mobile number is private, and a
browser's subscription holds its keys. Only the worker opens one, when it sends.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Final
from uuid import UUID

from corporate.notices.kinds import ChannelKind
from kernel.crypto import CellAddress, KeyPort

PURPOSE: Final = "notice-address"


class Addresses:
    """Seals and opens; the key port is opened at its first use, for most processes never need it."""

    def __init__(self, open_port: Callable[[], KeyPort]) -> None:
        self._open_port = open_port

    @cached_property
    def _port(self) -> KeyPort:
        return self._open_port()

    def seal(self, tenant_id: UUID, channel_id: UUID, address: str) -> str:
        """The address as its channel's row holds it; it opens in that row only."""
        sealed = self._port.encrypt(PURPOSE, _place(tenant_id, channel_id), address.encode())
        return base64.b64encode(sealed).decode("ascii")

    def open(self, tenant_id: UUID, channel_id: UUID, kept: str) -> str:
        """The address again; raises CiphertextRefused or DataKeyMissing."""
        sealed = base64.b64decode(kept, validate=True)
        return self._port.decrypt(PURPOSE, _place(tenant_id, channel_id), sealed).decode()


def mark_of(kind: ChannelKind, address: str) -> bytes:
    """By which the same address is known again; SHA-256, for the migration had to say it in SQL."""
    return hashlib.sha256(f"{kind.value}:{address}".encode()).digest()


def _place(tenant_id: UUID, channel_id: UUID) -> bytes:
    return CellAddress(tenant_id, "notice_channel", "sealed", str(channel_id)).aad()
