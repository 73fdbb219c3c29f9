"""Keeps the secrets of one-time codes sealed under the bank's data keys (动态口令密钥加密存放)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cached_property
from typing import Final
from uuid import UUID

from kernel.crypto import CellAddress, KeyPort

PURPOSE: Final = "totp"


class Sealer:
    """Seals and opens; the key port is opened at its first use, for most processes never need it."""

    def __init__(self, open_port: Callable[[], KeyPort]) -> None:
        self._open_port = open_port

    @cached_property
    def _port(self) -> KeyPort:
        return self._open_port()

    def seal(self, tenant_id: UUID, credential_id: UUID, secret: bytes) -> str:
        """The secret as the credential's row holds it; it opens in that row only."""
        sealed = self._port.encrypt(PURPOSE, _place(tenant_id, credential_id), secret)
        return base64.b64encode(sealed).decode("ascii")

    def open(self, tenant_id: UUID, credential_id: UUID, kept: str) -> bytes:
        """The secret again; raises CiphertextRefused or DataKeyMissing."""
        sealed = base64.b64decode(kept, validate=True)
        return self._port.decrypt(PURPOSE, _place(tenant_id, credential_id), sealed)


def _place(tenant_id: UUID, credential_id: UUID) -> bytes:
    return CellAddress(tenant_id, "credential", "secret", str(credential_id)).aad()
